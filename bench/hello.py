"""The smallest Flask application: what any page on this server costs at least."""

from flask import Flask


def create_app() -> Flask:
    app = Flask(__name__, static_folder=None)

    @app.get("/")
    def hello() -> str:
        return "hello\n"

    @app.get("/readyz")
    def readyz() -> str:
        return "ready\n"

    return app
