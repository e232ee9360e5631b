"""Who said it, as a cell of a table."""

from geodata.statements.figure_rows import Sourced
from webmap.answers.data_table import Cell
from webmap.words.i18n import day


def source_cell(row: Sourced) -> Cell:
    """Publisher and day, linked; only web addresses become links, whatever a file gave as address."""
    shown = row.source_publisher or row.source_title
    published = day(row.source_published_on, row.source_published_precision, short=True)
    linked = row.source_url if (row.source_url or "").startswith(("https://", "http://")) else None
    return Cell(shown, row.source_url or row.source_title, href=linked, note=published, lang="en")
