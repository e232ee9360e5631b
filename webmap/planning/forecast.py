"""When a site fills, put together: its count, the flow given or reported, plots that become ready; with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from sqlalchemy import Connection

from geodata.rules.filling import Added, Course, Stated, Trend, trend_of
from geodata.statements.site_rows import ChangedSince
from geodata.statements.site_state import is_withheld
from webmap.layers.sites.changed import since_then
from webmap.layers.sites.state import reserved_words
from webmap.planning import queries
from webmap.planning.answers import check_sites
from webmap.planning.pipeline_words import listed, undated
from webmap.planning.rows import FillingSite
from webmap.words import terms
from webmap.words.ages import days_of_age
from webmap.words.i18n import countable, day, ngettext, number
from webmap.words.i18n import gettext as _

Flows = tuple[Fraction | None, Fraction | None]


@dataclass(frozen=True)
class Saturation:
    """`row` is None where nothing is known of the site by the day `at`, `course` where its free places are unknown.

    Flows are families a day. `on`: the day on which it is full, before `at` where the trend says so.
    `held`: plots given as becoming ready which the count holds already. `later`: what made the count old.
    """

    row: FillingSite | None
    at: date
    horizon_days: int
    inflow: Fraction | None = None
    outflow: Fraction | None = None
    trend: Trend | None = None
    course: Course | None = None
    held: tuple[Added, ...] = ()
    on: date | None = None
    later: tuple[ChangedSince, ...] = ()
    reason: str = ""

    @property
    def until(self) -> date:
        """The last day that is looked at."""
        return max(self.at, self.on) if self.on else self.at + timedelta(days=self.horizon_days)

    @property
    def added(self) -> list[Added]:
        """Plots that become ready within the days looked at, in their order."""
        return [one for one in self.course.pipeline if one.on <= self.until] if self.course else []


def saturation(
    connection: Connection,
    site_id: str,
    flows: Flows,
    pipeline: Sequence[Added],
    horizon_days: int,
    at: date,
    known: datetime,
    lang: str,
) -> Saturation:
    """When a site fills by flows (in, out) given in families a day, or by its last reported trend; with the reason."""
    check_sites(connection, [site_id], "site")
    row = queries.site(connection, site_id, at, known, lang)
    trend = None
    if flows == (None, None):
        said = queries.trend(connection, site_id, at, known)
        trend = trend_of([Stated(one.kind, one.as_of_from, one.as_of, one.as_of_precision, one.value) for one in said])
    inflow, outflow = _flows(flows, trend)
    found = Saturation(row, at, horizon_days, inflow, outflow, trend)
    if row is not None and row.changed_since:
        found = replace(found, later=tuple(queries.changed_since(connection, [site_id], at, known)))
    if row is not None and row.counted_as_of is not None and row.free is not None and row.status_then != "closed":
        course = _course(found, row, row.counted_as_of, pipeline)
        on = course.full_on(at, horizon_days)
        held = tuple(one for one in pipeline if one.on <= course.counted_on)
        found = replace(found, course=course, on=on, held=held)
    return replace(found, reason=_why(found))


def _flows(given: Flows, trend: Trend | None) -> Flows:
    if given != (None, None):
        return given[0] or Fraction(0), given[1] or Fraction(0)
    if trend is None:
        return None, None
    return max(trend.net, Fraction(0)), max(-trend.net, Fraction(0))


def _course(found: Saturation, row: FillingSite, counted_on: date, pipeline: Sequence[Added]) -> Course:
    """A trend has gone on since the count; of flows that are given nobody says that they began before the asked day."""
    return Course(
        counted_on=counted_on,
        room=(row.free or 0) - (row.over_capacity_by or 0),
        most=max(0, (row.ready or 0) - (row.reserved or 0)),
        net=(found.inflow or Fraction(0)) - (found.outflow or Fraction(0)),
        runs_from=counted_on if found.trend else found.at,
        pipeline=tuple(sorted((p for p in pipeline if p.on > counted_on), key=lambda p: (p.on, p.plots))),
    )


def _why(found: Saturation) -> str:
    row, at = found.row, found.at
    if row is None:
        return _("Nothing is known of this site by %(day)s.", day=day(at))
    if row.status_then == "closed":
        return _("This site was closed by %(day)s.", day=day(at))
    if is_withheld(row, "free"):
        return _("Free places: %(withheld)s, counted %(day)s.", withheld=terms.withheld(), day=_counted_on(row))
    if row.changed_since:
        return _(
            "Free places are unknown: the count of %(day)s is old. Since then: %(later)s.",
            day=_counted_on(row),
            later=since_then(found.later),
        )
    if found.course is None:
        return _("Free places are unknown: no valid report states both plots ready and plots occupied.")
    parts = [
        _result(found),
        _flow(found),
        _count(found, row),
        reserved_words(row),
        *_steps(found, row),
        *undated(row),
    ]
    return " ".join(part for part in parts if part)


def _counted_on(row: FillingSite) -> str:
    return day(row.counted_as_of, row.counted_precision)


def _result(found: Saturation) -> str:
    if found.on is not None:
        # Nothing is left to fill on the asked day itself: then it is a count that says so, and the count is told below.
        return _("It is full already.") if found.on < found.at else ""
    if found.inflow is None:
        return _("No inflow was given, and too few reports of stated days show a trend.")
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
    if found.trend is not None:
        return _trend(found.trend)
    inflow, outflow = _shown(found.inflow), _shown(found.outflow)
    arriving = ngettext(
        "%(count)s family arrives", "%(count)s families arrive", countable(inflow), count=number(inflow)
    )
    leaving = ngettext("%(count)s family leaves", "%(count)s families leave", countable(outflow), count=number(outflow))
    return _("Given: %(arriving)s and %(leaving)s a day.", arriving=arriving, leaving=leaving)


def _trend(trend: Trend) -> str:
    """Of two counts only the net change is known: who arrived less who left."""
    net = _shown(abs(trend.net))
    if trend.net < 0:
        change = ngettext(
            "a net %(net)s family leaves a day", "a net %(net)s families leave a day", countable(net), net=number(net)
        )
    else:
        change = ngettext(
            "a net %(net)s family arrives a day", "a net %(net)s families arrive a day", countable(net), net=number(net)
        )
    told = _(
        "By the last reported trend (%(since)s: %(before)s, %(until)s: %(after)s) %(change)s.",
        before=number(trend.before),
        since=day(trend.since.last, trend.since.precision),
        after=number(trend.after),
        until=day(trend.until.last, trend.until.precision),
        change=change,
    )
    if trend.least == trend.net:
        return told
    least = number(_shown(abs(trend.least)))
    range_told = _(
        "As their days are not stated it may be %(other)s; what fills the site sooner is taken.", other=least
    )
    return f"{told} {range_told}"


def _shown(flow: Fraction) -> float:
    return round(float(flow), 2)


def _count(found: Saturation, row: FillingSite) -> str:
    """The count, and what became of it until the asked day: it is taken to hold, or the trend to have gone on."""
    days, most = days_of_age(row.counted_as_of or found.at, row.counted_precision, found.at)
    words = {
        "day": day(row.counted_as_of, row.counted_precision),
        "age": ngettext("%(count)s day old", "%(count)s days old", most, count=days),
        "at": day(found.at),
    }
    if found.trend is None or found.course is None or most == 0:
        return ngettext(
            "%(free)s place is free by the count of %(day)s (%(age)s), taken to hold until %(at)s.",
            "%(free)s places are free by the count of %(day)s (%(age)s), taken to hold until %(at)s.",
            row.free or 0,
            free=number(row.free),
            **words,
        )
    now = found.course.free_on(found.at)
    counted = ngettext("%(count)s place was free", "%(count)s places were free", row.free or 0, count=number(row.free))
    left = ngettext("%(count)s place is free", "%(count)s places are free", now, count=number(now))
    return _(
        "%(counted)s by the count of %(day)s (%(age)s); if the trend has gone on since, %(left)s on %(at)s.",
        counted=counted,
        left=left,
        **words,
    )


def _steps(found: Saturation, row: FillingSite) -> list[str]:
    """Every plot that was said to become ready: added, coming too late, or in the count already."""
    added = found.added
    late = [one for one in found.course.pipeline if one not in added] if found.course else []
    told = []
    if added:
        told.append(_("Added as they become ready: %(steps)s.", steps=listed(added)))
    if late:
        told.append(_("Ready only after the days looked at: %(steps)s.", steps=listed(late)))
    if found.held:
        when = day(row.counted_as_of, row.counted_precision)
        told.append(
            _("Not added, because the count of %(day)s holds them: %(steps)s.", day=when, steps=listed(found.held))
        )
    return told
