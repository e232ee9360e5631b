"""Whoever wrote sees it on the next page, whichever worker answers: for a while their browser says what to wait for.

Each worker may know a version of the data that is a second old. Readers who never wrote get no cookie.
"""

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from webmap.db import acting_now

COOKIE = "written"
SECONDS = 10


def number_written() -> int:
    """The number that the version of the data has to have at least for the reader to see what they wrote; 0: any."""
    told = request.cookies.get(COOKIE)
    if told is None:
        return 0
    try:
        number: int = _signed().loads(told, max_age=SECONDS)
    except BadSignature:
        return 0
    return number


def tell(response: Response) -> None:
    """Let the browser of whoever wrote in this request remember the version after it."""
    written = acting_now().written
    if written is not None:
        response.set_cookie(
            COOKIE,
            str(_signed().dumps(written.number)),
            max_age=SECONDS,
            path=request.script_root or "/",
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )


def _signed() -> URLSafeTimedSerializer:
    key = current_app.secret_key
    assert key is not None
    return URLSafeTimedSerializer(key, salt=COOKIE)
