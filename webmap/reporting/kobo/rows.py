"""What the statements about forms of KoboToolbox and their submissions answer."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID


class FormOfToken(NamedTuple):
    """Whose token it is: a form, and the person in whose name it reports."""

    form_id: int
    account_id: int
    role: str


class KoboForm(NamedTuple):
    """A form. `has_token`: whether anything can come. `aside`: how many submissions are kept aside."""

    form_id: int
    name: str
    account_id: int
    account_name: str
    site_id: str | None
    field_map: dict[str, Any]
    made_at: datetime
    disabled_at: datetime | None
    has_token: bool
    heard_at: datetime | None
    aside: int


class Submission(NamedTuple):
    """A submission as it is kept. `site_id`, `doubts`: of the report that it became."""

    submission_id: int
    form_id: int
    uuid: UUID
    root_uuid: UUID | None
    deprecated_uuid: UUID | None
    submitted_at: datetime | None
    validation: str | None
    received_at: datetime
    answers: dict[str, str | None]
    dropped: list[str]
    problems: list[dict[str, Any]]
    report_id: int | None
    replaced_by: int | None
    dismissed_at: datetime | None
    site_id: str | None
    doubts: list[str] | None


class ReportedAs(NamedTuple):
    """A report, and the site that it is of."""

    report_id: int
    site_id: str


class Chained(NamedTuple):
    """An earlier form of an edited submission."""

    submission_id: int
    report_id: int | None
