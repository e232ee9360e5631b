"""The questions put together: rows of the database, the rules, and which site was used or passed over why."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from typing import Any

from sqlalchemy import Connection

from geodata.problems import NotFound
from webmap.i18n import countable, day, ngettext, number
from webmap.i18n import gettext as _
from webmap.layers.sites import reserved_words
from webmap.planning import passed_over, queries
from webmap.planning.allocation import Plan, Room, allocate
from webmap.planning.asked import Asked
from webmap.planning.saturation import Added, Trend, fills_on, trend_of

NEAR_CORRIDOR_M = 50
SITE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")  # as the table's own check has it


@dataclass(frozen=True)
class Allocation:
    """`rows`: every site looked at, by id. `over`: those not used, nearest first, each with the code of its reason.

    `each`: how many sites nearest to each origin were looked at; None: all.
    """

    plan: Plan
    rows: Mapping[str, Any]
    over: list[tuple[Any, str]]
    each: int | None = None

    @property
    def used(self) -> list[Any]:
        return [self.rows[site_id] for site_id in dict.fromkeys(p.site_id for p in self.plan.placements)]


def check_sites(connection: Connection, site_ids: Collection[str]) -> None:
    """NotFound for the first of these ids that is no site."""
    possible = [site_id for site_id in site_ids if SITE_ID.fullmatch(site_id)]
    unknown = set(site_ids) - (queries.known_sites(connection, possible) if possible else set())
    if unknown:
        raise NotFound("site", min(unknown)[:80])


def allocation(connection: Connection, asked: Asked, at: date, lang: str) -> Allocation:
    check_sites(connection, asked.exclude)
    each = queries.sites_each(connection, len(asked.origins))
    rows = queries.around(connection, [(origin.lon, origin.lat) for origin in asked.origins], each, at, lang)
    return allocated(rows, asked, each)


def allocated(rows: list[Any], asked: Asked, each: int | None) -> Allocation:
    """The rules on rows of allocation.sql, which were those of the `each` sites nearest to each origin (None: all)."""
    rooms = [
        Room(row.site_id, row.free, tuple(row.metres))
        for row in rows
        if row.receives and row.free and row.metres is not None and row.site_id not in asked.exclude
    ]
    plan = allocate(asked.strategy, [origin.families for origin in asked.origins], rooms)
    used = {placement.site_id for placement in plan.placements}
    over = [(row, passed_over.code(row, asked.exclude)) for row in rows if row.site_id not in used]
    over.sort(key=lambda found: (min(found[0].metres) if found[0].metres else float("inf"), found[0].site_id))
    return Allocation(plan, {row.site_id: row for row in rows}, over, each)


def side(row: Any) -> str | None:
    """Of a row of along.sql: `left`, `right` or `on` (within 50 m); None for an area."""
    if row.position is None:
        return None
    if row.offset_m <= NEAR_CORRIDOR_M:
        return "on"
    return "left" if row.turn > 0 else "right"


@dataclass(frozen=True)
class Saturation:
    """`row` is None where nothing is known of the site by the day. Flows are families a day."""

    row: Any | None
    inflow: Fraction | None
    outflow: Fraction | None
    trend: Trend | None
    pipeline: list[Added]
    horizon_days: int
    on: date | None
    reason: str

    def room_on(self, today: date, at: date) -> int:
        """Whole free places on a day from `at` on; 0 when there are more families than plots."""
        net = (self.inflow or Fraction(0)) - (self.outflow or Fraction(0))
        added = sum(plots.plots for plots in self.pipeline if plots.on <= today)
        room = self.row.free - (self.row.over_capacity_by or 0) + added - net * (today - at).days  # type: ignore[union-attr]
        return max(0, floor(room))


def saturation(
    connection: Connection,
    site_id: str,
    flows: tuple[Fraction | None, Fraction | None],
    pipeline: list[Added],
    horizon_days: int,
    at: date,
    lang: str,
) -> Saturation:
    """When a site fills by flows (in, out) given in families a day, or by its last reported trend; with the reason."""
    check_sites(connection, [site_id])
    row = queries.site(connection, site_id, at, lang)
    trend = None
    if flows == (None, None):
        trend = trend_of([(one.kind, one.as_of, one.value) for one in queries.trend(connection, site_id, at)])
    inflow, outflow = _flows(flows, trend)
    on = None
    if (
        row is not None
        and row.free is not None
        and row.status_then != "closed"
        and (row.free == 0 or inflow is not None)
    ):
        room = row.free - (row.over_capacity_by or 0)
        net = (inflow or Fraction(0)) - (outflow or Fraction(0))
        on = fills_on(room, net, pipeline, at, horizon_days)
    found = Saturation(row, inflow, outflow, trend, pipeline, horizon_days, on, "")
    return Saturation(**{**found.__dict__, "reason": _why(found, at)})


def _flows(
    given: tuple[Fraction | None, Fraction | None], trend: Trend | None
) -> tuple[Fraction | None, Fraction | None]:
    if given != (None, None):
        return given[0] or Fraction(0), given[1] or Fraction(0)
    if trend is None:
        return None, None
    return max(trend.net, Fraction(0)), max(-trend.net, Fraction(0))


def _why(found: Saturation, at: date) -> str:
    row = found.row
    if row is None:
        return _("Nothing is known of this site by %(day)s.", day=day(at))
    if row.status_then == "closed":
        return _("This site was closed by %(day)s.", day=day(at))
    if row.free is None:
        return _("Free places are unknown: no valid report states both plots ready and plots occupied.")
    parts = [_result(found, at), _flow(found), _count(row, at), reserved_words(row), *_prepared(row)]
    return " ".join(part for part in parts if part)


def _result(found: Saturation, at: date) -> str:
    if found.on == at:
        return _("It is full already.")
    if found.on is not None:
        return ""
    if found.inflow is None:
        return _("No inflow was given, and too few reports show a trend.")
    if found.inflow <= (found.outflow or 0):
        return _("It does not fill: no more families arrive than leave.")
    return ngettext(
        "It does not fill within the horizon of %(days)s day.",
        "It does not fill within the horizon of %(days)s days.",
        found.horizon_days,
        days=number(found.horizon_days),
    )


def _flow(found: Saturation) -> str:
    if found.inflow is None or found.outflow is None:
        return ""
    inflow, outflow, trend = _shown(found.inflow), _shown(found.outflow), found.trend
    words = {
        "arriving": ngettext(
            "%(count)s family arrives", "%(count)s families arrive", countable(inflow), count=number(inflow)
        ),
        "leaving": ngettext(
            "%(count)s family leaves", "%(count)s families leave", countable(outflow), count=number(outflow)
        ),
    }
    if trend is None:
        return _("Given: %(arriving)s and %(leaving)s a day.", **words)
    return _(
        "By the last reported trend (%(before)s on %(since)s, %(after)s on %(until)s) %(arriving)s and %(leaving)s a"
        " day.",
        before=number(trend.before),
        since=day(trend.since),
        after=number(trend.after),
        until=day(trend.until),
        **words,
    )


def _shown(flow: Fraction) -> float:
    return round(float(flow), 2)


def _count(row: Any, at: date) -> str:
    age = (at - row.counted_as_of).days
    return ngettext(
        "%(free)s place is free by the count of %(day)s (%(age)s), taken to hold until %(at)s.",
        "%(free)s places are free by the count of %(day)s (%(age)s), taken to hold until %(at)s.",
        row.free,
        free=number(row.free),
        day=day(row.counted_as_of, row.counted_precision),
        age=ngettext("%(count)s day old", "%(count)s days old", age, count=number(age)),
        at=day(at),
    )


def _prepared(row: Any) -> list[str]:
    """Plots that no source dates are said, not counted."""
    more = []
    if row.prepared is not None and row.prepared > row.ready:
        more.append(
            ngettext(
                "%(plots)s plot was prepared by %(day)s, without a day when ready: not counted.",
                "%(plots)s plots were prepared by %(day)s, without a day when ready: not counted.",
                row.prepared,
                plots=number(row.prepared),
                day=day(row.prepared_as_of, row.prepared_precision),
            )
        )
    if row.planned is not None and row.planned > max(row.ready, row.prepared or 0):
        more.append(
            ngettext(
                "%(plots)s plot was planned by %(day)s, without a day when ready: not counted.",
                "%(plots)s plots were planned by %(day)s, without a day when ready: not counted.",
                row.planned,
                plots=number(row.planned),
                day=day(row.planned_as_of, row.planned_precision),
            )
        )
    return more
