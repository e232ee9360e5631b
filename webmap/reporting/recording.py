"""What becomes of a report that was sent: stored once, never over what its sender had not seen, never changed later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from geodata.problems import DataError, NotFound
from geodata.tables import SITE_REPORT_FIGURES
from webmap.reporting import queries
from webmap.reporting.judging import Judged, judged
from webmap.reporting.rows import NO_LEVELS, LastFigure, Levels, OwnSite, Report
from webmap.reporting.sent import Sent

TIME_TO_UNDO = timedelta(minutes=10)


class Stale(DataError):
    """Something was reported that whoever sent this had not seen. `theirs`: what stands."""

    def __init__(self, theirs: Report) -> None:
        super().__init__("another report stands")
        self.theirs = theirs


class TooLate(DataError):
    """It cannot be undone (any more); a correction is still possible."""


@dataclass(frozen=True)
class Recorded:
    """`is_again`: it was recorded before, and this is the same. `is_late`: a newer one stands all the same."""

    report_id: int
    doubts: tuple[str, ...] = ()
    is_again: bool = False
    is_late: bool = False


def record(connection: Connection, site: OwnSite, sent: Sent) -> Recorded:
    """Store a report, or find it stored; Stale where its sender has to see something first."""
    queries.one_at_a_time(connection, site.site_id)
    if known := queries.sent_before(connection, site.site_id, sent.client_uuid):
        if _is_same(known, queries.levels_with(connection, site.site_id, known), sent):
            return Recorded(known.report_id, tuple(known.doubts), is_again=True)
        raise Stale(known)
    if queries.is_sent_elsewhere(connection, sent.client_uuid):
        raise NotFound("report", str(sent.client_uuid), parameter="client_uuid")
    now = queries.moment_now(connection)
    standing = _place(connection, site, sent, now)
    source_id = queries.management_source(connection, site.site_id, site.name)
    values = values_of(connection, site, sent, now, source_id, standing)
    made = queries.add_report(connection, values, sent.levels)
    standing = queries.newest(connection, site.site_id)
    is_late = sent.corrects is None and standing is not None and standing.report_id != made
    return Recorded(made, tuple(values["doubts"]), is_late=is_late)


def _is_same(known: Report, levels: Levels, sent: Sent) -> bool:
    """Whether all that is stored of it is what is sent now: what was changed on the way is not thrown away."""
    said = (sent.figures, set(sent.unknown), sent.levels, sent.day, sent.observed_at)
    why = (sent.note, sent.reason, sent.corrects)
    was_said = (known.figures, set(known.said_unknown), levels, known.as_of, known.observed_at)
    return (was_said, (known.note, known.reason, known.corrects)) == (said, why)


def _place(connection: Connection, site: OwnSite, sent: Sent, now: datetime) -> Report | None:
    """What stands as the newest; Stale where this would hide what its sender had not seen. Behind what stands, what was
    kept may enter."""
    standing = queries.newest(connection, site.site_id)
    if sent.corrects is not None:
        mended = queries.report(connection, site.site_id, sent.corrects)
        if mended is None:
            raise NotFound("report", str(sent.corrects), parameter="corrects")
        while mended.corrected_by is not None:
            later = queries.report(connection, site.site_id, mended.corrected_by)
            assert later is not None  # a correction is of the same site
            if later.corrected_by is None:
                raise Stale(later)
            mended = later
        return standing
    if standing is None or standing.report_id == sent.based_on:
        return standing
    if not sent.was_kept or (standing.as_of, standing.told_at) <= (sent.day, sent.observed_at or now):
        raise Stale(standing)
    return standing


def values_of(
    connection: Connection, site: OwnSite, sent: Sent, now: datetime, source_id: int, standing: Report | None
) -> dict[str, Any]:
    """What is stored of a report: `now` is when it was so, unless it says so itself; `standing`: the newest."""
    (before,) = queries.last_figures(connection, [queries.Asked(site.site_id)])
    found = judge(connection, site.site_id, sent.figures, sent.day, sent.observed_at or now, sent.corrects)
    # What somebody said to be right of just these figures need not be said every day.
    confirmed = set(standing.confirmed) if standing is not None and standing.figures == sent.figures else set()
    return {
        **_columns(sent.figures),
        "site_id": site.site_id,
        "as_of": sent.day,
        "as_of_precision": "day",
        "observed_at": sent.observed_at,
        "stated": {**_qualifiers(sent.figures, before), **{one: {"qualifier": "unknown"} for one in sent.unknown}},
        "source_id": source_id,
        "note": sent.note,
        "corrects": sent.corrects,
        "reason": sent.reason,
        "client_uuid": sent.client_uuid,
        "doubts": found.rules(confirmed),
        "confirmed": sorted({one.rule for one in found.doubts} & confirmed),
    }


def judge(
    connection: Connection, site_id: str, figures: Mapping[str, int], day: date, moment: datetime, but: int | None
) -> Judged:
    """What is odd with figures of a moment, beside one another and beside what was reported before."""
    (before,) = queries.last_figures(connection, [queries.before(site_id, day, moment, but)])
    return judged(figures, before)


def judge_stored(connection: Connection, site_id: str, report: Report) -> Judged:
    """What is odd with a report."""
    asked = queries.before(site_id, report.as_of, report.told_at, report.report_id)
    (before,) = queries.last_figures(connection, [asked])
    return judged(report.figures, before, (*report.doubts, *report.confirmed))


def _columns(figures: Mapping[str, int]) -> dict[str, int | None]:
    return {column: figures.get(column) for column in SITE_REPORT_FIGURES}


def _qualifiers(figures: Mapping[str, int], before: Mapping[str, LastFigure]) -> dict[str, dict[str, str]]:
    """What was about so many stays so where the same is said again."""
    return {
        column: {"qualifier": last.qualifier, "confidence": "exact"}
        for column, value in figures.items()
        if (last := before.get(column)) and last.value == value and last.qualifier not in (None, "exact", "unknown")
    }


def confirm(connection: Connection, site: OwnSite, report: Report, rules: set[str]) -> int:
    """A report with the same figures, which corrects the doubted one; Stale where that does not stand any more."""
    queries.one_at_a_time(connection, site.site_id)
    standing = _still_standing(connection, site, report)
    found = judge_stored(connection, site.site_id, standing)
    confirmed = {one.rule for one in found.doubts if one.may_confirm and one.rule in rules} | set(standing.confirmed)
    if not confirmed - set(standing.confirmed):
        return standing.report_id
    marks = {"doubts": sorted(set(standing.doubts) - confirmed), "confirmed": sorted(confirmed)}
    levels = queries.levels_with(connection, site.site_id, standing)
    return queries.add_report(connection, _again(connection, site, standing, standing.report_id) | marks, levels)


def undo(connection: Connection, site: OwnSite, report: Report, account_id: int | None) -> int:
    """A correction after which all is as before the report: what that corrected stands again, or nothing of it does."""
    queries.one_at_a_time(connection, site.site_id)
    standing = _still_standing(connection, site, report)
    if not may_undo(standing, account_id, queries.moment_now(connection)):
        raise TooLate
    before = queries.report(connection, site.site_id, standing.corrects) if standing.corrects else None
    if before is not None:
        levels = queries.levels_with(connection, site.site_id, before)
        return queries.add_report(connection, _again(connection, site, before, standing.report_id), levels)
    return withdraw(connection, site, standing)


def withdraw(connection: Connection, site: OwnSite, standing: Report) -> int:
    """A correction by which nothing of a report stands."""
    nothing: dict[str, Any] = {**_columns({}), "stated": {}, "note": None, "doubts": [], "confirmed": []}
    return queries.add_report(connection, _again(connection, site, standing, standing.report_id) | nothing, NO_LEVELS)


def may_undo(report: Report, account_id: int | None, now: datetime) -> bool:
    """Whoever reported, within ten minutes, while it stands."""
    is_theirs = report.account_id is not None and report.account_id == account_id
    return is_theirs and report.corrected_by is None and now - report.recorded_at <= TIME_TO_UNDO


def _still_standing(connection: Connection, site: OwnSite, report: Report) -> Report:
    known = queries.report(connection, site.site_id, report.report_id)
    assert known is not None  # reports are never deleted
    if known.corrected_by is not None:
        theirs = queries.report(connection, site.site_id, known.corrected_by)
        assert theirs is not None
        raise Stale(theirs)
    return known


def _again(connection: Connection, site: OwnSite, report: Report, corrects: int) -> dict[str, Any]:
    """The same said once more, in place of another."""
    return {
        **_columns(report.figures),
        "site_id": site.site_id,
        "as_of": report.as_of,
        "as_of_precision": report.as_of_precision,
        "observed_at": report.told_at,
        "stated": report.stated,
        "source_id": queries.management_source(connection, site.site_id, site.name),
        "note": report.note,
        "corrects": corrects,
        "reason": None,
        "client_uuid": None,
        "doubts": report.doubts,
        "confirmed": report.confirmed,
    }
