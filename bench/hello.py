"""The smallest Flask application: what any page on this server costs at least."""

from flask import Flask

from webmap.front import Front


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
