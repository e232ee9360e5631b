"""What becomes of a submission: a report, once, in the name of its form's person; else it is kept aside, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from geodata.problems import DataError
from geodata.readers.known import Known
from geodata.readers.kobo_map import POSITION, FieldMap, from_stored, keys_of
from geodata.readers.kobo_submissions import (
    ACCOUNT_OFF,
    CORRECTED_HERE,
    FAR,
    FAR_METRES,
    FORM_OFF,
    NOT_THEIRS,
    Answers,
    Kept,
    Said,
    as_stored,
    problem,
    said,
)
from geodata.readers.row_problems import ERROR, Problem
from geodata.rules.dates import TIME_ZONE
from webmap.reporting import queries as reports
from webmap.reporting.kobo import queries
from webmap.reporting.kobo.rows import Submission
from webmap.reporting.recording import values_of, withdraw
from webmap.reporting.rows import OwnSite, Report
from webmap.reporting.sent import Sent

MOST_PRESSED = 200  # tried again by one press


class TooMany(DataError):
    """So many are kept aside that no more are."""


class Unusable(DataError):
    """Why it is no report."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("a submission that is no report")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Reading:
    """How submissions of a form are read; `is_on` False: none is to become a report by itself."""

    field_map: FieldMap
    site_id: str | None
    is_on: bool


@dataclass(frozen=True)
class Outcome:
    """`told`: new, edited, again, replaced, dismissed or aside. `problems`: why it is kept aside."""

    told: str
    report_id: int | None = None
    doubts: tuple[str, ...] = ()
    said: Said | None = None
    problems: tuple[Problem, ...] = ()


def reading_of(connection: Connection, form_id: int) -> Reading | None:
    found = queries.form_read_by(connection, form_id)
    return Reading(from_stored(found[0]), found[1], found[2]) if found is not None else None


def receive(connection: Connection, form_id: int, reading: Reading, kept: Kept) -> Outcome:
    """Take one in, in a transaction of the form's person that came by its token; TooMany where no more are kept."""
    queries.one_at_a_time(connection, form_id)
    known = queries.submission(connection, form_id, kept.uuid)
    if known is not None and known.replaced_by is not None:
        return Outcome("replaced")
    if known is not None and known.dismissed_at is not None:
        return Outcome("dismissed")
    if known is not None and known.report_id is not None and known.answers == _lasting(kept.answers, reading):
        return Outcome("again", known.report_id, tuple(known.doubts or ()))
    if known is None:
        if queries.is_full(connection, form_id):
            raise TooMany
        submission_id = queries.add(connection, form_id, kept)
    else:
        submission_id = known.submission_id
        queries.change(connection, submission_id, kept)
    if later := queries.later_edit(connection, form_id, kept.uuid, submission_id):
        queries.replace(connection, [submission_id], later)
        return Outcome("replaced")
    one = queries.submission_of(connection, form_id, submission_id)
    if not reading.is_on:
        return _aside(connection, one, (problem(FORM_OFF),))
    return settle(connection, one, reading, _known(connection, reading))


def try_again(connection: Connection, form_id: int) -> tuple[int, int]:
    """What is kept aside, by the present map and in the name of whoever presses: how many entered, how many did not."""
    queries.one_at_a_time(connection, form_id)
    reading = reading_of(connection, form_id)
    if reading is None:
        return 0, 0
    known = _known(connection, reading)
    told = [settle(connection, one, reading, known).told for one in queries.aside(connection, form_id, MOST_PRESSED)]
    return len(told) - told.count("aside"), told.count("aside")


def _known(connection: Connection, reading: Reading) -> Known:
    return queries.known_sites(connection) if reading.site_id is None else Known()


def settle(connection: Connection, one: Submission, reading: Reading, known: Known) -> Outcome:
    """Make it a report of the transaction's person; where that cannot be, it is kept aside."""
    now = reports.moment_now(connection)
    today = now.astimezone(TIME_ZONE).date()
    found = said(
        one.answers, one.submitted_at, one.validation, reading.field_map, known, today, site_id=reading.site_id
    )
    wrong = [each for each in found.problems if each.severity == ERROR]
    try:
        if queries.role_now(connection) is None:
            wrong.append(problem(ACCOUNT_OFF))
        if wrong:
            raise Unusable(wrong)
        made, doubts, is_edit = _report(connection, one, found)
    except Unusable as unusable:
        return _aside(connection, one, unusable.problems, found)
    queries.settle(connection, one.submission_id, made, _lasting(one.answers, reading))
    queries.replace(connection, [each.submission_id for each in queries.earlier(connection, one)], one.submission_id)
    return Outcome("edited" if is_edit else "new", made, tuple(doubts), found)


def _aside(
    connection: Connection, one: Submission, problems: tuple[Problem, ...], found: Said | None = None
) -> Outcome:
    queries.keep_aside(connection, one.submission_id, [as_stored(each) for each in problems])
    return Outcome("aside", one.report_id, said=found, problems=problems)


def _lasting(answers: Answers, reading: Reading) -> dict[str, str | None]:
    """What is kept of the answers once they are a report: not where somebody stood with a phone."""
    places = [key for name in reading.field_map.fields.get(POSITION, ()) for key in keys_of(name, list(answers))]
    return {key: answer for key, answer in answers.items() if key not in places}


def _report(connection: Connection, one: Submission, found: Said) -> tuple[int, list[str], bool]:
    """The id of the report, its doubts, and whether it corrects what this was before it was edited."""
    assert found.site_id is not None  # nothing is wrong with it
    assert found.as_of is not None
    site = reports.own_site(connection, found.site_id, "en")
    if site is None:
        raise Unusable([problem(NOT_THEIRS)])
    before = _standing(connection, one)
    for site_id in sorted({site.site_id, *([before[0].site_id] if before else [])}):
        reports.one_at_a_time(connection, site_id)
    if before and before[0].site_id != site.site_id:
        withdraw(connection, *before)
    corrects = before[1].report_id if before and before[0].site_id == site.site_id else None
    sent = _sent(one, found, corrects)
    source = f"kobo:{site.site_id}", f"Reported by a form of KoboToolbox, {site.name}"
    source_id = reports.source(connection, *source)
    standing = reports.newest(connection, site.site_id)
    values = values_of(connection, site, sent, sent.observed_at or one.received_at, source_id, standing)
    values |= _beside(connection, site, found, values)
    made = reports.add_report(connection, values, found.levels)
    return made, values["doubts"], before is not None


def _standing(connection: Connection, one: Submission) -> tuple[OwnSite, Report] | None:
    """The report that this is an edit of, or what confirmed that; Unusable where somebody corrected it meanwhile."""
    ids = [each.report_id for each in queries.earlier(connection, one)] + [one.report_id]
    newest = max((report_id for report_id in ids if report_id is not None), default=None)
    if newest is None:
        return None
    where = queries.site_of_report(connection, newest)
    site = reports.own_site(connection, where.site_id, "en") if where is not None else None
    report = reports.report(connection, site.site_id, newest) if site is not None else None
    if site is None or report is None:
        raise Unusable([problem(NOT_THEIRS)])
    while report.corrected_by is not None:
        later = reports.report(connection, site.site_id, report.corrected_by)
        assert later is not None  # a correction is of the same site
        levels = reports.levels_of(connection, site.site_id, (report, later))
        if later.figures != report.figures or levels[later.report_id] != levels[report.report_id]:
            raise Unusable([problem(CORRECTED_HERE)])
        report = later
    return site, report


def _sent(one: Submission, found: Said, corrects: int | None) -> Sent:
    assert found.as_of is not None
    return Sent(
        one.uuid,
        found.as_of.day,
        _moment(one, found),
        found.figures,
        found.unknown,
        found.levels,
        note=None,
        reason="Edited in KoboToolbox" if corrects is not None else None,
        based_on=None,
        corrects=corrects,
        was_kept=False,
    )


def _moment(one: Submission, found: Said) -> datetime | None:
    """When it was so, as far as its day is that on which it was submitted."""
    if one.submitted_at is None or found.as_of is None:
        return None
    return one.submitted_at if one.submitted_at.astimezone(TIME_ZONE).date() == found.as_of.day else None


def _beside(connection: Connection, site: OwnSite, found: Said, values: dict[str, Any]) -> dict[str, Any]:
    """What forms of our own do not say: a month in place of a day, how exact a figure is, where it was answered."""
    assert found.as_of is not None
    hedged = {column: {"qualifier": how, "confidence": "exact"} for column, how in found.qualifiers.items()}
    metres = queries.metres_from_site(connection, site.site_id, *found.position) if found.position else None
    is_far = metres is not None and metres > FAR_METRES
    return {
        "as_of_precision": found.as_of.precision,
        "stated": values["stated"] | hedged,
        "doubts": sorted({*values["doubts"], *([FAR] if is_far else [])}),
        # KoboToolbox chose the id by which it was sent; among reports it might be another's.
        "client_uuid": None,
    }
