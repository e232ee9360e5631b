"""The word that planners hold until people sign in: who says it sees the exact layer, everybody else the public one.

From the first account that was signed in to, it opens nothing any more (`sessions.py` knows).

Programs say it in `Authorization: Bearer`. Browsers are given a cookie at `webmap/door.py`, made from the word and not
the word itself; a new word ends all cookies.
"""

import hashlib
import hmac
import secrets
import time
from collections import deque
from typing import NoReturn

from flask import Request, Response
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import TooManyRequests, Unauthorized

from webmap.asked.client import is_https

DAYS_OF_COOKIE = 90
# Words are too long to be guessed, so this only bounds what guessing costs here; a proxy can count by address.
WRONG_WORDS, IN_SECONDS = 20, 60


class WordIsOver(Unauthorized):
    """People have accounts here: the right word is no longer asked for."""


class PlannersWord:
    """The word of this installation; without one, nobody is a planner."""

    def __init__(self, word: str | None) -> None:
        self._word = (word or secrets.token_urlsafe()).encode()
        # Cookies are sent to all ports of a host: two installations there do not take away one another's.
        self._cookie = f"planner-{self._made_from_word('name')[:8]}"
        self._wrong: deque[float] = deque(maxlen=WRONG_WORDS)

    def is_word(self, said: str) -> bool:
        """Whether this is the word, in a time that tells nothing of it."""
        return hmac.compare_digest(said.encode(errors="replace"), self._word)

    def is_said_by(self, request: Request) -> bool | None:
        """Whether a request says the word; None where it says none, and where its cookie is one of an earlier word."""
        said = request.authorization
        if said is not None and said.type == "bearer":
            return self.is_word(said.token or "")
        kept = request.cookies.get(self._cookie, "").encode(errors="replace")
        return hmac.compare_digest(kept, self._made_from_word("cookie").encode()) or None

    def give_cookie(self, response: Response, request: Request) -> None:
        """Let the browser say it from here on."""
        response.set_cookie(
            self._cookie,
            self._made_from_word("cookie"),
            max_age=DAYS_OF_COOKIE * 24 * 3600,
            path=request.script_root or "/",
            secure=is_https(request),
            httponly=True,
            samesite="Lax",
        )

    def refuse(self) -> NoReturn:
        """Answer a wrong word, each alike: 401, and 429 once there were many within a minute."""
        now = time.monotonic()
        if len(self._wrong) == WRONG_WORDS and now - self._wrong[0] < IN_SECONDS:
            raise TooManyRequests(retry_after=IN_SECONDS)
        self._wrong.append(now)
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))

    def _made_from_word(self, purpose: str) -> str:
        return hmac.new(self._word, purpose.encode(), hashlib.sha256).hexdigest()
