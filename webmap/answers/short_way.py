"""The short way to answers that were given before: at the door, without routing, session or view.

While the database is away the public is given what is held of the version that was last known, and told so; nothing of
a person, whose rights nobody can look up then.
"""

from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from webmap.access import is_about_its_reader
from webmap.answers import framing
from webmap.answers.page_memory import Headers, Way
from webmap.databases import Databases
from webmap.latest_version import Found

SAID_OF_UNCHANGED = ("ETag", "Cache-Control", "Vary")
STALE = ("Warning", '110 - "Response is Stale"')


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


def at_hand(app: Flask, environ: dict[str, Any]) -> tuple[str, Headers, bytes] | None:
    """What is `remembered`, where the database need not be asked for it: nobody waits for anything here."""
    way = way_of(environ)
    if way is None or not app.extensions["page_memory"].knows(way):
        return None
    found = app.extensions["databases"].latest.at_hand()
    return None if found is None else _kept(app, environ, way, found)


def _kept(app: Flask, environ: dict[str, Any], way: Way, found: Found) -> tuple[str, Headers, bytes] | None:
    known = app.extensions["page_memory"].follow(way, found.version)
    if known is None:
        return None
    shortcut, kept = known
    if found.is_stale and shortcut.may_be_withdrawn:
        return None
    more = [STALE] if found.is_stale else []
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked == kept.etag:
        said = [header for header in shortcut.headers if header[0] in SAID_OF_UNCHANGED]
        return "304 NOT MODIFIED", said + more, b""
    if asked is not None and not found.is_stale:
        return None
    return "200 OK", shortcut.headers + more, kept.compressed if shortcut.is_compressed else kept.plain


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
