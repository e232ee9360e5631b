"""Which movements count as new arrivals near which community, with the arithmetic: for the page and its files."""

from collections.abc import Sequence
from datetime import date

from geodata.rules.lower_bound import Left, people
from geodata.rules.movement_sums import PERSONS_PER_FAMILY
from webmap.answers.data_table import Cell, Column, DataTable, withheld
from webmap.answers.sources import source_cell
from webmap.peacebuilding.ranking import Pressure
from webmap.peacebuilding.rows import MovementNear
from webmap.words import terms
from webmap.words.i18n import gettext as _
from webmap.words.i18n import isolated, km, ngettext, number, per_language, qualified
from webmap.words.movements import flow_kind
from webmap.words.periods import period

MOST_COLUMNS = 6  # communities beside one another in the table; the others are in the file


def newly(pressure: Pressure) -> Cell:
    """How many newly arrived: `≥ 33,000`, `at least ≈33,000` where some of it is rounded or estimated."""
    arrived = pressure.arrived
    if arrived.people is None:
        if any(left.reason != "inside" for left in arrived.left):
            if any(left.reason == "withheld" for left in arrived.left):
                return withheld()
            return Cell(_("number unknown"), None, unknown=True)
        return Cell(_("none reported"), None)
    note = _("estimated: families × 6") if arrived.estimated else ""
    if arrived.rounded:
        text = qualified(arrived.people, "approx")
        text = _("at least %(people)s", people=text) if arrived.at_least else text
    else:
        text = qualified(arrived.people, "at_least" if arrived.at_least else None)
    return Cell(text, arrived.people, note=note)


def sum_in_words(pressure: Pressure) -> str:
    """`15,600 + 826 × 6 = 20,556`; empty where one number is the whole sum."""
    rows = pressure.arrived.rows
    if len(rows) < 2 and not pressure.arrived.estimated:
        return ""
    return f"\u2066{' + '.join(_addend(row) for row in rows)} = {number(pressure.newly)}\u2069"


def reckonings(listed: Sequence[Pressure]) -> list[str]:
    """The sum near each community; one that stands already is not printed again, but named."""
    said: dict[str, str] = {}
    found = []
    for pressure in listed:
        reckoning = sum_in_words(pressure)
        first = said.setdefault(reckoning, pressure.community.shown_name)
        again = reckoning and first != pressure.community.shown_name
        found.append(_("The same sum as near %(community)s.", community=isolated(first)) if again else reckoning)
    return found


def _addend(row: MovementNear) -> str:
    return number(row.individuals) if row.individuals is not None else f"{number(row.families)} × 6"


def number_in_words(row: MovementNear) -> str:
    """`≈1,500 people`, `826 families × 6 = 4,956`; empty where no number is known."""
    if row.individuals is not None:
        stated = qualified(row.individuals, row.qualifier)
        return ngettext("%(count)s person", "%(count)s people", row.individuals, count=stated)
    if row.families is None:
        return ""
    return ngettext(
        "%(families)s family × 6 = %(people)s",
        "%(families)s families × 6 = %(people)s",
        row.families,
        families=qualified(row.families, row.qualifier),
        people=number(row.families * PERSONS_PER_FAMILY),
    )


@per_language
def reason_in_words(code: str) -> str:
    """Why a row is not added, as short as a cell of the table needs it."""
    return {
        "inside": _("from within the distance"),
        "origin_unknown": _("origin unknown"),
        "number_unknown": _("number unknown"),
        "withheld": terms.withheld(),
        "same_days": _("perhaps the same people"),
        "passes_on": _("perhaps the same people"),
    }[code]


def table(listed: Sequence[Pressure], csv_href: str = "") -> DataTable:
    """Each movement once, the largest first, with the communities near which it counts or does not."""
    shown = listed[:MOST_COLUMNS]
    columns = [
        Column("to", _("To")),
        Column("period", _("When")),
        Column("people", _("People"), numeric=True),
        *[Column(one.community.community_id, one.community.shown_name, numeric=True) for one in shown],
        Column("source", _("Source")),
    ]
    rows: dict[int, MovementNear] = {}
    for pressure in shown:
        rows |= {row.flow_id: row for row in (*pressure.arrived.rows, *(left.row for left in pressure.arrived.left))}
    ordered = sorted(rows.values(), key=lambda row: (-(people(row) or 0), row.flow_id))
    return DataTable(
        _("Movements to places near communities, and whether they count"),
        columns,
        [[*_row(row), *[_verdict(row, pressure) for pressure in shown], source_cell(row)] for row in ordered],
        csv_href=csv_href,
        empty=_("No arrival is reported within the distance in these days."),
    )


def _row(row: MovementNear) -> list[Cell]:
    unknown = row.individuals is None and row.families is None
    return [
        Cell(row.to_shown, row.to_name, note=flow_kind(row.kind)),
        Cell(_period(row), row.period_end),
        Cell(number_in_words(row) or _("unknown"), people(row), unknown=unknown),
    ]


def _period(row: MovementNear) -> str:
    return period(row.period_start, row.period_end, row.period_start_precision, row.period_end_precision)


def _verdict(row: MovementNear, pressure: Pressure) -> Cell:
    """The distance where the row counts, the reason where it is left out, a dash where it ended farther away."""
    for one in pressure.arrived.rows:
        if one.flow_id == row.flow_id:
            return Cell(km(metres(one)), distance_km(one))
    for left in pressure.arrived.left:
        if left.row.flow_id == row.flow_id:
            return Cell(_("not added"), None, note=reason_in_words(left.reason))
    return Cell("–", None)


def metres(row: MovementNear) -> float:
    """How far from the community an arrival ended, geodesic: what arrives has ended at a place."""
    assert row.arrival_m is not None
    return row.arrival_m


def distance_km(row: MovementNear) -> float:
    """The same for files."""
    return round(metres(row) / 1000, 3)


def file_table(listed: Sequence[Pressure]) -> DataTable:
    """A row for each community and movement near it that brings people, counted or not."""
    keys = (
        "community_id", "site_id", "place", "flow_id", "kind", "period_start", "period_end", "individuals", "families",
        "qualifier", "people", "distance_km", "counted", "reason", "perhaps_in_flow_id", "source", "source_url",
        "period_start_precision", "period_end_precision",
    )  # fmt: skip
    rows = []
    for pressure in listed:
        arrived = pressure.arrived
        for left in (*(Left(row, "") for row in arrived.rows), *arrived.left):
            rows.append([Cell("", value) for value in _values(pressure, left)])
    return DataTable("", [Column(key, key) for key in keys], rows)


def _values(pressure: Pressure, left: Left[MovementNear]) -> tuple[str | float | date | None, ...]:
    row = left.row
    return (
        pressure.community.community_id, row.to_site, row.to_name, row.flow_id, row.kind, row.period_start,
        row.period_end, row.individuals, row.families, row.qualifier, people(row), distance_km(row),
        not left.reason, left.reason or None, left.beside.flow_id if left.beside else None, row.source_title,
        row.source_url, row.period_start_precision, row.period_end_precision,
    )  # fmt: skip
