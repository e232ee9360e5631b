"""The short way to answers that were given before: at the door, without routing, session or view.

While the database is away the public is given what is held of the version that was last known, and told so; nothing of
a person, whose rights nobody can look up then.
"""

from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from webmap.access import PERSONAL, is_about_its_reader
from webmap.answers import framing, messages
from webmap.answers.page_memory import Headers, Kept, Shortcut, Way
from webmap.asked.scope import Scope, path_of
from webmap.databases import Databases
from webmap.latest_version import Found

STALE = ("Warning", '110 - "Response is Stale"')
# What a way is made of, and the tag that is asked about; -1: an answer may depend on more.
_HOST, _LANGUAGE, _ENCODING, _DESTINATION, _TAG = range(5)
_PLACES = {
    b"host": _HOST,
    b"accept-language": _LANGUAGE,
    b"accept-encoding": _ENCODING,
    framing.DESTINATION.lower().encode(): _DESTINATION,
    b"if-none-match": _TAG,
    **{name.lower().encode(): -1 for name in PERSONAL},
}


class Ready(NamedTuple):
    """An answer as the web server takes it; `is_stale`: nobody can tell whether it still is the newest."""

    start: messages.Message
    body: bytes
    is_stale: bool


class _Led(NamedTuple):
    """Where a request is led while the data has the version that was found."""

    shortcut: Shortcut
    kept: Kept
    is_unchanged: bool
    is_stale: bool

    @property
    def more(self) -> Headers:
        return [STALE] if self.is_stale else []

    @property
    def body(self) -> bytes:
        if self.is_unchanged:
            return b""
        # An answer that is kept compressed has both forms.
        return (self.kept.compressed or b"") if self.shortcut.is_compressed else self.kept.plain


def remembered(app: Flask, environ: dict[str, Any]) -> tuple[str, Headers, bytes] | None:
    """Status, headers and body of an answer that can be given without routing, session or view; None: go that way.

    It was given before to a request that is the same in everything it depends on, and the data has not changed since.
    """
    way = way_of(environ)
    if way is None or not app.extensions["page_memory"].knows(way):
        return None
    databases: Databases = app.extensions["databases"]
    try:
        found: Found | None = Found(databases.latest.get())
    except SQLAlchemyError:
        found = databases.latest.last_known()  # who asks for anything else waits for a database that is away
    return None if found is None else _kept(app, environ, way, found)


def ready(app: Flask, scope: Scope) -> Ready | None:
    """What is `remembered`, where the database need not be asked for it: nobody waits for anything here."""
    way, tag = _asked(scope)
    if way is None or not app.extensions["page_memory"].knows(way):
        return None
    found = app.extensions["databases"].latest.at_hand()
    led = None if found is None else _lead(app, way, tag, found)
    if led is None:
        return None
    shortcut = led.shortcut
    if led.is_stale:
        status, headers = (304, shortcut.of_unchanged) if led.is_unchanged else (200, shortcut.headers)
        return Ready(messages.start(status, headers + led.more), led.body, is_stale=True)
    return Ready(shortcut.start_of_unchanged if led.is_unchanged else shortcut.start, led.body, is_stale=False)


def _kept(app: Flask, environ: dict[str, Any], way: Way, found: Found) -> tuple[str, Headers, bytes] | None:
    led = _lead(app, way, environ.get("HTTP_IF_NONE_MATCH"), found)
    if led is None:
        return None
    if led.is_unchanged:
        return "304 NOT MODIFIED", led.shortcut.of_unchanged + led.more, b""
    return "200 OK", led.shortcut.headers + led.more, led.body


def _lead(app: Flask, way: Way, tag: str | None, found: Found) -> _Led | None:
    known = app.extensions["page_memory"].follow(way, found.version)
    if known is None:
        return None
    shortcut, kept = known
    if found.is_stale and shortcut.may_be_withdrawn:
        return None
    is_unchanged = tag == kept.etag
    if tag is not None and not is_unchanged and not found.is_stale:
        return None
    return _Led(shortcut, kept, is_unchanged, found.is_stale)


def _asked(scope: Scope) -> tuple[Way | None, str | None]:
    """The `way_of` what the web server hands over, without an environment made for it; and the tag asked about.

    No way where a header came twice: how it is read then is told in one place (asked/scope.py).
    """
    if scope["method"] != "GET":
        return None, None
    said: list[str | None] = [None] * len(_PLACES)
    for name, value in scope["headers"]:
        place = _PLACES.get(name)
        if place is None:
            continue
        if place < 0 or said[place] is not None:
            return None, None
        said[place] = value.decode("latin-1")
    host = said[_HOST]
    if host is None:
        return None, None
    way = (
        scope["scheme"],
        host,
        "",
        path_of(scope),
        scope["query_string"].decode("latin-1"),
        said[_LANGUAGE] or "",
        said[_ENCODING] or "",
        "framed" if said[_DESTINATION] in framing.FRAMES else "",
    )
    return way, said[_TAG]


def way_of(environ: dict[str, Any]) -> Way | None:
    """What an answer to nobody in particular depends on beside data and code; None where that may be more."""
    if environ["REQUEST_METHOD"] != "GET" or "HTTP_HOST" not in environ or is_about_its_reader(environ):
        return None
    return (
        environ["wsgi.url_scheme"],
        environ["HTTP_HOST"],
        environ.get("SCRIPT_NAME", ""),
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        environ.get("HTTP_ACCEPT_LANGUAGE", ""),
        environ.get("HTTP_ACCEPT_ENCODING", ""),
        "framed" if framing.is_for_frame(environ) else "",
    )
