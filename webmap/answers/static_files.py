"""Static files under addresses that name their content, kept compressed in memory: cached for ever, never stale."""

import gzip
import hashlib
import os
import re
from functools import cache
from mimetypes import guess_type
from pathlib import Path
from typing import NamedTuple

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from webmap.access import allow
from webmap.answers.delivery import lasting
from webmap.asked.address import bare_address

FOLDER = Path(__file__).parent.parent / "static"
ONLY_WORDS = re.compile(rb"^[ \t]*(?://[^\n]*|/\*(?:(?!\*/).)*\*/[ \t]*)\n", re.MULTILINE | re.DOTALL)
YEAR_SECONDS = 365 * 24 * 3600
blueprint = Blueprint("static_files", __name__)


def static_url(name: str) -> str:
    """The lasting address of a file in webmap/static/, with the first characters of its sha256."""
    return bare_address("static_files.file", digest=joined(name).digest, name=name)


class Content(NamedTuple):
    plain: bytes
    compressed: bytes
    digest: str


def joined(*names: str) -> Content:
    """What files in webmap/static/ hold, one after the other: one request, and fewer bytes than each by itself."""
    return _joined(names, tuple((FOLDER / name).stat().st_mtime_ns for name in names))


@cache
def _joined(names: tuple[str, ...], changed_ns: tuple[int, ...]) -> Content:
    plain = b"".join(_as_sent(name) for name in names)
    return Content(plain, gzip.compress(plain, compresslevel=9, mtime=0), hashlib.sha256(plain).hexdigest()[:10])


def _as_sent(name: str) -> bytes:
    """Of our own scripts what runs: lines that only explain are a fifth of them."""
    content = (FOLDER / name).read_bytes()
    is_ours = name.endswith(".js") and not name.startswith("vendor/")
    return ONLY_WORDS.sub(b"", content) if is_ours else content


@blueprint.get("/static/<digest>/<path:name>")
@allow("public", whoever=True)
@lasting(YEAR_SECONDS)
def file(digest: str, name: str) -> Response:
    """The file, under the digest of what it holds here and under no other."""
    path = safe_join(str(FOLDER), name)
    # Unlike Path.is_file this answers also for names that no disk can hold.
    if path is None or not os.path.isfile(path):
        raise NotFound
    return answer_of_digest(joined(name), digest, name)


def answer_of_digest(content: Content, digest: str, name: str) -> Response:
    """The content, kept for a year under an address with its digest; NotFound where the address means another one.

    That is the file of another build: a host that has it answers, and no cache keeps this one's under its address.
    """
    if digest != content.digest:
        raise NotFound
    return lasting_answer(content, name)


def lasting_answer(content: Content, name: str) -> Response:
    """The content under an address that names its digest, for views that are `lasting`; `name` says of which kind."""
    kind = guess_type(name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind.endswith(("javascript", "json")):
        kind += "; charset=utf-8"
    worth_it = kind.startswith(("text/", "application/", "image/svg")) and request.accept_encodings.quality("gzip") > 0
    answer = Response(content.compressed if worth_it else content.plain, content_type=kind)
    if worth_it:
        answer.headers["Content-Encoding"] = "gzip"
    answer.vary.add("Accept-Encoding")
    # Pictures and data of snapshots are shown inside sandboxed frames, whose origin is `null`.
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
