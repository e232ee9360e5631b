"""Statements about snapshots in whatever state; the database judges who may read them and send them on."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select, update

from geodata.tables import snapshot
from webmap.db import first_row, rows
from webmap.snapshots.drafts.rows import Kept, Level, OfSeries
from webmap.snapshots.rows import FrozenFile

HERE = Path(__file__).parent
MOST_LISTED = 200
MOST_SERIES = 100
MOST_LEVELS = 100_000


def kept(
    connection: Connection, *, snapshot_id: int | None = None, token: str | None = None, state: str | None = None
) -> list[Kept]:
    """Those that wait first, then drafts, published and withdrawn ones; at most 200."""
    asked = {"snapshot_id": snapshot_id, "token": token, "state": state, "limit": MOST_LISTED}
    return rows(connection, HERE / "kept.sql", Kept, **asked)


def file(connection: Connection, snapshot_id: int, name: str) -> FrozenFile | None:
    """None where there is none of that name, or the snapshot was withdrawn."""
    return first_row(connection, HERE / "kept_file.sql", FrozenFile, snapshot_id=snapshot_id, name=name)


def series(connection: Connection) -> list[str]:
    """The names of all series, at most 100."""
    named = select(snapshot.c.series).where(snapshot.c.series.is_not(None)).distinct()
    return [one.series for one in rows(connection, named.order_by(snapshot.c.series).limit(MOST_SERIES), OfSeries)]


def levels(connection: Connection) -> dict[str, dict[str, str]]:
    """By layer and id how sensitive a row is, where that is above low."""
    found: dict[str, dict[str, str]] = {}
    for one in rows(connection, HERE / "sensitive.sql", Level, limit=MOST_LEVELS):
        found.setdefault(one.layer, {})[one.id] = one.sensitivity
    return found


def sent_on_since(connection: Connection, moment: datetime) -> int:
    """How many of the changes of the data since a moment were that a snapshot was published or withdrawn."""
    later = [func.count().filter(when > moment) for when in (snapshot.c.published_at, snapshot.c.withdrawn_at)]
    return int(connection.execute(select(later[0] + later[1])).scalar_one())


def send_on(connection: Connection, found: Kept, state: str) -> bool:
    """Whether it went from the state in which it was found to this one; False where somebody was faster."""
    is_as_found = snapshot.c.snapshot_id == found.snapshot_id, snapshot.c.state == found.state
    return connection.execute(update(snapshot).where(*is_as_found).values(state=state)).rowcount == 1
