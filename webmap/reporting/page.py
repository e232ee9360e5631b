"""What the pages of a report show: plain values for the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from geodata.problems import InvalidData
from geodata.readers.indicators import INDICATORS
from geodata.rules.dates import TIME_ZONE, first_day, today
from geodata.rules.freshness import is_old
from geodata.tables import SITE_REPORT_FIGURES
from webmap.asked.chosen_day import parse_day
from webmap.reporting.rows import NO_LEVELS, LastFigure, LastLevel, Levels, Report
from webmap.reporting.sent import Sent, Typed
from webmap.words import terms
from webmap.words.i18n import day, qualified
from webmap.words.i18n import gettext as _
from webmap.words.moments import moment

# The first four change from day to day; they stand first.
DAILY = ("families", "individuals", "plots_occupied", "families_waiting")
FIGURES = (*DAILY, *(column for column in SITE_REPORT_FIGURES if column not in DAILY))


@dataclass(frozen=True)
class Line:
    """A field of the form with what was last said of it. `was`: that value, as the form carries it, of the day `on`.

    `is_old`: that is over 31 days ago, so that it is asked about; `is_still`: somebody says that it is still so.
    """

    name: str
    label: str
    value: str = ""
    was: str = ""
    on: str = ""
    last: str = ""
    when: str = ""
    is_old: bool = False
    is_still: bool = False
    is_unknown: bool = False
    wrong: str = ""


def label_of_field(name: str) -> str:
    """Of whatever field of the form."""
    others = {
        "as_of": _("Day"),
        "time": _("Time in Baghdad"),
        "note": _("Note"),
        "reason": _("Why it is corrected"),
        "client_uuid": _("Form"),
    }
    if name in FIGURES:
        return terms.report_figure(name)
    return others.get(name) or terms.indicator(name)


def lines(
    last: Mapping[str, LastFigure], at: date, typed: Typed | None = None, wrong: Mapping[str, str] | None = None
) -> list[Line]:
    """The figures of the form, with what was typed in them; `at`: the day that it is of."""
    wrong = wrong or {}
    unknown, still = (typed.getlist(name) if typed is not None else [] for name in ("unknown", "still"))
    found = []
    for column in FIGURES:
        known = last.get(column)
        found.append(
            Line(
                column,
                terms.report_figure(column),
                value=(typed.get(column) or "")[:40] if typed is not None else "",
                was=str(known.value) if known else "",
                on=first_day(known.as_of, known.as_of_precision).isoformat() if known else "",
                last=qualified(known.value, known.qualifier) if known else "",
                when=day(known.as_of, known.as_of_precision, short=True) if known else "",
                is_old=known is not None and is_old(known.as_of, known.as_of_precision, at),
                is_still=column in still,
                is_unknown=column in unknown,
                wrong=wrong.get(column, ""),
            )
        )
    return found


def left_out(report: Report, last: Mapping[str, LastFigure]) -> list[Line]:
    """What was reported over 31 days before a report that is silent about it: one press does not say it again."""
    silent = [name for name, known in last.items() if known.report_id != report.report_id]
    asked = [line for line in lines(last, report.as_of) if line.is_old and line.name in silent]
    return [line for line in asked if line.name not in report.said_unknown]


def level_lines(
    last: Mapping[str, LastLevel], typed: Typed | None = None, wrong: Mapping[str, str] | None = None
) -> list[Line]:
    """The services of the form: a number each, without a choice of unknown."""
    wrong = wrong or {}
    return [
        Line(
            indicator,
            terms.indicator(indicator),
            value=(typed.get(indicator) or "")[:40] if typed is not None else "",
            last=_level(last[indicator].value) if indicator in last else "",
            when=day(last[indicator].as_of, last[indicator].as_of_precision, short=True) if indicator in last else "",
            wrong=wrong.get(indicator, ""),
        )
        for indicator in INDICATORS
    ]


def _level(value: Decimal | None) -> str:
    return qualified(value, "exact")


@dataclass(frozen=True)
class Head:
    """What the form carries beside its figures."""

    client_uuid: str
    based_on: str
    corrects: str
    as_of: str
    time: str
    note: str
    reason: str

    @property
    def day(self) -> date:
        """The day of the report; today where what was typed is none."""
        try:
            return parse_day(self.as_of)
        except InvalidData:
            return today()


def head(client_uuid: UUID, standing: Report | None, now: datetime, corrects: Report | None = None) -> Head:
    """Of a new form; of one that corrects a report, with that report's own day and note."""
    then = now.astimezone(TIME_ZONE)
    if corrects is not None:
        told = corrects.observed_at.astimezone(TIME_ZONE).strftime("%H:%M") if corrects.observed_at else ""
        when, clock = corrects.as_of.isoformat(), told
    else:
        when, clock = then.date().isoformat(), then.strftime("%H:%M")
    return Head(
        str(client_uuid),
        str(standing.report_id) if standing else "",
        str(corrects.report_id) if corrects else "",
        when,
        clock,
        (corrects.note or "") if corrects else "",
        "",
    )


def head_as_typed(typed: Typed) -> Head:
    """Of a form that comes back as it was sent."""

    def text(name: str) -> str:
        return (typed.get(name) or "")[:2500]

    names = ("client_uuid", "based_on", "corrects", "as_of", "time", "note", "reason")
    return Head(*(text(name) for name in names))


@dataclass(frozen=True)
class AsTyped:
    """Fields filled from a report, as if somebody had typed them."""

    values: Mapping[str, str]
    unknown: Sequence[str] = ()

    def get(self, name: str, /) -> str | None:
        return self.values.get(name)

    def getlist(self, name: str, /) -> list[str]:
        return list(self.unknown) if name == "unknown" else []


def as_typed(report: Report, levels: Levels) -> AsTyped:
    """The figures of a report, and the services that came with it, as fields."""
    return _fields(report.figures, levels, report.said_unknown)


def when(report: Report) -> str:
    """The day of a report, and the time where one was said."""
    told = day(report.as_of, report.as_of_precision)
    if report.observed_at is None:
        return told
    return _("%(day)s, %(time)s", day=told, time=report.observed_at.astimezone(TIME_ZONE).strftime("%H:%M"))


def who(report: Report, account_id: int | None) -> str:
    """Whoever reads this is told their own name; of others the role."""
    if report.account_id is None:
        return _("from a file: %(source)s", source=report.source_title)
    account = _("you") if report.account_id == account_id else terms.role(report.account_role or "site_manager")
    if report.is_of_kobo:
        return _("KoboToolbox; in the name of: %(who)s", who=account)
    return _("a guest; accepted by: %(who)s", who=account) if report.is_of_guest else account


def figure_words(report: Report, column: str) -> str:
    said = report.stated.get(column, {}).get("qualifier")
    value = report.figures.get(column)
    if value is None:
        return _("unknown") if said == "unknown" else ""
    return qualified(value, said)


def filled_with(sent: Sent) -> AsTyped:
    """What was sent, with what it took over from last time written out."""
    return _fields(sent.figures, sent.levels, sent.unknown)


def _fields(figures: Mapping[str, int], levels: Levels, unknown: Sequence[str]) -> AsTyped:
    services = {indicator: f"{value:f}" for indicator, (value, _unit) in levels.items()}
    return AsTyped({**{column: str(value) for column, value in figures.items()}, **services}, unknown)


def carried(head: Head, fields: AsTyped) -> list[tuple[str, str]]:
    """Names and values that lead to a form filled with them."""
    unknown = [("unknown", column) for column in fields.unknown]
    return [*asdict(head).items(), *fields.values.items(), *unknown]


def as_written(typed: Typed) -> list[tuple[str, str]]:
    """Label and text of each field that somebody filled in, to be read where it cannot be sent."""
    found = [(name, (typed.get(name) or "").strip()[:500]) for name in (*FIGURES, *INDICATORS, "as_of", "time", "note")]
    unknown = [column for column in typed.getlist("unknown") if column in FIGURES]
    said = [*((name, text) for name, text in found if text), *((column, _("unknown")) for column in unknown)]
    return [(label_of_field(name), text) for name, text in said]


@dataclass(frozen=True)
class Pair:
    """A figure, a service or the note in two versions beside each other."""

    label: str
    mine: str
    theirs: str
    differs: bool
    is_text: bool = False


def side_by_side(sent: Sent, theirs: Report, their_levels: Levels) -> list[Pair]:
    """What was sent beside what stands and what was stored with it; what neither states is left out."""
    found = []
    for column in FIGURES:
        known = sent.figures.get(column)
        own = qualified(known, "exact") if known is not None else _("unknown") if column in sent.unknown else ""
        other = figure_words(theirs, column)
        found.append(Pair(terms.report_figure(column), own, other, known != theirs.figures.get(column)))
    for indicator in INDICATORS:
        own, other = (_level_of(levels, indicator) for levels in (sent.levels, their_levels))
        differs = sent.levels.get(indicator) != their_levels.get(indicator)
        found.append(Pair(terms.indicator(indicator), own, other, differs))
    found.append(Pair(_("Note"), sent.note or "", theirs.note or "", sent.note != theirs.note, is_text=True))
    return [pair for pair in found if pair.mine or pair.theirs]


def _level_of(levels: Levels, indicator: str) -> str:
    return _level(levels[indicator][0]) if indicator in levels else ""


@dataclass(frozen=True)
class Entry:
    """A line of the history. `services`: label and value of those that came with the report."""

    report: Report
    when: str
    recorded: str
    who: str
    figures: Sequence[tuple[str, str]]
    services: Sequence[tuple[str, str]]
    is_same_again: bool


def history(reports: Sequence[Report], levels: Mapping[int, Levels], account_id: int | None) -> list[Entry]:
    """Each report with what it says; one that corrects without changing a figure or a service confirmed them."""
    known = {report.report_id: report for report in reports}
    entries = []
    for report in reports:
        mended = known.get(report.corrects) if report.corrects else None
        own = levels.get(report.report_id, NO_LEVELS)
        is_same = mended is not None and mended.figures == report.figures and levels[mended.report_id] == own
        entries.append(
            Entry(
                report,
                when(report),
                moment(report.recorded_at),
                who(report, account_id),
                [(terms.report_figure(c), said) for c in FIGURES if (said := figure_words(report, c))],
                [(terms.indicator(one), _level_of(own, one)) for one in INDICATORS if one in own],
                is_same_again=is_same,
            )
        )
    return entries
