"""How answers leave: entity tags by data version, compressed bytes kept in memory, security headers.

Every GET page of this product is a function of its address, its language, its reader, the data version and the code. So
its tag is made of just these: an unchanged page is answered 304, and a page asked before is answered from memory, both
without the database (whose version is read at most once a second). A page whose data turn out to be older than the tag
says, on a replica that lags or between two changes, leaves without one.
"""

import gzip
import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Flask, Response, current_app, g, request

from webmap.access import PERSONAL, is_about_its_reader, is_own
from webmap.answers import build, framing, own_writes, turns
from webmap.answers.page_memory import SAID_OF_UNCHANGED, Kept, PageMemory, Shortcut
from webmap.answers.shared_caches import OF_A_READER, of_data
from webmap.answers.short_way import way_of
from webmap.asked.own_form import holds_token
from webmap.counts import FROM_MEMORY
from webmap.db import acting_now
from webmap.patience import patiently
from webmap.person import PUBLIC
from webmap.words import i18n

COMPRESSIBLE = ("text/", "application/json", "application/problem+json", "application/geo+json", "image/svg+xml")
SMALLEST_COMPRESSED = 500  # bytes; below this gzip gains nothing on one packet
DATA = (
    "application/json",
    "application/geo+json",
    "application/problem+json",
    "text/csv",
    "image/svg+xml",
    "image/png",
)
NOBODY = "'none'"
REST_OF_POLICY = "base-uri 'none'; form-action 'self'; object-src 'none'"
View = TypeVar("View", bound=Callable[..., Any])


def init_app(app: Flask) -> None:
    settings = app.extensions["settings"]
    app.extensions["page_memory"] = PageMemory(settings.webmap_page_cache_mb)
    app.extensions["build"] = settings.webmap_build or build.of_code()
    framing.init_app(app)
    turns.init_app(app)
    app.before_request(_from_memory)
    app.after_request(_send)


def lasting(seconds: int) -> Callable[[View], View]:
    """Declares a view whose answer is no function of the data: it has no tag; browsers keep it for `seconds`, unasked.

    A view that can tell only from case to case sets Cache-Control on its answer, which has no tag either then.
    """

    def declare(view: View) -> View:
        # A mark on the view, which functions may carry and their types do not tell.
        view.cache_control = f"public, max-age={seconds}, immutable" if seconds else "no-store"  # type: ignore[attr-defined]
        return view

    return declare


def framed_by(*origins: str) -> Callable[[View], View]:
    """Declares who may show the view's answer in a frame: sources of a policy, as `*` or `'self'`. Else nobody may."""

    def declare(view: View) -> View:
        # A mark on the view, which functions may carry and their types do not tell.
        view.framed_by = " ".join(origins)  # type: ignore[attr-defined]
        return view

    return declare


def _declared(name: str) -> Any:
    """What the view of this request declares."""
    return getattr(current_app.view_functions.get(request.endpoint or ""), name, None)


def _is_in_turn() -> bool:
    declared = _declared("in_turn")
    return patiently(declared) if callable(declared) else bool(declared)


def _may_have_tag() -> bool:
    if request.method not in ("GET", "HEAD") or request.endpoint is None or is_own(current_app, request.endpoint):
        return False
    return not _declared("cache_control")


def _key() -> str:
    version = g.data_version = patiently(partial(acting_now().databases.latest.get, own_writes.number_written()))
    of_data = f"{version.number} {version.moment.isoformat()}"
    asked = urlencode(list(request.args.items(multi=True)))
    where = f"{request.path}?{asked}|{request.scheme}://{request.host}{request.root_path}"
    return f"{current_app.extensions['build']}|{of_data}|{g.person}|{i18n.language()}|{where}"


def _from_memory() -> Response | None:
    if not _may_have_tag():
        return None
    g.page_key = _key()
    etag = '"' + hashlib.sha256(g.page_key.encode()).hexdigest()[:24] + '"'
    g.page_etag = etag
    memory = current_app.extensions["page_memory"]
    kept = memory.get(g.page_key)
    if kept is None and _is_in_turn():
        current_app.extensions["turns"].come()
        kept = memory.get(g.page_key)  # made meanwhile for somebody else
    if kept is None:
        acting_now().seen = []
        return None
    g.from_memory = kept
    request.environ[FROM_MEMORY] = True
    return Response(kept.plain, headers=list(kept.headers))


def _send(response: Response) -> Response:
    _secure(response)
    _stay_here(response)
    own_writes.tell(response)
    sent = _as_kept(response)
    if is_about_its_reader(request.environ) and sent.cache_control.public:
        # Whatever a view declares: what somebody is told stays with their browser, and no proxy gives it to others.
        sent.cache_control.public, sent.cache_control.private = False, True
    return sent


def _as_kept(response: Response) -> Response:
    """The answer with its tag, and with what caches may do with it."""
    if response.direct_passthrough or response.is_streamed:
        response.headers.setdefault("Cache-Control", "no-store")
        return response
    if "page_etag" in g and response.status_code == 200 and _is_as_tagged(response):
        return _remembered(response)
    if "is_kept_as_given" in g and response.status_code == 200 and _is_of_its_version():
        return _as_given(response)
    declared = _declared("cache_control") if response.status_code == 200 else None
    response.headers.setdefault("Cache-Control", declared or "no-store")
    compressed = _compressed(response)
    return _as_accepted(response, compressed)


def lead_to(address: str) -> None:
    """Let the answer to this request lead to this address of another host, as that of an OpenID provider."""
    g.leads_to = address


def _stay_here(response: Response) -> None:
    """A redirect names a path of ours and nothing else, whatever host the router or a view put before it."""
    if response.location and response.location != g.get("leads_to"):
        there = urlsplit(response.location)
        response.location = urlunsplit(("", "", f"/{there.path.lstrip('/')}", there.query, there.fragment))
        response.set_data(b"")


def _is_as_tagged(response: Response) -> bool:
    """Whether everybody may get this answer to what the tag is made of, and nothing is missing in it."""
    if "Set-Cookie" in response.headers or "Cache-Control" in response.headers or holds_token():
        return False
    return _is_of_its_version()


def _is_of_its_version() -> bool:
    return not any(seen.is_older_than(g.data_version) for seen in acting_now().seen or ())


def keep_as_given() -> None:
    """Let the answer to this request be remembered with the tag and the headers that its view gave it, as long as the
    data has this version. For what may be withdrawn: a withdrawal is a change of the data."""
    g.is_kept_as_given = True


def _as_given(response: Response) -> Response:
    """In the encoding in which it leaves: a way knows which one is accepted."""
    response = _as_accepted(response, None if response.content_encoding else _compressed(response))
    key = f"{g.page_key}|{response.content_encoding or ''}"
    kept = Kept(response.headers.get("ETag", ""), (), response.get_data(), None)
    current_app.extensions["page_memory"].put(key, kept)
    _learn_way(response, key, may_be_withdrawn=True)
    return response


def _remembered(response: Response) -> Response:
    kept: Kept | None = g.get("from_memory")
    if kept is None:
        kept = Kept(g.page_etag, tuple(response.headers), response.get_data(), _compressed(response))
        current_app.extensions["page_memory"].put(g.page_key, kept)
    response.headers["ETag"] = kept.etag
    is_for_whoever = _declared("is_for_whoever")
    response.headers["Cache-Control"] = of_data(response.mimetype) if _is_for_caches() else OF_A_READER
    response.vary.update(["Accept-Language", "Accept-Encoding", *(() if is_for_whoever else PERSONAL)])
    response = _as_accepted(response, kept.compressed)
    _learn_way(response, g.page_key, packed="Content-Encoding" in response.headers)
    if request.headers.get("If-None-Match") and request.if_none_match.contains_weak(kept.etag.strip('"')):
        not_changed = Response(status=304)
        for name in SAID_OF_UNCHANGED:
            not_changed.headers[name] = response.headers[name]
        return not_changed
    return response


def _is_for_caches() -> bool:
    """Whether caches on the way may keep the answer: it is the public's, asked for by nobody in particular."""
    return g.person == PUBLIC and not is_about_its_reader(request.environ)


def _learn_way(response: Response, key: str, *, packed: bool = False, may_be_withdrawn: bool = False) -> None:
    way = way_of(request.environ)
    if way is not None and g.person.is_nobody:
        headers = response.get_wsgi_headers(request.environ)
        # When it is given again is another moment, by which caches reckon how old it is.
        lasting_headers = [(name, value) for name, value in headers.items() if name != "Date"]
        shortcut = Shortcut(g.data_version, key, lasting_headers, packed, may_be_withdrawn)
        current_app.extensions["page_memory"].learn(way, shortcut)


def _compressed(response: Response) -> bytes | None:
    body = response.get_data()
    if len(body) < SMALLEST_COMPRESSED or not (response.content_type or "").startswith(COMPRESSIBLE):
        return None
    return gzip.compress(body, compresslevel=6, mtime=0)


def _as_accepted(response: Response, compressed: bytes | None) -> Response:
    if compressed is not None:
        response.vary.add("Accept-Encoding")
        if request.accept_encodings.quality("gzip") > 0 and "Content-Encoding" not in response.headers:
            response.set_data(compressed)
            response.headers["Content-Encoding"] = "gzip"
    return response


def allow_script(sha256: str) -> None:
    """Let the page of this request run one inline script, named by the base64 sha256 of its exact bytes."""
    g.inline_script = sha256


def _secure(response: Response) -> None:
    script = f" 'sha256-{g.inline_script}'" if "inline_script" in g else ""
    framed_by = g.get("framed_by") or _declared("framed_by")
    own = f"default-src 'self'; script-src 'self'{script}; style-src 'self'; img-src 'self' data:"
    policy = f"{own}; frame-ancestors {framed_by or NOBODY}; {REST_OF_POLICY}"
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if not framed_by:  # this older header knows no list of origins
        response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    if g.person == PUBLIC and _is_data(response):
        # Pages of other origins may read what everybody may; never with the cookies of whoever looks at them.
        response.headers.setdefault("Access-Control-Allow-Origin", "*")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")


def _is_data(response: Response) -> bool:
    return request.method in ("GET", "HEAD") and response.mimetype in DATA and "Set-Cookie" not in response.headers
