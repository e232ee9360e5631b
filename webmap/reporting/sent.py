"""What somebody sent with the form of a report, as values; what cannot be read is said field by field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from geodata.problems import DataError, InvalidData
from geodata.readers.cells import LARGEST_FIGURE
from geodata.readers.indicators import INDICATORS, UNITS
from geodata.rules.dates import TIME_ZONE
from geodata.rules.freshness import is_old
from geodata.tables import SITE_REPORT_FIGURES
from webmap.asked import moments, numbers
from webmap.asked.chosen_day import parse_day
from webmap.words.i18n import day as day_in_words
from webmap.words.i18n import gettext as _
from webmap.words.i18n import number

LONGEST_NOTE, LONGEST_REASON = 2000, 300
CLOCKS_DIFFER = timedelta(minutes=10)
_ID = re.compile("[0-9]{1,18}")


class Typed(Protocol):
    """The fields of a form."""

    def get(self, name: str, /) -> str | None: ...
    def getlist(self, name: str, /) -> list[str]: ...


class Unreadable(DataError):
    """`wrong`: by field what is wrong with it, in the reader's language."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__("a report that cannot be read")
        self.wrong = dict(wrong)


@dataclass(frozen=True)
class Sent:
    """A report as somebody sent it.

    `figures` hold what is stated, `unknown` the columns said to be unknown. `based_on`: the newest report that the form
    knew. `corrects`: the report that it mends. `was_kept`: a phone kept it until there was a network.
    """

    client_uuid: UUID
    day: date
    observed_at: datetime | None
    figures: dict[str, int]
    unknown: tuple[str, ...]
    levels: dict[str, tuple[Decimal, str]]
    note: str | None
    reason: str | None
    based_on: int | None
    corrects: int | None
    was_kept: bool


@dataclass
class _Reader:
    typed: Typed
    now: datetime
    wrong: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return (self.typed.get(name) or "").strip()

    def id(self, name: str) -> int | None:
        return int(self.text(name)) if _ID.fullmatch(self.text(name)) else None

    def uuid(self) -> UUID | None:
        try:
            return UUID(self.text("client_uuid"))
        except ValueError:
            self.wrong["client_uuid"] = _("This form was not sent whole. Open it again.")
            return None

    def figures(self, day: date | None) -> dict[str, int]:
        """What is typed, and what was said last time of the rest where that is asked for."""
        unknown, is_same = self.typed.getlist("unknown"), self.text("how") == "same"
        found = {}
        for column in SITE_REPORT_FIGURES:
            typed = self.text(column)
            written = typed or (self._last_time(column, day) if is_same and column not in unknown else "")
            if typed and column in unknown:
                self.wrong[column] = _("A number and “unknown” are both given; keep one of them.")
            elif written and (value := self._count(column, written)) is not None:
                found[column] = value
        if not found and not self.wrong:
            self.wrong[SITE_REPORT_FIGURES[0]] = _("Give one figure at least.")
        return found

    def _last_time(self, column: str, day: date | None) -> str:
        """What the form carried of last time; of what is over 31 days old only where somebody says that it is so."""
        was, said_on = self.text(f"was_{column}"), _iso_day(self.text(f"on_{column}"))
        is_recent = day is None or said_on is None or not is_old(said_on, "day", day)
        if not was or is_recent or column in self.typed.getlist("still"):
            return was
        if column not in self.typed.getlist("asked"):  # it has grown old since the form was made
            self.wrong[column] = _(
                "Last reported %(day)s, more than 31 days before: say that it is still so, or write it again.",
                day=day_in_words(said_on),
            )
        return ""

    def levels(self) -> dict[str, tuple[Decimal, str]]:
        found = {}
        for indicator in INDICATORS:
            if written := self.text(indicator):
                value = numbers.as_decimal(written)
                if _is_too_large(value, written):
                    self.wrong[indicator] = _too_large()
                elif value is None or value < 0:
                    self.wrong[indicator] = _("Write a number of 0 or more.")
                else:
                    found[indicator] = (value, UNITS[indicator])
        return found

    def _count(self, column: str, written: str) -> int | None:
        value = numbers.as_whole(written)
        if _is_too_large(None, written):
            self.wrong[column] = _too_large()
            return None
        if value is None or value < 0:
            self.wrong[column] = _("Write a whole number of 0 or more, or choose “unknown”.")
            return None
        return value

    def day(self) -> date | None:
        try:
            day = parse_day(self.text("as_of"))
        except InvalidData as problem:
            self.wrong["as_of"] = problem.message
            return None
        if day > self.now.astimezone(TIME_ZONE).date():
            self.wrong["as_of"] = _("This day is still to come.")
        return day

    def moment(self, day: date | None) -> datetime | None:
        """When it was so; None where only the day is said."""
        written = self.text("time")
        clock = moments.clock(written)
        if written and clock is None:
            self.wrong["time"] = _("Write the time like 17:30.")
        if clock is None or day is None:
            return None
        moment = datetime.combine(day, clock, TIME_ZONE)
        if moment > self.now + CLOCKS_DIFFER and "as_of" not in self.wrong:
            self.wrong["time"] = _("This time is still to come.")
        return moment

    def words(self, name: str, longest: int) -> str | None:
        text, wrong = moments.words(self.text(name), longest)
        if wrong:
            self.wrong[name] = wrong
        return text


def _is_too_large(value: Decimal | None, written: str) -> bool:
    """Also of more digits than any count has."""
    known = numbers.as_whole(written) if value is None else value
    return known is not None and known > LARGEST_FIGURE


def _too_large() -> str:
    return _("Too large: at most %(most)s.", most=number(LARGEST_FIGURE))


def _iso_day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def read(typed: Typed, now: datetime, *, may_correct: bool = True) -> Sent:
    """The report that a form holds; Unreadable with everything that is wrong in it."""
    reader = _Reader(typed, now)
    client_uuid, day, corrects = reader.uuid(), reader.day(), reader.id("corrects") if may_correct else None
    moment, figures, levels = reader.moment(day), reader.figures(day), reader.levels()
    note, reason = reader.words("note", LONGEST_NOTE), reader.words("reason", LONGEST_REASON)
    if corrects is not None and reason is None and "reason" not in reader.wrong:
        reader.wrong["reason"] = _("Say in a few words why it is corrected.")
    if reader.wrong or client_uuid is None or day is None:
        raise Unreadable(reader.wrong)
    return Sent(
        client_uuid,
        day,
        moment,
        figures,
        tuple(column for column in SITE_REPORT_FIGURES if column in typed.getlist("unknown")),
        levels,
        note,
        reason if corrects is not None else None,
        reader.id("based_on"),
        corrects,
        was_kept=reader.text("was_kept") == "1",
    )
