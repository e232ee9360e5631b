"""Every statement about reserving plots; the database judges who may, and lets one at a time to a site."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, insert, select, update

from geodata import tables
from geodata.statements.reservations import Reservation
from webmap.db import STATEMENTS, rows
from webmap.planning.reserving.rows import Room

HERE = Path(__file__).parent
MOST_RESERVATIONS = 200
_RESERVATION = tables.reservation.c


def reservations(connection: Connection, lang: str, *, holding: bool = False, **which: object) -> list[Reservation]:
    """Of an `account_id`, of `site_ids`, by `reservation_id` or `client_uuid`; at most MOST_RESERVATIONS.

    `holding`: those alone that take places now, which stand first in any case.
    """
    chosen = dict.fromkeys(("account_id", "site_ids", "reservation_id", "client_uuid")) | which
    values = {"lang": lang, "holding": holding, "limit": MOST_RESERVATIONS}
    return rows(connection, STATEMENTS / "reservations.sql", Reservation, **values, **chosen)


def rooms(connection: Connection, site_ids: Sequence[str], at: date, lang: str) -> list[Room]:
    """In the order of the ids; nothing for a site that nobody knows."""
    return rows(connection, HERE / "rooms.sql", Room, site_ids=list(site_ids), at=at, lang=lang)


def reserve_alone(connection: Connection, plan: UUID, site_ids: Sequence[str]) -> None:
    """Until the end of the transaction nobody else reserves at these sites, nor sends the same plan."""
    connection.execute(select(func.reserve_alone(plan, list(site_ids))))


def add(connection: Connection, plots: Mapping[str, int], values: Mapping[str, Any]) -> None:
    """One reservation for each site, all or none."""
    connection.execute(
        insert(tables.reservation), [{**values, "site_id": site_id, "plots": count} for site_id, count in plots.items()]
    )


def end(connection: Connection, reservation_id: int, how: str, reason: str | None) -> bool:
    """Whether it ended now. The database notes when and by whom, and lets only those who may."""
    ending = (
        update(tables.reservation)
        .where(_RESERVATION.reservation_id == bindparam("of_id"), _RESERVATION.ended_how.is_(None))
        .values(ended_how=bindparam("how"), reason=bindparam("why"))
    )
    return connection.execute(ending, {"of_id": reservation_id, "how": how, "why": reason}).rowcount == 1


def moment_now(connection: Connection) -> datetime:
    """The database's clock, by which reservations begin and end."""
    now: datetime = connection.execute(select(func.now())).scalar_one()
    return now
