"""Statements about snapshots. The public reads them in the published layer; people write as themselves, scripts as the
owner."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects import postgresql

from geodata.statements.snapshot_rows import Snapshot
from geodata.tables import frozen_bytes, snapshot, snapshot_file
from webmap.db import STATEMENTS, first_row, rows
from webmap.snapshots.rows import FrozenFile, Newer

HERE = Path(__file__).parent
MOST_LISTED = 200


def moment(connection: Connection) -> datetime:
    """When this transaction began, by the database's clock: nothing that was written later is seen in it."""
    began: datetime = connection.exec_driver_sql("SELECT now()").scalar_one()
    return began


def be_patient(connection: Connection) -> None:
    """While pictures are drawn nothing is asked: on a busy machine for longer than a login may be idle."""
    connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = '5min'")


def of_token(connection: Connection, token: str) -> Snapshot | None:
    """One that is or was published; None for any other, whether there is one or not."""
    return first_row(connection, STATEMENTS / "snapshot_of_token.sql", Snapshot, token=token)


def listed(connection: Connection) -> list[Snapshot]:
    """Those published, at most 200, the newest day first."""
    return rows(connection, HERE / "listed.sql", Snapshot, most=MOST_LISTED)


def newer(connection: Connection, token: str) -> Newer | None:
    """The newest of its series, where one was published after it."""
    return first_row(connection, HERE / "newer.sql", Newer, token=token)


def previous(connection: Connection, series: str) -> Newer | None:
    """The newest published one of a series."""
    return first_row(connection, HERE / "previous.sql", Newer, series=series)


def file(connection: Connection, token: str, name: str) -> FrozenFile | None:
    """A file of a published snapshot; None of one that is not published."""
    return first_row(connection, HERE / "file.sql", FrozenFile, token=token, name=name)


def keep(connection: Connection, values: Mapping[str, Any], files: Sequence[FrozenFile]) -> None:
    """A draft with its files; `values` are columns of the table `snapshot`. What was kept under the same token before
    stays as it is."""
    adding = postgresql.insert(snapshot).on_conflict_do_nothing(index_elements=["token"]).values(values)
    made = connection.execute(adding.returning(snapshot.c.snapshot_id)).scalar()
    if made is None:
        return
    contents = {one.sha256: {"sha256": one.sha256, "mimetype": one.mimetype, "bytes": one.bytes} for one in files}
    # The same bytes are there once, whoever froze them first.
    connection.execute(postgresql.insert(frozen_bytes).on_conflict_do_nothing(), list(contents.values()))
    of_files = [{"snapshot_id": made, "name": one.name, "sha256": one.sha256} for one in files]
    connection.execute(insert(snapshot_file), of_files)


def publish(connection: Connection, token: str) -> bool:
    """Whether there was such a draft that a script made: of the public layer alone, which nobody has to approve."""
    is_there = snapshot.c.token == token, snapshot.c.state == "draft", snapshot.c.made_by.is_(None)
    return connection.execute(update(snapshot).where(*is_there).values(state="published")).rowcount == 1


def withdraw(connection: Connection, token: str, reason: str, successor: str | None) -> bool:
    """Whether there was one to be withdrawn. LookupError for a successor that is not published."""
    stands_for_it = None
    if successor is not None:
        of_successor = select(snapshot.c.snapshot_id).where(
            snapshot.c.token == successor, snapshot.c.state == "published"
        )
        stands_for_it = connection.execute(of_successor).scalar()
        if stands_for_it is None:
            raise LookupError(successor)
    is_there = snapshot.c.token == token, snapshot.c.state != "withdrawn"
    values = {"state": "withdrawn", "withdrawn_reason": reason, "successor": stands_for_it}
    return connection.execute(update(snapshot).where(*is_there).values(values)).rowcount == 1
