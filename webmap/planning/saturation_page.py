"""What the page of a site that fills shows: the sentence, the chart of its free places, the days, where it lies."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from geodata.rules.filling import Added
from geodata.statements.located import point
from webmap.answers.data_table import Cell, Column, DataTable
from webmap.asked import numbers
from webmap.planning import arrivals, filling_chart, forecast, picture, queries
from webmap.planning.forecast import Flows, Saturation
from webmap.planning.picture import Thing
from webmap.planning.question import Args
from webmap.planning.rows import FillingSite, SiteOffered
from webmap.planning.sub_pages import room_thing
from webmap.words.i18n import day, number
from webmap.words.i18n import gettext as _

ROWS_OF_DAYS = 14
NEIGHBOURS = 6
SIZES = ((620, 330), (380, 300))


def saturation(
    connection: Connection, args: Args, at: date, known: datetime, lang: str, csv_href: str
) -> dict[str, Any]:
    flows, pipeline, horizon = choices(args)
    found = forecast.saturation(connection, args.get("site", ""), flows, pipeline, horizon, at, known, lang)
    row, site_id = found.row, args.get("site", "")
    name = row.shown_name if row is not None else queries.site_name(connection, site_id, lang)
    return {
        "answer": _answer(found, name),
        "found": found,
        "charts": filling_chart.charts(found),
        "pictures": _where(connection, found, known, lang),
        "table": _days(found, csv_href),
    }


def usual_site(known: Sequence[SiteOffered]) -> str:
    """Which site the form offers first: that with the most free places, of which a day can be told; "" without one."""
    free = [one for one in known if one.free]
    return max(free, key=lambda one: (one.free or 0, one.site_id)).site_id if free else ""


def choices(args: Args) -> tuple[Flows, list[Added], int]:
    """Families a day in and out, plots that become ready, and days looked ahead."""
    return (
        (_flow(args, "inflow"), _flow(args, "outflow")),
        [Added(on, plots) for on, plots in arrivals.pipeline(args.getlist("ready"))],
        numbers.whole(args.get("horizon_days"), "horizon_days", arrivals.DEFAULT_HORIZON, 1, arrivals.LONGEST_HORIZON),
    )


def _flow(args: Args, parameter: str) -> Fraction | None:
    given = args.get(parameter)
    return Fraction(numbers.decimal(given, parameter, 0, arrivals.MOST_FAMILIES)) if given else None


def _answer(found: Saturation, name: str) -> str:
    if found.on is None:
        return _("No day can be named on which %(site)s is full.", site=name)
    if found.on < found.at:
        return _("%(site)s was full on %(day)s already.", site=name, day=day(found.on))
    if found.on == found.at and found.row is not None:  # nothing was to be filled: it is the count that says so
        counted = day(found.row.counted_as_of, found.row.counted_precision)
        return _("By its count of %(day)s %(site)s was full already.", site=name, day=counted)
    return _("%(site)s is full on %(day)s.", site=name, day=day(found.on))


def _where(connection: Connection, found: Saturation, known: datetime, lang: str) -> list[picture.Picture] | None:
    """The site, and the nearest others with free places, where families could go next; None without a position."""
    row = found.row
    where = point(row) if row is not None else None
    if row is None or where is None:
        return None
    near = queries.nearest(connection, where, 1, False, NEIGHBOURS + 1, found.at, known, lang)
    others = [other for other in near if other.site_id != row.site_id][:NEIGHBOURS]
    things = [room_thing(other, (other.lon, other.lat), found.at, kind="free") for other in others]
    # The picture reaches as far as the nearest of them, unless that makes the rest too small.
    if others and others[0].metres < picture.NEAR_M:
        things[0] = replace(things[0], near=True)
    return picture.pictures([_itself(row, where, found.at), *things], sizes=SIZES)


def _itself(row: FillingSite, where: tuple[float, float], at: date) -> Thing:
    thing = room_thing(row, where, at)
    kind = "full" if row.free == 0 else thing.kind
    return Thing(*where, kind, row.shown_name, thing.second, thing.old, near=True)


def _days(found: Saturation, csv_href: str) -> DataTable:
    """Free places day by day, at most so many rows, the last one the day on which none is left or the horizon ends."""
    rows = []
    if found.course is not None and found.inflow is not None:
        until = (found.until - found.at).days
        step = max(1, until // ROWS_OF_DAYS)
        steps = {(added.on - found.at).days for added in found.added if added.on >= found.at}
        for n in sorted({*range(0, until, step), *steps, until}):
            today = found.at + timedelta(days=n)
            room = found.course.free_on(today)
            new = sum(added.plots for added in found.added if added.on == today)
            rows.append(
                [Cell(day(today), today), Cell(number(room), room), Cell(f"+{number(new)}" if new else "", new)]
            )
    return DataTable(
        caption=_("Free places day by day"),
        columns=[
            Column("day", _("Day")),
            Column("free_plots", _("Free places"), numeric=True),
            Column("plots_becoming_ready", _("Plots that become ready"), numeric=True),
        ],
        rows=rows,
        csv_href=csv_href,
        empty=_("Nothing can be worked out day by day."),
        file_keys=("site_id",),
        file_values=[(found.row.site_id,) for _row in rows] if found.row is not None else [],
    )
