"""What a site's page tells beside the reports, as a file: other figures, statements, joint counts and services."""

from collections.abc import Sequence

from webmap.answers.data_table import Cell, Column, DataTable, withheld
from webmap.sites.answer import STATEMENTS
from webmap.sites.rows import ServiceLevel, SiteFigure
from webmap.words.i18n import gettext as _

PLAIN = ("unit", "as_of", "precision", "suspect", "confidence", "note", "source", "source_url")
IN_FILE = ("record", "type", "site_ids", "source_id")


def stated_file(figures: Sequence[SiteFigure], levels: Sequence[ServiceLevel]) -> DataTable:
    """Figures first, newest first, then the newest of each service; units as their sources state them.

    `record` is `figure`, `statement` (that the site is full, almost full or open: no value) or `service`. A row with
    several `site_ids`, joined by +, is of all of them together and never divided.
    """
    return DataTable(
        caption=_("Also stated, never mixed in"),
        columns=[
            Column("what", "what"),
            Column("value", "value", numeric=True, qualified=True),
            *(Column(key, key) for key in PLAIN),
        ],
        rows=[*map(_figure, figures), *map(_level, levels)],
        file_keys=IN_FILE,
        file_values=[
            *((_record(one), one.type, "+".join(one.site_ids), one.source_id) for one in figures),
            *(("service", None, "+".join(one.site_ids), one.source_id) for one in levels),
        ],
    )


def _record(figure: SiteFigure) -> str:
    return "statement" if figure.metric in STATEMENTS else "figure"


def _figure(figure: SiteFigure) -> list[Cell]:
    says_only = figure.metric in STATEMENTS
    value = Cell("") if says_only else _value(figure)
    return [
        Cell("", figure.metric),
        value,
        Cell("", None if says_only else figure.unit),
        *_told(figure, figure.suspect),
    ]


def _level(level: ServiceLevel) -> list[Cell]:
    return [Cell("", level.indicator), _value(level), Cell("", level.unit), *_told(level, suspect=False)]


def _value(row: SiteFigure | ServiceLevel) -> Cell:
    return withheld() if "value" in row.withheld else Cell("", row.value, qualifier=row.qualifier)


def _told(row: SiteFigure | ServiceLevel, suspect: bool) -> list[Cell]:
    of_day = Cell("", row.as_of), Cell("", row.as_of_precision)
    of_source = Cell("", row.confidence), Cell("", row.note), Cell("", row.source_title), Cell("", row.source_url)
    return [*of_day, Cell("", "yes" if suspect else "no"), *of_source]
