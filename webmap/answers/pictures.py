"""Pictures of the map as answers: SVG and PNG from the process that draws, and 503 while it gives none."""

from collections.abc import Callable
from typing import TypeVar

from flask import Response, current_app
from werkzeug.exceptions import ServiceUnavailable

from webmap.drawing.pictures import NotDrawn, Painter, Picture
from webmap.drawing.question import Question

RETRY_AFTER_SECONDS = 5
# It may be opened by itself: nothing in it runs or is fetched.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
Made = TypeVar("Made")


def made(asking: Callable[[Painter], Made]) -> Made:
    """What the process that draws answers; ServiceUnavailable while it gives nothing."""
    try:
        return asking(current_app.extensions["painter"])
    except NotDrawn:
        raise ServiceUnavailable(retry_after=RETRY_AFTER_SECONDS) from None


def drawn(asked: Question) -> Picture:
    """ServiceUnavailable while there is no picture to be had."""
    return made(lambda painter: painter.picture(asked))


def as_svg(picture: Picture) -> Response:
    return Response(picture.svg, mimetype="image/svg+xml", headers={"Content-Security-Policy": POLICY})


def as_png(picture: Picture, zoom: float) -> Response:
    """In `zoom` times as many pixels; ServiceUnavailable while there are none to be had."""
    return Response(made(lambda painter: painter.png(picture, zoom)), mimetype="image/png")
