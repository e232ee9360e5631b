"""Whoever signs in while too many do, or from where too many tried, is told to come back before a thread is given to
them: a flood costs no pages, no statements and no hashes."""

from __future__ import annotations

import time
from collections import OrderedDict
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Request

from webmap.accounts.passwords import RETRY_AFTER_SECONDS, Passwords
from webmap.asked.client import Networks, address
from webmap.tries import IN_MINUTES
from webmap.words.i18n import gettext as _
from webmap.words.i18n import offered, speaking

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Answer = tuple[str, list[tuple[str, str]], bytes]
SIGN_IN = "/login"
# Whoever is refused by the database is refused here for so long; then it is asked again.
SECONDS_KNOWN, MOST_KNOWN = 10.0, 1000


class Refused:
    """Addresses from which the database has just let nobody try: which names were tried there makes no difference."""

    def __init__(self) -> None:
        self._until: OrderedDict[str, float] = OrderedDict()

    def note(self, client: str) -> None:
        """It was refused now."""
        self._until[client] = time.monotonic() + SECONDS_KNOWN
        self._until.move_to_end(client)
        if len(self._until) > MOST_KNOWN:
            self._until.popitem(last=False)

    def holds(self, client: str) -> bool:
        """Whether it would be refused again."""
        return self._until.get(client, 0.0) > time.monotonic()


class Door(NamedTuple):
    """What is known of sign-ins without a thread."""

    passwords: Passwords
    refused: Refused
    trusted: Networks

    def turned_away(self, environ: WSGIEnvironment) -> Answer | None:
        """The answer to somebody who would find no place, or not be let try; None to others, and to all else."""
        if environ["REQUEST_METHOD"] != "POST" or environ["PATH_INFO"] != SIGN_IN:
            return None
        if self.refused.holds(address(Request(environ, populate_request=False), self.trusted)):
            return too_many(_spoken(environ))
        return busy(_spoken(environ)) if self.passwords.are_taken else None


def _spoken(environ: WSGIEnvironment) -> str:
    accepted = parse_accept_header(environ.get("HTTP_ACCEPT_LANGUAGE", "")[:200], LanguageAccept)
    said = [lang for lang in offered() if f"lang={lang}" in environ.get("QUERY_STRING", "").split("&")]
    return said[0] if said else accepted.best_match(offered(), default="en") or "en"


@cache
def busy(lang: str) -> Answer:
    """Words and no page: where so many try that others have to wait, an answer costs as little as it can."""
    with speaking(lang):
        words = _("Many are signing in at this moment. Go back and try again in a few seconds.")
    return _answer("503 SERVICE UNAVAILABLE", words, RETRY_AFTER_SECONDS)


@cache
def too_many(lang: str) -> Answer:
    """The same for an address from which too many tries came."""
    with speaking(lang):
        words = _("Too many tries came from your network: after ten, nobody gets in from there for 15 minutes.")
    return _answer("429 TOO MANY REQUESTS", words, IN_MINUTES * 60)


def _answer(status: str, words: str, retry_after: int) -> Answer:
    body = words.encode()
    headers = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Retry-After": str(retry_after),
        "X-Content-Type-Options": "nosniff",
    }
    return status, list(headers.items()), body
