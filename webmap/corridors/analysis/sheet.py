"""An analysis on one sheet of paper: what its page says, as far as an A4 holds it."""

from collections.abc import Mapping, Sequence
from typing import Any

from webmap.answers.data_table import DataTable
from webmap.map_of_day.pictured import Shown
from webmap.sheets.factsheet import About, cut, frame
from webmap.words.i18n import gettext as _
from webmap.words.i18n import isolated, number

MOST_MOVEMENTS, MOST_SITES, MOST_SOURCES = 16, 12, 14
LONGEST, LONGEST_CELL = 120, 44
OF_MOVEMENTS = ("week", "from", "to", "kind", "individuals", "families", "provider")
OF_SITES = ("name", "km", "families", "free_places")


def told(values: Mapping[str, Any], about: About, shown: Shown) -> dict[str, Any]:
    """Its words. `values`: what the page shows (page.py)."""
    first, *rest = values["answer"]
    words = {
        **frame(about, shown),
        "answer": first,
        "because": " ".join(rest),
        "has_weeks": bool(values["charts"][0][1].panels),
        "weeks_alt": _("Bars by week, each kind in a row of its own; hatched weeks nobody reported of."),
        "not_known": values["not_known"],
        "sites": _table(values["sites"], MOST_SITES, OF_SITES),
        "movements": _table(values["movements"], MOST_MOVEMENTS, OF_MOVEMENTS),
        "notes": [
            _("Unknown is not zero; each figure has its own day. Distances are straight, on the spheroid, at least."),
        ],
        "sources": [
            isolated(cut(": ".join(filter(None, (one.publisher, one.title))), LONGEST))
            for one in values["sources"][:MOST_SOURCES]
        ],
    }
    words["say"] |= {
        "weeks": _("Week by week, each kind by itself"),
        "bars": _("people; a bar is a report, in the week in which it ended"),
        "key": _(
            "Full: counted; pale: families × 6; hollow: passages or returns; dotted: number unknown; hatched: nobody"
            " reported any. Bars are not to be added."
        ),
        "not_known": _("What is not known"),
    }
    return words


def _table(table: DataTable, most: int, keys: Sequence[str]) -> dict[str, Any]:
    """Some columns of it, in their order; dates and what is unknown go along with the figure."""
    places = [place for key in keys for place, column in enumerate(table.columns) if column.key == key]
    more = len(table.rows) > most
    return {
        "caption": table.caption,
        "header": [table.columns[place].label for place in places],
        "numeric": [table.columns[place].numeric for place in places],
        "rows": [[_cell(cells[place]) for place in places] for cells in table.rows[:most]],
        "empty": table.empty,
        "aside": _("%(shown)s of %(all)s", shown=number(most), all=number(len(table.rows))) if more else "",
    }


def _cell(cell: Any) -> str:
    return " · ".join(filter(None, (cut(cell.text, LONGEST_CELL), cut(cell.note, LONGEST_CELL))))
