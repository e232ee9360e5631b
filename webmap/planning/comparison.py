"""Two plans side by side: two scenarios, or a scenario and what is known."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from geodata.problems import InvalidData, NotFound
from webmap.answers.data_table import Cell, Column, DataTable
from webmap.asked.address import address
from webmap.asked.chosen_day import parse_day, parse_known
from webmap.planning import page, tables
from webmap.planning.page import PlanAnswer
from webmap.planning.question import OF_A_PLAN, Args, is_asked, said_once
from webmap.planning.rows import AroundSite
from webmap.words.i18n import gettext as _
from webmap.words.i18n import isolated, ngettext, number

LONGEST_QUERY = 2000
CHANGES = ("close", "plots")


@dataclass(frozen=True)
class Compared:
    """Two answers with the questions they come from."""

    a: PlanAnswer
    b: PlanAnswer
    queries: tuple[Args, Args]

    @property
    def per_site(self) -> list[tuple[AroundSite, int, int]]:
        """Each site that takes families in one of both: its row, the families of A, and those of B."""
        a, b = page.per_site(self.a), page.per_site(self.b)
        return [
            (self.a.found.rows.get(site_id) or self.b.found.rows[site_id], a.get(site_id, 0), b.get(site_id, 0))
            for site_id in dict.fromkeys([*a, *b])
        ]

    @property
    def kilometres(self) -> tuple[float, float]:
        """The distance that all placed families of each travel, added."""
        return round(_total_km(self.a), 1), round(_total_km(self.b), 1)


def compared(connection: Connection, args: Args, at: date, known: datetime, lang: str) -> Compared:
    """Both answers. Without `b` the other side is the question of `a` on what is known."""
    first = read(args.get("a", ""), "a")
    second = read(args["b"], "b") if args.get("b") else without_changes(first)
    a = _answered(connection, first, "a", at, known, lang)
    b = _answered(connection, second, "b", at, known, lang)
    return Compared(a, b, (first, second))


def shown(found: Compared, csv_href: str) -> dict[str, Any]:
    """What the page shows of it: the difference as a sentence, both sides with their pictures, the table."""
    as_a = found.queries[0]
    return {
        "answer": difference(found.a, found.b),
        "sides": [
            {
                "answer": one,
                "sentence": one.sentence,
                "pictures": page.drawn(one, beside=other),
                "href": _page(one, query, as_a),
                "as_a": _page(one, query, query),
            }
            for one, other, query in zip((found.a, found.b), (found.b, found.a), found.queries, strict=True)
        ],
        "table": table(found, csv_href),
    }


def _page(answer: PlanAnswer, query: Args, as_a: Args) -> str:
    """The page of a plan, with a plan kept as A for what is tried there."""
    at = answer.at.isoformat()
    kept = urlencode([*(pair for pair in as_a.items(multi=True) if pair[0] != "at"), ("at", as_a.get("at", at))])
    return address("planning.index", **{**query.to_dict(flat=False), "at": at, "a": kept})


def judge(connection: Connection, args: Args) -> None:
    """InvalidData or NotFound for what is said of B while there is no A."""
    if args.get("b"):
        with _named("b"):
            page.judge(connection, read(args["b"], "b"))


def _answered(connection: Connection, args: Args, side: str, at: date, known: datetime, lang: str) -> PlanAnswer:
    with _named(side):
        # A pasted address may name its own day, and its own day of what is known.
        at = parse_day(args["at"]) if args.get("at") else at
        known = parse_known(args["known"]) if args.get("known") else known
        return page.answered(connection, args, at, known, lang)


@contextmanager
def _named(side: str) -> Iterator[None]:
    """What is wrong inside a pasted address is told under the name of the field that it was pasted into."""
    try:
        yield
    except InvalidData as problem:
        message = problem.message
        if problem.parameter != side:
            message = _("%(name)s: %(message)s", name=isolated(problem.parameter), message=message)
        raise InvalidData(message, parameter=side, outside=problem.outside) from problem
    except NotFound as problem:
        raise NotFound(problem.kind, problem.identifier, parameter=side) from problem


def read(query: str, parameter: str) -> Args:
    """The query of an address of /plan, or a whole such address."""
    if len(query) > LONGEST_QUERY:
        raise InvalidData(_("This question is too long to be compared."), parameter=parameter)
    try:
        pairs = parse_qsl(query.rpartition("?")[2], max_num_fields=200)
    except ValueError as error:
        raise InvalidData(_("Paste the address of a plan."), parameter=parameter) from error
    args = MultiDict([(name, value) for name, value in pairs if name in (*OF_A_PLAN, "at", "known")])
    with _named(parameter):
        said_once(args)
    if not is_asked(args):
        message = _("Paste the address of a plan with a place of arrival, like /plan?q=Mosul&families=300.")
        raise InvalidData(message, parameter=parameter)
    return args


def without_changes(args: Args) -> Args:
    return MultiDict([(name, value) for name, value in args.items(multi=True) if name not in CHANGES])


def difference(a: PlanAnswer, b: PlanAnswer) -> str:
    """In one sentence, how many more families one of both places."""
    more = abs(a.placed - b.placed)
    words = {"a": number(a.placed), "b": number(b.placed), "more": number(more)}
    if more == 0:
        return ngettext("A and B both place %(a)s family.", "A and B both place %(a)s families.", a.placed, **words)
    if a.placed > b.placed:
        return ngettext(
            "A places %(more)s family more than B: %(a)s, not %(b)s.",
            "A places %(more)s families more than B: %(a)s, not %(b)s.",
            more,
            **words,
        )
    return ngettext(
        "A places %(more)s family fewer than B: %(a)s, not %(b)s.",
        "A places %(more)s families fewer than B: %(a)s, not %(b)s.",
        more,
        **words,
    )


def table(found: Compared, csv_href: str = "") -> DataTable:
    """Sums first, then a row for each site."""
    a, b, (far, near) = found.a, found.b, found.kilometres
    rows = [
        _row(_("Placed"), "placed", a.placed, b.placed),
        _row(_("Unplaced"), "unplaced", a.unplaced, b.unplaced),
        [Cell(_("Distance of all families added"), "family_km"), *(_km(value) for value in (far, near, far - near))],
        *([tables.site_cell(row), *_row("", "", here, there)[1:]] for row, here, there in found.per_site),
    ]
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
        file_keys=("site_id",),
        file_values=[(None,), (None,), (None,), *((row.site_id,) for row, _here, _there in found.per_site)],
    )


def _total_km(answer: PlanAnswer) -> float:
    return answer.found.plan.total_cost() / 1000


def _km(value: float) -> Cell:
    return Cell(_("%(distance)s km", distance=number(round(value))), round(value, 1))


def _row(label: str, key: str, a: int, b: int) -> list[Cell]:
    return [Cell(label, key), Cell(number(a), a), Cell(number(b), b), Cell(number(a - b), a - b)]
