"""Statements about links and reports of guests; the database judges by the person, or by the link, that it is told."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from geodata.tables import SITE_REPORT_FIGURES, guest_link, guest_token, waiting_report
from webmap.db import first_row, rows
from webmap.reporting.guests.rows import (
    GuestLink,
    OpenLink,
    OwnWaiting,
    PublicSite,
    Waiting,
)
from webmap.reporting.rows import LastFigure, LastLevel
from webmap.sessions import token_hash

HERE = Path(__file__).parent
BYTES_OF_TOKEN = 16
MOST_LINKS, MOST_LISTED, MOST_TOLD = 100, 50, 10
_WAITING = waiting_report.c


def make_link(connection: Connection, site_id: str, given_to: str | None, last_day: date | None) -> str:
    """The token of a new link, 128 bits, of which the database keeps the hash alone."""
    token = secrets.token_urlsafe(BYTES_OF_TOKEN)
    values = {"site_id": site_id, "given_to": given_to, "last_day": last_day}
    link_id = connection.scalars(insert(guest_link).values(values).returning(guest_link.c.link_id)).one()
    connection.execute(insert(guest_token).values(token_hash=token_hash(token), link_id=link_id))
    return token


def links(connection: Connection, site_id: str) -> list[GuestLink]:
    return rows(connection, HERE / "links.sql", GuestLink, site_id=site_id, limit=MOST_LINKS)


def revoke(connection: Connection, site_id: str, link_id: int) -> None:
    """From here on it opens nothing; once is for ever."""
    revoked = update(guest_link).where(
        guest_link.c.link_id == link_id, guest_link.c.site_id == site_id, guest_link.c.revoked_at.is_(None)
    )
    connection.execute(revoked.values(revoked_at=func.now()))


def come_by(connection: Connection, token: str) -> OpenLink | None:
    """Let the transaction be one of who has this token; None where it opens nothing."""
    connection.execute(select(func.set_config("ninewa.guest", token_hash(token).hex(), True)))
    query = select(guest_link.c.link_id, guest_link.c.site_id).where(guest_link.c.link_id == func.guest_link_now())
    return first_row(connection, query, OpenLink)


def one_at_a_time(connection: Connection) -> None:
    """Until the end of the transaction nobody else reports by the link that it came by."""
    connection.execute(select(func.guest_alone()))


def came_by(connection: Connection, link_id: int) -> list[OwnWaiting]:
    """What came by a link last, the newest first."""
    query = (
        select(
            _WAITING.waiting_id,
            _WAITING.client_uuid,
            _WAITING.received_at,
            _WAITING.as_of,
            _WAITING.decided_at,
            _WAITING.reason,
            _WAITING.report_id,
        )
        .where(_WAITING.link_id == link_id)
        .order_by(_WAITING.waiting_id.desc())
        .limit(MOST_TOLD)
    )
    return rows(connection, query, OwnWaiting)


def undecided(connection: Connection, link_id: int) -> int:
    """How many wait that came by a link."""
    query = select(func.count()).where(_WAITING.link_id == link_id, _WAITING.decided_at.is_(None))
    return connection.scalar(query) or 0


def sent_before(connection: Connection, link_id: int, client_uuid: UUID) -> dict[str, Any] | None:
    """What came by the link under this id, by column."""
    query = select(
        _WAITING.as_of,
        _WAITING.observed_at,
        _WAITING.unknown,
        _WAITING.levels,
        _WAITING.note,
        *[_WAITING[name] for name in SITE_REPORT_FIGURES],
    ).where(_WAITING.link_id == link_id, _WAITING.client_uuid == client_uuid)
    found = connection.execute(query).mappings().first()
    return dict(found) if found is not None else None


def add(connection: Connection, values: Mapping[str, Any]) -> None:
    connection.execute(insert(waiting_report).values(values))


def public_site(connection: Connection, site_id: str, lang: str) -> PublicSite | None:
    return first_row(connection, HERE / "public_site.sql", PublicSite, site_id=site_id, lang=lang)


def public_figures(connection: Connection, site_id: str) -> dict[str, LastFigure]:
    """By column, of the layer that is read."""
    values = {"site_id": site_id, "figures": list(SITE_REPORT_FIGURES)}
    return {one.figure: one for one in rows(connection, HERE / "public_figures.sql", LastFigure, **values)}


def public_levels(connection: Connection, site_id: str, indicators: Sequence[str]) -> dict[str, LastLevel]:
    """By indicator, of the layer that is read."""
    values = {"site_id": site_id, "indicators": list(indicators)}
    return {one.indicator: one for one in rows(connection, HERE / "public_levels.sql", LastLevel, **values)}


def waiting(connection: Connection, lang: str) -> list[Waiting]:
    """What waits at the person's sites, the oldest first; at most one more than MOST_LISTED."""
    return rows(connection, HERE / "waiting.sql", Waiting, lang=lang, waiting_id=None, limit=MOST_LISTED + 1)


def waiting_one(connection: Connection, waiting_id: int, lang: str) -> Waiting | None:
    """One, decided or not."""
    return first_row(connection, HERE / "waiting.sql", Waiting, lang=lang, waiting_id=waiting_id, limit=1)


def decide(
    connection: Connection, waiting_id: int, by: int, *, reason: str | None = None, report_id: int | None = None
) -> bool:
    """Whether it was still undecided, and is decided now: returned for a reason, or accepted as a report."""
    undecided_one = update(waiting_report).where(_WAITING.waiting_id == waiting_id, _WAITING.decided_at.is_(None))
    values = {"decided_at": func.now(), "decided_by": by, "reason": reason, "report_id": report_id}
    return connection.execute(undecided_one.values(values)).rowcount == 1
