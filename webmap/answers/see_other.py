"""The answer after something was written: where it stands, so that loading the page anew writes nothing again."""

from flask import Response, redirect


def see_other(where: str) -> Response:
    # Flask's redirect gives Flask's answer.
    return redirect(where, 303)  # type: ignore[return-value]
