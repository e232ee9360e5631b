"""Pictures of the map as answers: SVG and PNG from the process that draws, and 503 while it gives none."""

from flask import Response, current_app
from werkzeug.exceptions import ServiceUnavailable

from webmap.drawing.pictures import NotDrawn, Painter, Picture
from webmap.drawing.question import Question

RETRY_AFTER_SECONDS = 5
# It may be opened by itself: nothing in it runs or is fetched.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def drawn(asked: Question) -> Picture:
    """ServiceUnavailable while there is no picture to be had."""
    try:
        return _painter().picture(asked)
    except NotDrawn:
        raise ServiceUnavailable(retry_after=RETRY_AFTER_SECONDS) from None


def as_svg(picture: Picture) -> Response:
    return Response(picture.svg, mimetype="image/svg+xml", headers={"Content-Security-Policy": POLICY})


def as_png(picture: Picture, zoom: float) -> Response:
    """In `zoom` times as many pixels; ServiceUnavailable while there are none to be had."""
    try:
        return Response(_painter().png(picture, zoom), mimetype="image/png")
    except NotDrawn:
        raise ServiceUnavailable(retry_after=RETRY_AFTER_SECONDS) from None


def _painter() -> Painter:
    painter: Painter = current_app.extensions["painter"]
    return painter
