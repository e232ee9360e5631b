"""The smallest Flask application: what any page on this server costs at least; and what the server alone costs."""

from collections.abc import Awaitable, Callable

from flask import Flask

from webmap.answers import messages
from webmap.answers.messages import Message
from webmap.asked.scope import Scope
from webmap.front import Front

BARE_BYTES = 12_000  # a frozen map in other pages, compressed


def create_app() -> Flask:
    app = Flask(__name__, static_folder=None)

    @app.get("/")
    def hello() -> str:
        return "hello\n"

    @app.get("/readyz")
    def readyz() -> str:
        return "ready\n"

    @app.get("/healthz")
    def healthz() -> str:
        return "alive\n"

    return app


def create_front() -> Front:
    """Behind the same front as the map."""
    return Front(create_app())


def create_bare() -> Callable[[Scope, object, Callable[[Message], Awaitable[None]]], Awaitable[None]]:
    """No application at all: the web server and its hand-over to Python."""
    start = messages.start(200, [("Content-Type", "text/html"), ("Content-Length", str(BARE_BYTES))])
    body: Message = {"type": "http.response.body", "body": bytes(BARE_BYTES)}

    async def answer(scope: Scope, receive: object, send: Callable[[Message], Awaitable[None]]) -> None:
        await send(start)
        await send(body)

    return answer
