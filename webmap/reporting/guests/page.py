"""What the pages about guests' reports show: plain values for the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from geodata.readers.indicators import INDICATORS
from geodata.rules.dates import TIME_ZONE
from webmap.reporting.guests.rows import GuestLink, OwnWaiting, Waiting
from webmap.reporting.judging import judged
from webmap.reporting.page import FIGURES
from webmap.reporting.rows import LastFigure
from webmap.words import problems, terms
from webmap.words.i18n import day, qualified
from webmap.words.i18n import gettext as _
from webmap.words.moments import moment


@dataclass(frozen=True)
class Beside:
    """A figure of a guest beside what is known."""

    label: str
    said: str
    last: str
    when: str
    differs: bool


@dataclass(frozen=True)
class WaitingShown:
    """A report that waits, with all that helps to decide."""

    waiting: Waiting
    when: str
    received: str
    figures: Sequence[Beside]
    levels: Sequence[tuple[str, str]]
    doubts: Sequence[str]
    odd: Sequence[str]


def waiting_shown(waiting: Waiting, last: Mapping[str, LastFigure], before: Mapping[str, LastFigure]) -> WaitingShown:
    """`last`: what is known now; `before`: what it is judged by."""
    found = judged(waiting.figures, before)
    return WaitingShown(
        waiting,
        _when(waiting.as_of, waiting.observed_at),
        moment(waiting.received_at),
        [one for column in FIGURES if (one := _beside(column, waiting, last.get(column))) is not None],
        [
            (terms.indicator(indicator), qualified(Decimal(waiting.levels[indicator]), "exact"))
            for indicator in INDICATORS
            if indicator in waiting.levels
        ],
        [problems.message(one.problem) for one in found.doubts],
        [problems.message(one) for one in found.odd],
    )


def _when(as_of: date, observed_at: datetime | None) -> str:
    return moment(observed_at) if observed_at is not None else day(as_of)


def _beside(column: str, waiting: Waiting, last: LastFigure | None) -> Beside | None:
    value, is_unknown = waiting.figures.get(column), column in waiting.unknown
    if value is None and not is_unknown:
        return None
    return Beside(
        terms.report_figure(column),
        _("unknown") if value is None else qualified(value, "exact"),
        qualified(last.value, last.qualifier) if last else "",
        day(last.as_of, last.as_of_precision, short=True) if last else "",
        differs=last is not None and value != last.value,
    )


def came_by(reports: Sequence[OwnWaiting]) -> list[tuple[str, str, str]]:
    """Of each the day, what became of it, and why it was returned."""
    told = []
    for one in reports:
        if one.decided_at is None:
            state = _("waits since %(moment)s", moment=moment(one.received_at))
        elif one.report_id is not None:
            state = _("accepted %(moment)s", moment=moment(one.decided_at))
        else:
            state = _("returned %(moment)s", moment=moment(one.decided_at))
        told.append((day(one.as_of), state, one.reason or ""))
    return told


@dataclass(frozen=True)
class LinkShown:
    """A link of a site in words; `state`: whether it opens, and why not."""

    link: GuestLink
    made: str
    state: str


def link_shown(link: GuestLink, today: date, account_id: int | None) -> LinkShown:
    who = _("you") if link.made_by == account_id else terms.role(link.made_by_role)
    made = _("made %(day)s by: %(who)s", day=day(link.made_at.astimezone(TIME_ZONE).date()), who=who)
    return LinkShown(link, made, _state(link, today))


def _state(link: GuestLink, today: date) -> str:
    if link.opens:
        return _("opens the form until %(day)s", day=day(link.last_day)) if link.last_day else _("opens the form")
    if link.revoked_at is not None:
        return _("revoked %(day)s", day=day(link.revoked_at.astimezone(TIME_ZONE).date()))
    if link.last_day is not None and link.last_day < today:
        return _("its last day was %(day)s", day=day(link.last_day))
    return _("opens nothing any more: whoever made it may not report this site, or a backup was restored")
