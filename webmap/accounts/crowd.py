"""Whoever signs in while too many do is told to come back before a thread is given to them: a flood costs no pages."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from webmap.accounts.passwords import RETRY_AFTER_SECONDS, Passwords
from webmap.words.i18n import gettext as _
from webmap.words.i18n import offered, speaking

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Answer = tuple[str, list[tuple[str, str]], bytes]
SIGN_IN = "/login"


def turned_away(passwords: Passwords, environ: WSGIEnvironment) -> Answer | None:
    """The answer to somebody who would find no place; None where one is free, and to whatever else is asked."""
    if environ["REQUEST_METHOD"] != "POST" or environ["PATH_INFO"] != SIGN_IN or not passwords.are_taken:
        return None
    accepted = parse_accept_header(environ.get("HTTP_ACCEPT_LANGUAGE", "")[:200], LanguageAccept)
    said = [lang for lang in offered() if f"lang={lang}" in environ.get("QUERY_STRING", "").split("&")]
    return busy(said[0] if said else accepted.best_match(offered(), default="en") or "en")


@cache
def busy(lang: str) -> Answer:
    """Words and no page: where so many try that others have to wait, an answer costs as little as it can."""
    with speaking(lang):
        words = _("Many are signing in at this moment. Go back and try again in a few seconds.").encode()
    headers = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(words)),
        "Cache-Control": "no-store",
        "Retry-After": str(RETRY_AFTER_SECONDS),
        "X-Content-Type-Options": "nosniff",
    }
    return "503 SERVICE UNAVAILABLE", list(headers.items()), words
