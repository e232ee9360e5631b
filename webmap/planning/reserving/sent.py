"""What somebody sent to reserve plots, as values; what cannot be read is said field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from geodata.problems import DataError, InvalidData
from geodata.rules.dates import TIME_ZONE
from geodata.tables import LONGEST_RESERVATION
from webmap.asked import moments, numbers
from webmap.asked.chosen_day import parse_day
from webmap.words.i18n import gettext as _
from webmap.words.i18n import number

USUAL = timedelta(hours=72)
MOST_SITES, LONGEST_NOTE = 100, 1000
MOST_PLOTS = 1_000_000
PLOTS = "plots-"  # before the id of a site


class Typed(Protocol):
    """The fields of a form."""

    def get(self, name: str, /) -> str | None: ...
    def __iter__(self) -> Iterator[str]: ...


class Unreadable(DataError):
    """`wrong`: by field what is wrong with it, in the reader's language."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__("a reservation that cannot be read")
        self.wrong = dict(wrong)


@dataclass(frozen=True)
class Sent:
    """`plots`: how many at which site, by its id."""

    client_uuid: UUID
    plots: dict[str, int]
    until: datetime
    note: str | None


def read(typed: Typed, now: datetime) -> Sent:
    """The reservation that a form holds; Unreadable with everything that is wrong in it."""
    wrong: dict[str, str] = {}
    client_uuid = _uuid(typed, wrong)
    plots = _plots(typed, wrong)
    until = _until(typed, now, wrong)
    note, problem = moments.words(typed.get("note") or "", LONGEST_NOTE)
    if problem:
        wrong["note"] = problem
    if wrong or client_uuid is None or until is None:
        raise Unreadable(wrong)
    return Sent(client_uuid, plots, until, note)


def _uuid(typed: Typed, wrong: dict[str, str]) -> UUID | None:
    try:
        return UUID(typed.get("client_uuid") or "")
    except ValueError:
        wrong["client_uuid"] = _("This form was not sent whole. Open it again.")
        return None


def _plots(typed: Typed, wrong: dict[str, str]) -> dict[str, int]:
    found = {}
    names = sorted(name for name in typed if name.startswith(PLOTS))
    for name in names[:MOST_SITES]:
        written = (typed.get(name) or "").strip()
        value = numbers.as_whole(written) if written else 0
        if value is None or not 0 <= value <= MOST_PLOTS:
            wrong[name] = _("Write a whole number of 0 or more.")
        elif value:
            found[name.removeprefix(PLOTS)] = value
    if len(names) > MOST_SITES:
        wrong[names[MOST_SITES]] = _("At most %(most)s sites can be reserved at once.", most=number(MOST_SITES))
    elif not found and not wrong:
        wrong[names[0] if names else PLOTS] = _("Write at one site at least how many plots are to be reserved.")
    return found


def _until(typed: Typed, now: datetime, wrong: dict[str, str]) -> datetime | None:
    """The end in Baghdad time, at most two weeks from now."""
    clock = moments.clock(typed.get("until_time") or "")
    if clock is None:
        wrong["until_time"] = _("Write the time like 17:30.")
    try:
        day: date = parse_day((typed.get("until_day") or "").strip())
    except InvalidData as problem:
        wrong["until_day"] = problem.message
        return None
    if clock is None:
        return None
    until = datetime.combine(day, clock, TIME_ZONE)
    if until <= now:
        wrong["until_day"] = _("This is over already. Choose a later day or time.")
    elif until > now + LONGEST_RESERVATION:
        wrong["until_day"] = _("Plots can be reserved for 14 days at most.")
    return until
