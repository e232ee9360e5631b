"""What of a snapshot is for paper and slides: its factsheet as PDF, and the situation as a picture."""

from collections.abc import Iterator

from sqlalchemy import Connection

from webmap.asked.chosen_day import ChosenDay
from webmap.drawing.pictures import Painter
from webmap.map_of_day.pictured import Shown
from webmap.map_of_day.sizes import PREVIEW, SCALES
from webmap.sheets.factsheet import ON_PAPER, WIDTHS, About, content
from webmap.words.i18n import gettext as _


def files(
    painter: Painter, connection: Connection, chosen: ChosenDay, shown: Shown, about: About
) -> Iterator[tuple[str, str, str, bytes]]:
    """Name, ending, media type, bytes; NotDrawn where no picture is to be had."""
    paper = content(connection, chosen, shown, about, ON_PAPER)
    yield "factsheet", "pdf", "application/pdf", painter.sheet(paper.sheet(painter.picture(paper.map).svg), "pdf")
    for width, size in WIDTHS.items():
        found = paper.as_picture(_("Situation snapshot"), size)
        sheet = found.picture(painter.picture(found.map).svg, width)
        if width == PREVIEW:  # lines and letters are sharp in every width
            yield "situation", "svg", "image/svg+xml", painter.sheet(sheet, "svg")
        for scale in SCALES:
            yield f"situation-{width}-{scale}", "png", "image/png", painter.sheet(sheet, "png", scale)
