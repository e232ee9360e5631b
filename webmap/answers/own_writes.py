"""Whoever wrote sees it on the next page, whichever worker answers: for a while their browser says what to wait for.

Each worker may know a version of the data that is a second old, and a replica be behind. Readers who never wrote get no
cookie. What a replica has to have replayed is a cookie of its own: releases before know the first alone.
"""

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from webmap.db import acting_now

COOKIE, COOKIE_FOR_REPLICAS = "written", "written_up_to"
SECONDS = 10


def number_written() -> int:
    """The number that the version of the data has to have at least for the reader to see what they wrote; 0: any."""
    return _told(COOKIE)


def lsn_written() -> int:
    """How far a replica has to have replayed the log, in bytes, for the reader to see what they wrote; 0: any."""
    return _told(COOKIE_FOR_REPLICAS)


def _told(name: str) -> int:
    told = request.cookies.get(name)
    if told is None:
        return 0
    try:
        number: int = _signed(name).loads(told, max_age=SECONDS)
    except BadSignature:
        return 0
    return number


def tell(response: Response) -> None:
    """Let the browser of whoever wrote in this request remember the version after it."""
    written = acting_now().written
    if written is None:
        return
    _tell(response, COOKIE, written.version.number)
    if written.lsn:
        _tell(response, COOKIE_FOR_REPLICAS, written.lsn)


def _tell(response: Response, name: str, number: int) -> None:
    response.set_cookie(
        name,
        str(_signed(name).dumps(number)),
        max_age=SECONDS,
        path=request.script_root or "/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def _signed(name: str) -> URLSafeTimedSerializer:
    key = current_app.secret_key
    assert key is not None
    return URLSafeTimedSerializer(key, salt=name)
