"""Statements about forms of KoboToolbox; the database judges by the person, or by the token, that it is told."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Text, delete, func, insert, or_, select, update
from sqlalchemy.sql import ColumnElement

from geodata.imports import importing
from geodata.readers.known import Known
from geodata.readers.kobo_map import FieldMap
from geodata.readers.kobo_submissions import Kept
from geodata.tables import kobo_form, kobo_submission, kobo_token, site_report
from webmap.db import first_row, rows
from webmap.reporting.kobo.rows import Chained, FormOfToken, KoboForm, ReportedAs, Submission
from webmap.sessions import new_token, token_hash

HERE = Path(__file__).parent
MOST_FORMS, MOST_LISTED, MOST_ENTERED = 100, 50, 20
# As many wait for somebody; more are refused, and KoboToolbox keeps them.
MOST_ASIDE = 500
# Reasons repeat what was answered.
_FORGOTTEN: dict[str, Any] = {"answers": {}, "problems": []}
_FORM, _SUBMISSION = kobo_form.c, kobo_submission.c


class _Metres(NamedTuple):
    metres: float | None


def form_of_token(connection: Connection, token: str) -> FormOfToken | None:
    """Whose token it is, whatever may be with its form or person; None for none."""
    columns = ("form_id", "account_id", "role")
    found = func.ninewa.form_of_kobo_token(token_hash(token)).table_valued(*columns)
    return first_row(connection, select(found.c.form_id, found.c.account_id, found.c.role), FormOfToken)


def come_by(connection: Connection, token: str) -> None:
    """Let the transaction be one of the form that has this token."""
    connection.execute(select(func.set_config("ninewa.kobo", token_hash(token).hex(), True)))


def one_at_a_time(connection: Connection, form_id: int) -> None:
    """Until the end of the transaction nobody else writes submissions of this form."""
    connection.execute(select(func.kobo_alone(form_id)))


def form_read_by(connection: Connection, form_id: int) -> tuple[dict[str, Any], str | None, bool] | None:
    """How submissions of a form are read: its map, its site, whether it is switched on."""
    query = select(_FORM.field_map, _FORM.site_id, _FORM.disabled_at).where(_FORM.form_id == form_id)
    found = connection.execute(query).first()
    return (found.field_map, found.site_id, found.disabled_at is None) if found is not None else None


def role_now(connection: Connection) -> str | None:
    """The role of the person of the transaction; None where the account is disabled."""
    role: str | None = connection.scalar(select(func.role_now()))
    return role


def known_sites(connection: Connection) -> Known:
    """Every site under every name."""
    return importing.known(connection)


def forms(connection: Connection) -> list[KoboForm]:
    """Those that are switched on first, then the newest."""
    return rows(connection, HERE / "forms.sql", KoboForm, form_id=None, limit=MOST_FORMS)


def form(connection: Connection, form_id: int) -> KoboForm | None:
    return first_row(connection, HERE / "forms.sql", KoboForm, form_id=form_id, limit=1)


def add_form(connection: Connection, name: str, site_id: str | None, field_map: FieldMap) -> int:
    values = {"name": name, "site_id": site_id, "field_map": field_map.as_stored()}
    made: int = connection.scalars(insert(kobo_form).values(values).returning(_FORM.form_id)).one()
    return made


def change_form(connection: Connection, form_id: int, **values: Any) -> None:
    connection.execute(update(kobo_form).where(_FORM.form_id == form_id).values(values))


def switch(connection: Connection, form_id: int, on: bool) -> None:
    """Off: what comes is kept aside."""
    change_form(connection, form_id, disabled_at=None if on else func.now())


def revoke_token(connection: Connection, form_id: int) -> None:
    """Nothing comes from the form any more."""
    connection.execute(delete(kobo_token).where(kobo_token.c.form_id == form_id))


def make_token(connection: Connection, form_id: int, account_id: int) -> str:
    """The only token of the form from here on, in the name of who makes it; the database keeps its hash alone."""
    token = new_token()
    change_form(connection, form_id, account_id=account_id)
    revoke_token(connection, form_id)
    connection.execute(insert(kobo_token).values(form_id=form_id, token_hash=token_hash(token)))
    return token


def _submissions(connection: Connection, form_id: int, limit: int, **which: object) -> list[Submission]:
    chosen = {"uuid": None, "submission_id": None, "settled": False, "aside": False} | which
    return rows(connection, HERE / "submissions.sql", Submission, form_id=form_id, limit=limit, **chosen)


def submission(connection: Connection, form_id: int, uuid: UUID) -> Submission | None:
    return next(iter(_submissions(connection, form_id, 1, uuid=uuid)), None)


def submission_of(connection: Connection, form_id: int, submission_id: int) -> Submission:
    """LookupError where there is none."""
    found = _submissions(connection, form_id, 1, submission_id=submission_id)
    if not found:
        raise LookupError(f"no submission {submission_id} of form {form_id}")
    return found[0]


def aside(connection: Connection, form_id: int, limit: int = MOST_LISTED) -> list[Submission]:
    """Those that are kept aside, the oldest first."""
    return _submissions(connection, form_id, limit, aside=True)


def entered(connection: Connection, form_id: int) -> list[Submission]:
    """The newest that are reports."""
    return _submissions(connection, form_id, MOST_ENTERED, settled=True)


def newest(connection: Connection, form_id: int) -> Submission | None:
    return next(iter(_submissions(connection, form_id, 1)), None)


def is_full(connection: Connection, form_id: int) -> bool:
    """Whether so many are kept aside that no more are."""
    return len(_submissions(connection, form_id, MOST_ASIDE, aside=True)) >= MOST_ASIDE


def _said(kept: Kept) -> dict[str, Any]:
    return {
        "root_uuid": kept.root,
        "deprecated_uuid": kept.deprecated,
        "submitted_at": kept.submitted_at,
        "validation": kept.validation,
        "answers": kept.answers,
        "dropped": list(kept.dropped),
    }


def add(connection: Connection, form_id: int, kept: Kept) -> int:
    values = {"form_id": form_id, "uuid": kept.uuid, **_said(kept)}
    query = insert(kobo_submission).values(values).returning(_SUBMISSION.submission_id)
    made: int = connection.scalars(query).one()
    return made


def change(connection: Connection, submission_id: int, kept: Kept) -> None:
    """It was sent again, with other answers."""
    connection.execute(update(kobo_submission).where(_SUBMISSION.submission_id == submission_id).values(_said(kept)))


def settle(connection: Connection, submission_id: int, report_id: int, answers: Mapping[str, str | None]) -> None:
    """It is this report. `answers`: what is kept of them from here on."""
    values = {"report_id": report_id, "problems": [], "answers": dict(answers)}
    connection.execute(update(kobo_submission).where(_SUBMISSION.submission_id == submission_id).values(values))


def keep_aside(connection: Connection, submission_id: int, problems: Sequence[Mapping[str, Any]]) -> None:
    values = {"problems": list(problems)}
    connection.execute(update(kobo_submission).where(_SUBMISSION.submission_id == submission_id).values(values))


def dismiss(connection: Connection, form_id: int, submission_id: int) -> None:
    """Nobody is to do anything about it any more; what was answered in it is forgotten."""
    which = (
        _SUBMISSION.form_id == form_id,
        _SUBMISSION.submission_id == submission_id,
        _SUBMISSION.dismissed_at.is_(None),
        or_(_SUBMISSION.report_id.is_(None), func.jsonb_array_length(_SUBMISSION.problems) > 0),
    )
    connection.execute(update(kobo_submission).where(*which).values(dismissed_at=func.now(), **_FORGOTTEN))


def _is_of_chain(uuids: Collection[UUID]) -> ColumnElement[bool]:
    return or_(_SUBMISSION.uuid.in_(uuids), _SUBMISSION.root_uuid.in_(uuids))


def later_edit(connection: Connection, form_id: int, uuid: UUID, submission_id: int) -> int | None:
    """The newest submission that says that it is this one, edited."""
    edited = or_(_SUBMISSION.deprecated_uuid == uuid, _SUBMISSION.root_uuid == uuid)
    query = select(func.max(_SUBMISSION.submission_id)).where(
        _SUBMISSION.form_id == form_id, edited, _SUBMISSION.submission_id != submission_id
    )
    found: int | None = connection.scalar(query)
    return found


def earlier(connection: Connection, one: Submission) -> list[Chained]:
    """What it was before it was edited, as far as that came here; the newest first."""
    uuids = {uuid for uuid in (one.root_uuid, one.deprecated_uuid) if uuid is not None}
    if not uuids:
        return []
    query = (
        select(_SUBMISSION.submission_id, _SUBMISSION.report_id)
        .where(_SUBMISSION.form_id == one.form_id, _is_of_chain(uuids), _SUBMISSION.submission_id != one.submission_id)
        .order_by(_SUBMISSION.submission_id.desc())
    )
    return rows(connection, query, Chained)


def replace(connection: Connection, submission_ids: Sequence[int], by: int) -> None:
    """They were edited into another one; what was answered in them is forgotten."""
    which = _SUBMISSION.submission_id.in_(submission_ids), _SUBMISSION.replaced_by.is_(None)
    connection.execute(update(kobo_submission).where(*which).values(replaced_by=by, **_FORGOTTEN))


def site_of_report(connection: Connection, report_id: int) -> ReportedAs | None:
    """The site of a report that the person of the transaction may report."""
    columns = site_report.c
    query = select(columns.report_id, columns.site_id).where(
        columns.report_id == report_id, func.may_report(columns.site_id.cast(Text))
    )
    return first_row(connection, query, ReportedAs)


def metres_from_site(connection: Connection, site_id: str, lon: float, lat: float) -> float | None:
    """On the spheroid; None where the position of the site is not known."""
    found = first_row(connection, HERE / "metres_from_site.sql", _Metres, site_id=site_id, lon=lon, lat=lat)
    return found.metres if found is not None else None
