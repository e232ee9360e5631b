"""A submission of KoboToolbox as a report: first what of it is kept at all, then what that says by the map of its form.

Names and telephone numbers of people are among what forms ask. Nothing is kept but answers to questions of the map.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from geodata.readers.cells import Figure, decimal_number, whole_number
from geodata.readers.days import needed_day_of
from geodata.readers.indicators import INDICATORS, UNITS
from geodata.readers.known import Known
from geodata.readers.kobo_map import DAY, POSITION, SITE, FieldMap, keys_of
from geodata.readers.row_problems import ERROR, Problem, TableRow
from geodata.readers.site_ids import known_site
from geodata.rules import positions
from geodata.rules.dates import TIME_ZONE, StatedDay
from geodata.tables import SITE_REPORT_FIGURES

LONGEST_ANSWER, LONGEST_NAME, MOST_DROPPED = 200, 100, 200
# Why what came is no report, apart from what it says.
FORM_OFF, ACCOUNT_OFF, NOT_THEIRS = "kobo_form_off", "kobo_account_off", "kobo_not_theirs"
CORRECTED_HERE = "kobo_corrected_here"
FAR = "far_from_site"
FAR_METRES = 10_000
_NOT_TO_BE_USED = {
    "validation_status_not_approved": "kobo_not_approved",
    "validation_status_on_hold": "kobo_on_hold",
}
# Of these nothing was kept that another map could read: it has to be sent again.
TO_BE_SENT_AGAIN = {"kobo_no_figure", "kobo_no_site"}
Answers = Mapping[str, str | None]


@dataclass(frozen=True)
class Kept:
    """What is kept of a submission.

    `uuid`: an edit gets another; `root`: that of what it was at first; `deprecated`: that of what it was before the
    last edit. `answers`: by the key that was sent; None: not a single value. `dropped`: names of other questions.
    """

    uuid: UUID
    root: UUID | None
    deprecated: UUID | None
    submitted_at: datetime | None
    validation: str | None
    answers: dict[str, str | None]
    dropped: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """What a submission says. `day_of_form`: its day is an answer, and not that on which it was submitted.

    `position`: longitude and latitude in degrees.
    """

    site_id: str | None
    as_of: StatedDay | None
    day_of_form: bool
    figures: dict[str, int]
    qualifiers: dict[str, str]
    unknown: tuple[str, ...]
    levels: dict[str, tuple[Decimal, str]]
    position: tuple[float, float] | None
    problems: tuple[Problem, ...] = ()


def kept(sent: Mapping[str, Any], field_map: FieldMap) -> Kept | None:
    """What is kept of it; None where it says by no id which submission it is."""
    uuid = _uuid(sent.get("_uuid")) or _uuid(sent.get("meta/instanceID")) or _uuid(sent.get("meta/rootUuid"))
    if uuid is None:
        return None
    keys = list(sent)
    read = {key for name in field_map.names() for key in keys_of(name, keys)}
    places = {key for name in field_map.fields.get(POSITION, ()) for key in keys_of(name, keys)}
    others = (key for key in keys if key not in read and not key.startswith(("_", "meta/", "formhub/")))
    return Kept(
        uuid,
        _uuid(sent.get("meta/rootUuid")),
        _uuid(sent.get("meta/deprecatedID")),
        moment_of(sent.get("_submission_time")),
        _validation(sent.get("_validation_status")),
        {_clean(key, LONGEST_ANSWER): (_pair if key in places else _text)(sent[key]) for key in keys if key in read},
        tuple(sorted(_clean(key, LONGEST_NAME) for key in others))[:MOST_DROPPED],
    )


def moment_of(written: object) -> datetime | None:
    """KoboToolbox writes moments of its own without a zone, in UTC; None for what is none."""
    try:
        moment = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None
    if moment is None:
        return None
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        return None


def _uuid(written: object) -> UUID | None:
    try:
        return UUID(written.removeprefix("uuid:")) if isinstance(written, str) else None
    except ValueError:
        return None


def _validation(said: object) -> str | None:
    uid = said.get("uid") if isinstance(said, dict) else None
    return uid if isinstance(uid, str) and uid in _NOT_TO_BE_USED else None


def _text(answer: object) -> str | None:
    """A single value as it was written; None for a list and what else is none."""
    if answer is None:
        return ""
    return _clean(str(answer), LONGEST_ANSWER) if isinstance(answer, str | int | float) else None


def _pair(answer: object) -> str | None:
    """A position: one text, or the list of latitude and longitude that KoboToolbox makes of it."""
    if not isinstance(answer, list):
        return _text(answer)
    return ", ".join(_text(one) or "" for one in answer[:2])


def _clean(text: str, longest: int) -> str:
    """Without signs that nobody sees; what no text holds is written as a sign for that."""
    letters = (c if c.isprintable() else "" if unicodedata.category(c) == "Cf" else "\ufffd" for c in text[:longest])
    return "".join(letters).strip()


@dataclass
class _Reader:
    answers: Answers
    field_map: FieldMap
    row: TableRow = field(default_factory=lambda: TableRow(0, {}))
    unknown: list[str] = field(default_factory=list)

    def asked(self, column: str) -> list[str]:
        """The answers to the questions of a column, as far as they were given."""
        found = []
        for name in self.field_map.fields.get(column, ()):
            given = {self.answers[key] for key in keys_of(name, list(self.answers))}
            if None in given:
                self.row.error(column, "kobo_not_one_value", name=name)
            elif len(given) > 1:
                self.row.error(column, "kobo_two_answers", name=name)
            else:
                found += [text for text in given if text]
        return found

    def number(self, column: str, *, whole: bool) -> Figure | None:
        """The answer of a column, or the sum of all that make it up; None where one of them is not known."""
        given, names = self.asked(column), self.field_map.fields.get(column, ())
        said_so = {text.casefold() for text in self.field_map.unknown}
        if any(text.casefold() in said_so for text in given):
            self.unknown.append(column)
            return None
        if not given or self.row.is_wrong(column):
            return None
        if len(given) < len(names):
            self.row.warning(column, "kobo_part_missing", names=" + ".join(names))
            return None
        parts = []
        for text in given:
            part = TableRow(0, {column: text})
            parts.append(whole_number(part, column) if whole else decimal_number(part, column))
            self.row.problems += part.problems
        stated = [part for part in parts if part is not None]
        if len(stated) < len(given):
            return None
        hedged = next((part.qualifier for part in stated if part.qualifier != "exact"), "exact")
        return Figure(sum(part.value for part in stated), hedged)

    def site(self, known: Known) -> str | None:
        """The id itself, an answer of the map, or a code or name that one site alone bears."""
        given = self.asked(SITE)
        if not given:
            if not self.row.is_wrong(SITE):
                self.row.error(SITE, "kobo_no_site", names=" + ".join(self.field_map.fields.get(SITE, ())))
            return None
        answer = given[0]
        by_map = {written.casefold(): site_id for written, site_id in self.field_map.sites.items()}
        found = by_map.get(answer.casefold(), answer.casefold().replace("_", "-"))
        if found in known.sites:
            return found
        if named := known.named(answer):
            return named
        self.row.cells[SITE] = answer
        known_site(self.row, known)
        return None

    def day(self, submitted_at: datetime | None, today: date) -> tuple[StatedDay | None, bool]:
        given = self.asked(DAY)
        if not given and submitted_at is not None and not self.row.is_wrong(DAY):
            submitted = submitted_at.astimezone(TIME_ZONE).date()
            self.row.cells[DAY] = submitted.isoformat()
        elif given:
            self.row.cells[DAY] = given[0]
        return (None if self.row.is_wrong(DAY) else needed_day_of(self.row, DAY, today)), bool(given)

    def position(self) -> tuple[float, float] | None:
        """Where it was answered; what is none decides nothing."""
        names = self.field_map.fields.get(POSITION, ())
        keys = [key for name in names for key in keys_of(name, list(self.answers))]
        read = (positions.read(self.answers[key] or "") for key in keys)
        found = next((one for one in read if one is not None and one.inside), None)
        return (found.lon, found.lat) if found is not None else None


def said(
    answers: Answers,
    submitted_at: datetime | None,
    validation: str | None,
    field_map: FieldMap,
    known: Known,
    today: date,
    site_id: str | None = None,
) -> Said:
    """What the answers say by this map; `site_id`: the site that all of the form is about.

    `problems`: an error among them keeps it aside.
    """
    reader = _Reader(answers, field_map)
    row = reader.row
    if validation in _NOT_TO_BE_USED:
        row.error(None, _NOT_TO_BE_USED[validation])
    site = site_id or reader.site(known)
    as_of, day_of_form = reader.day(submitted_at, today)
    counted = {column: reader.number(column, whole=True) for column in SITE_REPORT_FIGURES}
    stated = {column: figure for column, figure in counted.items() if figure is not None}
    unknown = tuple(reader.unknown)
    levels = {
        indicator: (Decimal(str(figure.value)), UNITS[indicator])
        for indicator in INDICATORS
        if (figure := reader.number(indicator, whole=False)) is not None
    }
    if not stated and not row.is_rejected:
        row.error(None, "kobo_no_figure")
    return Said(
        site,
        as_of,
        day_of_form,
        {column: int(figure.value) for column, figure in stated.items()},
        {column: figure.qualifier for column, figure in stated.items() if figure.qualifier != "exact"},
        unknown,
        levels,
        reader.position(),
        tuple(row.problems),
    )


def problem(code: str) -> Problem:
    """One that lies in the form or its person, and not in what was answered."""
    return Problem(code, ERROR)


def as_stored(found: Problem) -> dict[str, Any]:
    return {"code": found.code, "column": found.column, "value": found.value, "values": found.values}


def from_stored(stored: Mapping[str, Any]) -> Problem:
    """What `as_stored` made of a problem."""
    values = {name: tuple(one) if isinstance(one, list) else one for name, one in stored["values"].items()}
    return Problem(stored["code"], ERROR, values, column=stored["column"], value=stored["value"])
