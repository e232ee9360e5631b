"""Redirects to the address without what its view does not understand, given before a thread: nothing is worked out.

The headers are those of the first such answer of the view, which the application gave. So whoever asks for ever another
`?x=` is answered beside all that others wait for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from webmap.answers.page_memory import Headers
from webmap.asked.parameters import READ_BY, Question

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

STATUS = 301
# What is longer is read in a thread.
LONGEST_QUESTION = 2000
OF_ONE_ANSWER = ("Location", "Content-Length", "Date")


def init_app(app: Flask) -> None:
    """Before what puts headers on answers: it is the last to see each of them."""
    app.extensions["led_on"] = {}
    app.extensions["at_hand"].append(lambda environ: at_hand(app, environ))
    app.after_request(_learn)


def at_hand(app: Flask, environ: WSGIEnvironment) -> tuple[str, Headers, bytes] | None:
    """The redirect; None where the application has to answer."""
    asked = environ["QUERY_STRING"]
    if not asked or len(asked) > LONGEST_QUESTION or environ["REQUEST_METHOD"] not in READ_BY:
        return None
    question = Question(environ, populate_request=False)
    adapter = app.create_url_adapter(question)
    try:
        assert adapter is not None  # as only without a request
        question.url_rule, _parts = adapter.match(return_rule=True)
    except (HTTPException, ValueError):
        return None
    told: Headers | None = app.extensions["led_on"].get(question.endpoint)
    if told is None:
        return None
    question.view = app.view_functions.get(question.endpoint or "")
    there = question.address_understood()
    return None if there is None else ("301 MOVED PERMANENTLY", [("Location", there), *told], b"")


def _learn(response: Response) -> Response:
    assert isinstance(request, Question)
    is_led_on = response.status_code == STATUS and response.location == request.address_understood()
    if is_led_on and "Set-Cookie" not in response.headers:
        told = [(name, value) for name, value in response.headers if name not in OF_ONE_ANSWER]
        current_app.extensions["led_on"].setdefault(request.endpoint, told)
    return response
