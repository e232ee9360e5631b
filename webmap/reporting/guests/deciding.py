"""What becomes of a report by a guest: it waits, and then is a report like any other, or is returned."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from geodata.problems import DataError, NotFound
from geodata.readers.indicators import UNITS
from geodata.rules.dates import TIME_ZONE
from geodata.tables import SITE_REPORT_FIGURES
from webmap.person import Person
from webmap.reporting import queries as reports
from webmap.reporting.guests import queries
from webmap.reporting.guests.rows import OpenLink, Waiting
from webmap.reporting.recording import values_of
from webmap.reporting.rows import OwnSite
from webmap.reporting.sent import Sent

MOST_WAITING = 5
ACCEPTED_BY = {
    "site_manager": "site management",
    "information_officer": "an information officer",
    "admin": "an administrator",
}


class TooMany(DataError):
    """So many wait by this link that no more may."""


class Decided(DataError):
    """Somebody was faster."""


class Overtaken(DataError):
    """Another report of the site came after what was shown."""


@dataclass(frozen=True)
class Accepted:
    """The report that it became, and the rules by which it is in doubt."""

    report_id: int
    doubts: tuple[str, ...]


def wait(connection: Connection, link: OpenLink, sent: Sent) -> bool:
    """Let it wait; False where it does so already. What was changed before it was sent again is another one.

    TooMany where MOST_WAITING of this link wait.
    """
    queries.one_at_a_time(connection)
    values: dict[str, Any] = {
        **{column: sent.figures.get(column) for column in SITE_REPORT_FIGURES},
        "as_of": sent.day,
        "observed_at": sent.observed_at,
        "unknown": list(sent.unknown),
        "levels": {indicator: str(value) for indicator, (value, _unit) in sent.levels.items()},
        "note": sent.note,
    }
    known = queries.sent_before(connection, link.link_id, sent.client_uuid)
    if known == values:
        return False
    if queries.undecided(connection, link.link_id) >= MOST_WAITING:
        raise TooMany
    whose = {"link_id": link.link_id, "site_id": link.site_id}
    queries.add(connection, {**values, **whose, "client_uuid": sent.client_uuid if known is None else uuid4()})
    return True


def accept(connection: Connection, waiting_id: int, seen: int | None, person: Person, lang: str) -> Accepted:
    """Store it as a report of whoever accepts it, as of when the guest says that it was so.

    `seen`: the newest report of the site when the list was shown.
    """
    waiting = _undecided(connection, waiting_id, lang)
    reports.one_at_a_time(connection, waiting.site_id)
    waiting = _undecided(connection, waiting_id, lang)
    if waiting.newest_report != seen:
        raise Overtaken
    site = OwnSite(waiting.site_id, waiting.name, waiting.shown_name, waiting.shown_lang)
    source_id = reports.source(
        connection,
        f"guest-report:{site.site_id}:{person.role}",
        f"Guest report, accepted by {ACCEPTED_BY[person.role]}, {site.name}",
    )
    standing = reports.newest(connection, site.site_id)
    values = values_of(connection, site, _as_sent(waiting), waiting.told_at, source_id, standing)
    # A guest chose the id by which it was sent; among reports it might be another's.
    values |= {"observed_at": _moment(waiting), "client_uuid": None}
    made = reports.add_report(connection, values, _levels(waiting))
    _decide(connection, waiting, person, report_id=made)
    return Accepted(made, tuple(values["doubts"]))


def give_back(connection: Connection, waiting_id: int, reason: str, person: Person, lang: str) -> None:
    """Return it for a reason, which the guest is told."""
    _decide(connection, _undecided(connection, waiting_id, lang), person, reason=reason)


def _undecided(connection: Connection, waiting_id: int, lang: str) -> Waiting:
    found = queries.waiting_one(connection, waiting_id, lang) if waiting_id < 2**63 else None
    if found is None:
        raise NotFound("report", str(waiting_id))
    if found.decided_at is not None:
        raise Decided
    return found


def _decide(
    connection: Connection, waiting: Waiting, person: Person, *, reason: str | None = None, report_id: int | None = None
) -> None:
    assert person.id is not None  # nobody decides in nobody's name
    if not queries.decide(connection, waiting.waiting_id, person.id, reason=reason, report_id=report_id):
        raise Decided


def _moment(waiting: Waiting) -> datetime | None:
    """When it was so; of the day on which it came, when it came, and not when it was accepted."""
    came = waiting.received_at.astimezone(TIME_ZONE).date()
    return waiting.told_at if came == waiting.as_of else waiting.observed_at


def _as_sent(waiting: Waiting) -> Sent:
    return Sent(
        waiting.client_uuid,
        waiting.as_of,
        waiting.observed_at,
        waiting.figures,
        tuple(waiting.unknown),
        _levels(waiting),
        waiting.note,
        None,
        None,
        None,
        was_kept=False,
    )


def _levels(waiting: Waiting) -> dict[str, tuple[Decimal, str]]:
    return {indicator: (Decimal(value), UNITS[indicator]) for indicator, value in waiting.levels.items()}
