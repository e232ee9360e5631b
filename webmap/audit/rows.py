"""What the statements of the audit answer."""

from datetime import datetime
from typing import Any, NamedTuple


class Event(NamedTuple):
    """One change. `person`: the account that made it, by name; None: whoever had the login. `about`: whom it is of."""

    event_id: int
    happened_at: datetime
    person: str | None
    login: str
    program: str | None
    operation: str
    table_name: str
    row_key: str | None
    last_key: str | None
    row_count: int
    site_ids: list[str]
    about: str | None
    changes: dict[str, list[Any]]


class Restored(NamedTuple):
    """When a database was restored, from which file, and when that was made, if it says so."""

    happened_at: datetime
    file: str | None
    made_at: str | None


class Backup(NamedTuple):
    """When the last backup that gave back what it was made of was made, and the name of its file."""

    happened_at: datetime
    file: str | None
