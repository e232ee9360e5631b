"""What becomes of a reservation that was sent: all of it or nothing, once, and never more than is free."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from geodata.problems import DataError, NotFound
from geodata.statements.reservations import Reservation
from webmap.planning.reserving import queries
from webmap.planning.reserving.rows import Room
from webmap.planning.reserving.sent import Sent


class TooMany(DataError):
    """Fewer places are left than were asked for. `left`: the sites that have too few, as they stand now."""

    def __init__(self, left: Mapping[str, Room | None]) -> None:
        super().__init__("fewer places are left")
        self.left = dict(left)


class SentOtherwise(DataError):
    """Another reservation was sent under the same id; `known`: that one."""

    def __init__(self, known: list[Reservation]) -> None:
        super().__init__("another reservation was sent under this id")
        self.known = known


@dataclass(frozen=True)
class Recorded:
    """`is_again`: it was recorded before, and this is the same."""

    made: list[Reservation]
    is_again: bool = False


def reserve(connection: Connection, sent: Sent, asked: str, scenario_id: int | None, at: date, lang: str) -> Recorded:
    """Reserve all of it, or find it reserved; TooMany where one site has fewer places left on the day."""
    queries.reserve_alone(connection, sent.client_uuid, list(sent.plots))
    if known := queries.reservations(connection, lang, client_uuid=sent.client_uuid):
        if {one.site_id: one.plots for one in known} == sent.plots and known[0].holds_until == sent.until:
            return Recorded(known, is_again=True)
        raise SentOtherwise(known)
    rooms = {room.site_id: room for room in queries.rooms(connection, list(sent.plots), at, lang)}
    left = {
        site_id: rooms.get(site_id)
        for site_id, plots in sent.plots.items()
        if (room := rooms.get(site_id)) is None or plots > (room.left or 0)
    }
    if left:
        raise TooMany(left)
    values: dict[str, Any] = {"holds_until": sent.until, "note": sent.note, "asked": asked, "scenario_id": scenario_id}
    queries.add(connection, sent.plots, values | {"client_uuid": sent.client_uuid})
    return Recorded(queries.reservations(connection, lang, client_uuid=sent.client_uuid))


def end(connection: Connection, one: Reservation, how: str, reason: str | None) -> None:
    """NotFound where the person may not end it; nothing happens where it has ended already."""
    if not queries.end(connection, one.reservation_id, how, reason) and one.ended_how is None:
        raise NotFound("reservation", str(one.reservation_id))
