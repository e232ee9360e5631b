"""What is known of a movement, in words and as a line: how many people, how well their number is known."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from geodata.rules.movement_sums import PASSAGES, PERSONS_PER_FAMILY
from geodata.statements.movement_rows import Moved, Movement
from webmap.drawing.curves import Position
from webmap.words import figures as figure_words
from webmap.words import movements as movement_words
from webmap.words.i18n import gettext as _
from webmap.words.i18n import isolated, ngettext, number, qualified
from webmap.words.periods import period, tight_period

RUNNING_TOTAL_DAYS = 60
# The area of arrowheads misleads, so the width carries the number: 1,000 people are 2.8 px, 13,000 are 10.3 px.
WIDTH_PER_ROOT_PERSON, LARGEST_WIDTH, WIDTH_OF_UNKNOWN = 0.09, 16.0, 1.5


@dataclass(frozen=True)
class People:
    """How many moved: as stated, estimated from families, or (None) unknown."""

    value: int | None
    estimated: bool = False


@dataclass(frozen=True)
class Movements:
    """The rows of a day by what may be done with them. Only `recent` ones may be drawn; nothing is ever added up."""

    recent: list[Movement]
    running_totals: list[Movement]
    earlier: list[Movement]

    @property
    def drawn(self) -> list[Movement]:
        return [row for row in self.recent if row.both_ends_located]


def since(at: date, days: int = RUNNING_TOTAL_DAYS) -> date:
    """The first day of a window of `days` that ends with `at`, as geodata/statements/movements.sql takes it."""
    return at - timedelta(days=days - 1)


def sorted_out(rows: Sequence[Movement]) -> Movements:
    """Rows of movements.sql by kind: recent, running totals over longer periods, and what ended before."""
    return Movements(
        recent=[row for row in rows if row.recent],
        running_totals=[row for row in rows if row.running_total],
        earlier=[row for row in rows if not row.recent and not row.running_total],
    )


def people(row: Moved) -> People:
    if row.individuals is not None:
        return People(row.individuals)
    if row.families is not None:
        return People(row.families * PERSONS_PER_FAMILY, estimated=True)
    return People(None)


def ends(row: Movement) -> tuple[Position, Position] | None:
    """Where it begins and ends, in degrees; None where it has not both as one position each."""
    known = row.from_lon, row.from_lat, row.to_lon, row.to_lat
    if not row.both_ends_located or None in known:
        return None
    from_lon, from_lat, to_lon, to_lat = (degrees for degrees in known if degrees is not None)
    return (from_lon, from_lat), (to_lon, to_lat)


def width(moved: People) -> float:
    """Pixels."""
    if moved.value is None:
        return WIDTH_OF_UNKNOWN
    return round(max(WIDTH_OF_UNKNOWN, min(LARGEST_WIDTH, WIDTH_PER_ROOT_PERSON * math.sqrt(moved.value))), 1)


def pattern(row: Moved) -> str:
    """How well the number is known comes before the kind: a reader must not take an estimate for a count."""
    moved = people(row)
    if moved.value is None:
        return "dotted"
    if moved.estimated:
        return "dashed"
    if row.kind in PASSAGES:
        return "double"
    return "hollow" if row.kind == "return" else "solid"


def number_label(row: Moved) -> str:
    """`≈13,000`, `5,000+`, `826 families ≈ 4,956`; empty where no number is known."""
    moved = people(row)
    if moved.value is None:
        return ""
    if moved.estimated and row.families is not None:
        families = ngettext(
            "%(count)s family", "%(count)s families", row.families, count=qualified(row.families, row.qualifier)
        )
        return _("%(families)s ≈ %(people)s", families=families, people=number(moved.value))
    return qualified(moved.value, row.qualifier)


def detail(row: Moved) -> str:
    """The second line of a label: `transfer, 30 Mar – 1 Apr`."""
    said = {"kind": movement_words.flow_kind(row.kind), "period": tight_period(row.period_start, row.period_end)}
    if people(row).estimated:
        return _("%(kind)s, %(period)s, estimated", **said)
    return _("%(kind)s, %(period)s", **said)


def sentence(row: Moved) -> str:
    """One movement in a sentence, for screen readers and titles."""
    moved = people(row)
    said = {
        "kind": movement_words.flow_kind(row.kind),
        "origin": isolated(movement_words.after_preposition(row.from_shown)),
        "destination": isolated(movement_words.after_preposition(row.to_shown)),
        "period": period_of(row),
        "provider": isolated(provider_of(row)),
        "number": number_label(row),
    }
    if moved.value is None and row.withheld:
        return _(
            "%(kind)s from %(origin)s to %(destination)s, %(period)s, number withheld (under 10), reported by"
            " %(provider)s",
            **said,
        )
    if moved.value is None:
        return _(
            "%(kind)s from %(origin)s to %(destination)s, %(period)s, number unknown, reported by %(provider)s",
            **said,
        )
    if moved.estimated:
        return _(
            "%(kind)s from %(origin)s to %(destination)s, %(period)s: %(number)s people, estimated as families × 6,"
            " reported by %(provider)s",
            **said,
        )
    return ngettext(
        "%(kind)s from %(origin)s to %(destination)s, %(period)s: %(number)s person, reported by %(provider)s",
        "%(kind)s from %(origin)s to %(destination)s, %(period)s: %(number)s people, reported by %(provider)s",
        moved.value,
        **said,
    )


def counts_sentence(found: Movements) -> str:
    """For the legend: `7 of 8 movements can be drawn`."""
    return ngettext(
        "%(drawn)s of %(total)s movement can be drawn",
        "%(drawn)s of %(total)s movements can be drawn",
        len(found.recent),
        drawn=number(len(found.drawn)),
        total=number(len(found.recent)),
    )


def period_of(row: Moved) -> str:
    return period(row.period_start, row.period_end, row.period_start_precision, row.period_end_precision)


def provider_of(row: Moved) -> str:
    return figure_words.provider(row.provider, row.relayed_by)
