"""One site on one sheet of paper: what its page says, as far as an A4 holds it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from geodata.statements.located import point
from webmap.answers.data_table import DataTable
from webmap.asked.chosen_day import ChosenDay
from webmap.drawing.question import Question
from webmap.map_of_day.pictured import Shown, question
from webmap.map_of_day.sizes import Size
from webmap.sheets.factsheet import About, cut, frame
from webmap.sites.page import site_page
from webmap.sites.pipeline import FULL_WIDTH, Step
from webmap.sites.rows import Site
from webmap.words import terms
from webmap.words.i18n import day, isolated, number
from webmap.words.i18n import gettext as _
from webmap.words.i18n import km as kilometres

MAP, AROUND_DEGREES = Size(560, 480), 0.2
MOST_REPORTS, MOST_LIMITS, MOST_LEVELS, MOST_POINTS, MOST_SOURCES, MOST_FIGURES = 8, 16, 12, 6, 10, 3
MOST_NEAR, LONGEST, LONGEST_CELL = 3, 60, 44


def told(
    connection: Connection, row: Site, chosen: ChosenDay, shown: Shown, about: About
) -> tuple[dict[str, Any], Question | None]:
    """Its words, and what its map is asked of; None for a site without a position."""
    page = site_page(connection, row, chosen.day, chosen.known, shown.lang)
    at_site = point(row)
    asked = question(connection, chosen, shown, MAP, stands_alone=False) if at_site else None
    words = {
        **frame(about, shown),
        "answer": page["answer"].first,
        "because": " ".join(filter(None, (page["answer"].second, page["together"]))),
        "lines": [line for line in (page["reporting"], page["public_form"], *page["conflicts"]) if line],
        "steps": [_step(step) for step in page["steps"]],
        "remarks": [f"{step.label}: {step.remark}" for step in page["steps"] if step.remark],
        "history": _history(page["reports"]),
        "has_map": asked is not None,
        "facts": _facts(row),
        "lacks": _table(page["lacks"], MOST_LIMITS, ("level",), aside=page["lacks"].caption),
        "services": _table(page["levels"], MOST_LEVELS),
        "points": [
            (isolated(cut(one.shown_name, LONGEST)), day(one.as_of, one.as_of_precision, short=True))
            for one in page["points"][:MOST_POINTS]
        ],
        "near": [
            (isolated(cut(one.shown_name, LONGEST)), kilometres(one.distance_m))
            for one in (*page["corridors"][:MOST_NEAR], *page["communities"][:MOST_NEAR])
        ],
        "notes": [
            _("Unknown is not zero; each figure has its own day. Distances are straight, on the spheroid, at least."),
            page["living"] or "",
        ],
        "sources": [
            isolated(cut(": ".join(filter(None, (one.publisher, one.title))), 2 * LONGEST))
            for one in page["sources"][:MOST_SOURCES]
        ],
    }
    words["say"] |= {
        "pipeline": _("From plan to free place"),
        "plots": _("plots, each figure with its own day"),
        "history": _("What was reported"),
        "where": _("Where it is"),
        "no_place": _("No source gives a position; the site is listed, not drawn."),
        "lacks": _("What it lacks"),
        "services": _("Services"),
        "points": _("On site"),
        "no_point": _("Nothing is known to be there by this day."),
        "near": _("Nearest corridors and communities"),
    }
    return words, asked


def around(row: Site) -> tuple[float, float, float, float] | None:
    """West, south, east, north of its map, in degrees; None without a position."""
    at_site = point(row)
    if at_site is None:
        return None
    lon, lat = at_site
    return lon - AROUND_DEGREES, lat - AROUND_DEGREES, lon + AROUND_DEGREES, lat + AROUND_DEGREES


def _step(step: Step) -> dict[str, Any]:
    percent = None if step.width is None else 100 * step.width / FULL_WIDTH
    return {
        "code": step.code,
        "label": step.label,
        "text": step.text,
        "when": step.when,
        "percent": percent,
        "old": step.old,
    }


def _history(reports: DataTable) -> dict[str, Any]:
    """The newest reports, with the figures told most."""
    left_out = {column.key for column in reports.columns[1 + MOST_FIGURES :]} - {"source"}
    return _table(reports, MOST_REPORTS, left_out)


def _table(table: DataTable, most: int, left_out: Sequence[str] | set[str] = (), aside: str = "") -> dict[str, Any]:
    places = [place for place, column in enumerate(table.columns) if column.key not in left_out]
    rows = [[cut(cells[place].text, LONGEST_CELL) for place in places] for cells in table.rows[:most]]
    more = len(table.rows) > most
    shown = _("%(shown)s of %(all)s", shown=number(most), all=number(len(table.rows))) if more else ""
    return {
        "header": [table.columns[place].label for place in places],
        "numeric": [table.columns[place].numeric for place in places],
        "rows": rows,
        "empty": table.empty or _("Nothing is known of it by this day."),
        "aside": " · ".join(filter(None, (aside if rows else "", shown))),
    }


def _facts(row: Site) -> list[tuple[str, str]]:
    missing = _("not stated by this day")
    place = f"\u2066{row.lat:.5f}, {row.lon:.5f}\u2069" if row.lat is not None else _("unknown")
    return [
        (_("Latitude, longitude"), place),
        (_("Position"), terms.precision(row.precision)),
        (_("District"), isolated(row.district_shown) if row.district_shown else _("not stated")),
        (_("Managed by"), isolated(cut(row.agency, LONGEST)) if row.agency else missing),
        (_("Built by"), isolated(cut(row.builder, LONGEST)) if row.builder else missing),
        (_("Opened"), day(row.opened_on, row.opened_on_precision) if row.opened_on else missing),
    ]
