"""Every statement about saved questions; the database judges who may save, see and remove them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, update
from sqlalchemy.dialects.postgresql import insert as insert_unless_there

from geodata import tables
from webmap.db import rows
from webmap.planning.saving.rows import Scenario

HERE = Path(__file__).parent
MOST_SCENARIOS = 200
_SCENARIO = tables.scenario.c


def scenarios(
    connection: Connection, *, scenario_id: int | None = None, client_uuid: UUID | None = None
) -> list[Scenario]:
    """Those that nobody removed, the newest first; at most MOST_SCENARIOS."""
    values = {"scenario_id": scenario_id, "client_uuid": client_uuid, "limit": MOST_SCENARIOS}
    return rows(connection, HERE / "scenarios.sql", Scenario, **values)


def save(connection: Connection, values: Mapping[str, Any]) -> bool:
    """Whether it was saved now: what was sent under the same id before stays as it is."""
    adding = insert_unless_there(tables.scenario).on_conflict_do_nothing(index_elements=["client_uuid"])
    return connection.execute(adding, values).rowcount == 1


def remove(connection: Connection, scenario_id: int) -> bool:
    """Whether it was removed: its maker may, and an administrator."""
    removing = (
        update(tables.scenario)
        .where(_SCENARIO.scenario_id == bindparam("of_id"), _SCENARIO.removed_at.is_(None))
        .values(removed_at=func.now(), removed_by=func.person_now())
    )
    return connection.execute(removing, {"of_id": scenario_id}).rowcount == 1
