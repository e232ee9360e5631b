"""From which day on anything is known. A question about an earlier day is refused, and the first day is named.

"None reported" would say that somebody looked and found nothing, where nobody could know anything.
"""

from datetime import date, datetime

from sqlalchemy import Connection, func, select

from geodata.problems import InvalidData
from geodata.relations import flows
from geodata.statements.movement_rows import MovementsKnownSince
from geodata.statements.site_rows import KnownSince, SitesKnown
from webmap.db import STATEMENTS, rows
from webmap.words.i18n import day
from webmap.words.i18n import gettext as _

MOVEMENTS_KNOWN_SINCE = select(func.min(flows.c.period_end).label("day")).limit(1)  # NULL when none is known


def sites_known_by(connection: Connection, at: date, known: datetime) -> bool:
    """Whether anything is known of any site by a day."""
    return bool(rows(connection, STATEMENTS / "sites_known_by.sql", SitesKnown, at=at, known=known)[0].known)


def check_sites(connection: Connection, at: date, known: datetime, parameter: str = "at") -> None:
    """InvalidData for a day before anything is known of any site; `parameter`: where the reader gave the day."""
    if sites_known_by(connection, at, known):
        return
    message = _("Nothing is known of any site by %(day)s.", day=day(at))
    since = rows(connection, STATEMENTS / "known_since.sql", KnownSince, known=known)[0]
    raise _before(message, since.sites, parameter)


def check_movements(connection: Connection, at: date, parameter: str = "at") -> None:
    """InvalidData for a day by which no movement that is known had ended."""
    first = rows(connection, MOVEMENTS_KNOWN_SINCE, MovementsKnownSince)[0].day
    if first is not None and first <= at:
        return
    message = _("No movement is known by %(day)s.", day=day(at))
    if first is not None:
        message += " " + _("The first one that is known ended on %(day)s.", day=day(first))
    raise InvalidData(message, parameter=parameter)


def nothing_known(connection: Connection, at: date, known: datetime, parameter: str = "at") -> InvalidData:
    """What to raise where neither a site nor a figure nor a movement is known by a day."""
    message = _("Nothing is known by %(day)s.", day=day(at))
    since = rows(connection, STATEMENTS / "known_since.sql", KnownSince, known=known)[0]
    return _before(message, since.anything, parameter)


def _before(message: str, first: date | None, parameter: str) -> InvalidData:
    if first is not None:
        message += " " + _("The first figures are of %(day)s.", day=day(first))
    return InvalidData(message, parameter=parameter)
