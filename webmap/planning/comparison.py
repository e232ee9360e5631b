"""Two plans side by side: two scenarios, or a scenario and what is known."""

from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from geodata.problems import InvalidData
from webmap.chosen_day import parse_day
from webmap.data_table import Cell, Column, DataTable
from webmap.i18n import gettext as _
from webmap.i18n import number
from webmap.planning import page, tables
from webmap.planning.page import Answered
from webmap.planning.question import OF_A_PLAN, Args

LONGEST_QUERY = 2000
CHANGES = ("close", "plots")


def compared(connection: Connection, args: Args, at: date, lang: str, csv_href: str) -> dict[str, Any]:
    """Both answers with their pictures. Without `b` the other side is the question of `a` on what is known."""
    first = read(args.get("a", ""), "a")
    second = read(args["b"], "b") if args.get("b") else without_changes(first)
    both = [page.answered(connection, one, _day(one, at), lang) for one in (first, second)]
    return {
        "answer": _difference(*both),
        "sides": [
            {
                "answer": one,
                "sentence": page.sentence(one),
                "pictures": page.drawn(one),
                "query": query.to_dict(flat=False),
            }
            for one, query in zip(both, (first, second), strict=True)
        ],
        "table": _table(both[0], both[1], csv_href),
    }


def judge(connection: Connection, args: Args) -> None:
    """InvalidData or NotFound for what is said of B while there is no A."""
    if args.get("b"):
        page.judge(connection, read(args["b"], "b"))


def _day(args: Args, at: date) -> date:
    """The day that a pasted address names, else the one of the comparison."""
    return parse_day(args["at"]) if args.get("at") else at


def read(query: str, parameter: str) -> Args:
    """The query of an address of /plan, or a whole such address."""
    if len(query) > LONGEST_QUERY:
        raise InvalidData(_("This question is too long to be compared."), parameter=parameter)
    try:
        pairs = parse_qsl(query.rpartition("?")[2], max_num_fields=200)
    except ValueError as error:
        raise InvalidData(_("Paste the address of a plan."), parameter=parameter) from error
    return MultiDict([(name, value) for name, value in pairs if name in (*OF_A_PLAN, "at")])


def without_changes(args: Args) -> Args:
    return MultiDict([(name, value) for name, value in args.items(multi=True) if name not in CHANGES])


def _difference(a: Answered, b: Answered) -> str:
    more = a.placed - b.placed
    words = {"a": number(a.placed), "b": number(b.placed), "more": number(abs(more))}
    if more == 0:
        return _("A and B both place %(a)s families.", **words)
    if more > 0:
        return _("A places %(more)s families more than B: %(a)s, not %(b)s.", **words)
    return _("A places %(more)s families fewer than B: %(a)s, not %(b)s.", **words)


def _table(a: Answered, b: Answered, csv_href: str) -> DataTable:
    rows = [_row(_("Placed"), "placed", a.placed, b.placed), _row(_("Unplaced"), "unplaced", a.unplaced, b.unplaced)]
    kilometres = [round(one.found.plan.total_cost() / 1000, 1) for one in (a, b)]
    rows.append(
        [
            Cell(_("Distance of all families added"), "family_km"),
            *(_kilometres(value) for value in (*kilometres, kilometres[0] - kilometres[1])),
        ]
    )
    counts = [_per_site(one) for one in (a, b)]
    for site_id in dict.fromkeys([*counts[0], *counts[1]]):
        row = a.found.rows.get(site_id) or b.found.rows[site_id]
        here, there = counts[0].get(site_id, 0), counts[1].get(site_id, 0)
        rows.append([tables.site_cell(row), *_row("", "", here, there)[1:]])
    return DataTable(
        caption=_("Families by site"),
        columns=[
            Column("what", _("Site")),
            Column("a", _("A"), numeric=True),
            Column("b", _("B"), numeric=True),
            Column("difference", _("A less B"), numeric=True),
        ],
        rows=rows,
        csv_href=csv_href,
    )


def _kilometres(value: float) -> Cell:
    return Cell(_("%(distance)s km", distance=number(round(value))), round(value, 1))


def _row(label: str, key: str, a: int, b: int) -> list[Cell]:
    return [Cell(label, key), Cell(number(a), a), Cell(number(b), b), Cell(number(a - b), a - b)]


def _per_site(answer: Answered) -> dict[str, int]:
    found: dict[str, int] = {}
    for placement in answer.found.plan.placements:
        found[placement.site_id] = found.get(placement.site_id, 0) + placement.families
    return found
