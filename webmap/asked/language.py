"""The language that a request asks for: `lang=` of the address, else Accept-Language, else English."""

from flask import Flask, g, request

from geodata.problems import InvalidData
from webmap.words.i18n import gettext, offered, speak


def init_app(app: Flask) -> None:
    app.before_request(_speak_as_asked)
    app.teardown_request(_speak_as_before)


def _speak_as_asked() -> None:
    """InvalidData for a `lang=` that is not offered."""
    accepted = request.accept_languages.best_match(offered(), default="en") or "en"
    g.spoken_before = speak(accepted)  # already now, so that a refusal has a language
    asked = request.args.get("lang")
    if asked is None:
        return
    if asked not in offered():
        message = gettext("This language is not offered; use one of: %(codes)s.", codes=", ".join(offered()))
        raise InvalidData(message, parameter="lang")
    speak(asked)


def _speak_as_before(error: BaseException | None) -> None:
    speak(g.get("spoken_before"))
