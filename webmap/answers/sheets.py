"""Sheets of paper as answers: PDF, SVG and PNG from the process that draws, and 503 while it gives none."""

from flask import Response, current_app
from werkzeug.exceptions import ServiceUnavailable

from webmap.answers.pictures import RETRY_AFTER_SECONDS
from webmap.drawing.pictures import NotDrawn, Painter
from webmap.drawing.question import Sheet

# It may be opened by itself: nothing in it runs, and the map is a part of it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


def as_pdf(sheet: Sheet, name: str) -> Response:
    """Shown by the browser and saved as `name`.pdf; ServiceUnavailable while there is none to be had."""
    said = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(_made(sheet, "pdf"), mimetype="application/pdf", headers=said)


def as_svg(sheet: Sheet) -> Response:
    return Response(_made(sheet, "svg"), mimetype="image/svg+xml", headers={"Content-Security-Policy": POLICY})


def as_png(sheet: Sheet, zoom: float) -> Response:
    """In `zoom` times as many pixels; ServiceUnavailable while there are none to be had."""
    return Response(_made(sheet, "png", zoom), mimetype="image/png")


def _made(sheet: Sheet, kind: str, zoom: float = 1.0) -> bytes:
    painter: Painter = current_app.extensions["painter"]
    try:
        return painter.sheet(sheet, kind, zoom)
    except NotDrawn:
        raise ServiceUnavailable(retry_after=RETRY_AFTER_SECONDS) from None
