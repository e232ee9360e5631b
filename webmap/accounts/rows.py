"""What the statements of accounts answer."""

from datetime import datetime
from typing import NamedTuple


class Account(NamedTuple):
    """One account, and whether anybody has chosen a password for it."""

    account_id: int
    name: str
    role: str
    has_password: bool
    disabled_at: datetime | None
    signed_in_at: datetime | None


class Session(NamedTuple):
    """A session that goes on; `seen_at` is to the hour."""

    session_id: int
    program: str | None
    made_at: datetime
    seen_at: datetime


class Grant(NamedTuple):
    """A site by its id and name, or an area: all sites of a governorate or of a district."""

    grant_id: int
    account_id: int
    site_id: str | None
    site: str | None
    governorate: str | None
    district: str | None


class Area(NamedTuple):
    """A governorate, or one of its districts, as sites have them, and how many do."""

    governorate: str | None
    district: str | None
    sites: int


class SiteNamed(NamedTuple):
    """A site as a list of them shows it."""

    site_id: str
    name: str
