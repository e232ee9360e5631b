"""What the statements of alerts answer."""

from datetime import datetime
from typing import NamedTuple


class WatchedSite(NamedTuple):
    """A site whose alerts are for the person."""

    site_id: str


class IsReportedTo(NamedTuple):
    """Whether anybody reports here now."""

    is_so: bool


class Feed(NamedTuple):
    """A secret address that still opens."""

    feed_id: int
    made_at: datetime


class Wish(NamedTuple):
    """To whom new alerts are mailed; `is_unasked`: whether the address is theirs is still to be asked by a link."""

    account_id: int
    role: str
    mail_address: str
    lang: str
    is_confirmed: bool
    is_unasked: bool


class OwnWish(NamedTuple):
    """Where a person asked to be told of new alerts; nothing is sent there before it is confirmed."""

    mail_address: str
    is_confirmed: bool


class Reader(NamedTuple):
    """For whom a feed is read."""

    account_id: int
    name: str
    role: str
    scope: list[str]
