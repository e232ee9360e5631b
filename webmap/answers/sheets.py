"""Sheets of paper as answers: PDF, SVG and PNG from the process that draws, and 503 while it gives none."""

from flask import Response

from webmap.answers.pictures import made
from webmap.drawing.question import Sheet

# It may be opened by itself: nothing in it runs, and the map is a part of it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


def as_pdf(sheet: Sheet, name: str) -> Response:
    """Shown by the browser and saved as `name`.pdf; ServiceUnavailable while there is none to be had."""
    said = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(made(lambda painter: painter.sheet(sheet, "pdf")), mimetype="application/pdf", headers=said)


def as_svg(sheet: Sheet) -> Response:
    drawn = made(lambda painter: painter.sheet(sheet, "svg"))
    return Response(drawn, mimetype="image/svg+xml", headers={"Content-Security-Policy": POLICY})


def as_png(sheet: Sheet, zoom: float) -> Response:
    """In `zoom` times as many pixels; ServiceUnavailable while there are none to be had."""
    return Response(made(lambda painter: painter.sheet(sheet, "png", zoom)), mimetype="image/png")
