"""The database of exercises: the places of the facts, with every count, total and movement invented and saying so.

Nothing counted stays of the facts, so that no true figure stands beside an invented one. What stays are places: sites,
corridors, communities and services with names, positions, operators and opening days; what is noted of them goes,
because notes hold figures.

It is a database of its own beside the facts, never a column or a schema in them, so that nothing invented can reach
a page, a file or a total of the facts.
"""

import hashlib
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, create_engine, delete, insert, pool, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import DBAPIError

from geodata import tables
from geodata.facts import exercise_movements, exercise_reports, files, loading
from geodata.facts.exercise_reports import LAST_DAY, OpenSite
from geodata.server.logins import Addresses

GEODATA = Path(__file__).parent.parent
DATABASE = "ninewa_exercise"
MARK = "Exercise: invented figures"
RECORDED_BY = "exercise"
RECORD = "exercise"


def is_current(owner_url: str) -> bool:
    """Whether this database was filled from just these facts by just this code."""
    record = tables.reference_file
    engine = create_engine(owner_url, poolclass=pool.NullPool)
    try:
        with engine.connect() as connection:
            return connection.scalar(select(record.c.sha256).where(record.c.name == RECORD)) == _fingerprint()
    except DBAPIError:  # it is not there, or has no tables yet
        return False


def fill(addresses: Addresses) -> int:
    """Replace all figures in a database that holds the facts alone; returns how many reports were invented."""
    with create_engine(addresses.app, poolclass=pool.NullPool).connect() as facts:
        sites, origins, destinations = _open_sites(facts), _origins(facts), _destinations(facts)
    with create_engine(addresses.owner, poolclass=pool.NullPool).begin() as connection:
        _remove_facts(connection)
        cited = {"cited_as": MARK, "title": MARK}
        source_id = connection.scalar(insert(tables.source).values(cited).returning(tables.source.c.source_id))
        mark = {"source_id": source_id, "note": MARK, "sensitivity": "low"}
        reports = [{**row, **mark, "recorded_by": RECORDED_BY} for row in exercise_reports.site_reports(sites)]
        _insert(connection, tables.site_report, reports)
        services = exercise_reports.service_reports(sites)
        _insert(connection, tables.service_report, [{**row, **mark} for row in services])
        invented = exercise_movements.flows(sites, origins, destinations)
        _insert(connection, tables.flow, [{**row, **mark} for row in invented])
        loading.set_corridors_of_flows(connection)
        _insert(connection, tables.figure, [{**row, **mark} for row in exercise_movements.displaced()])
        record = {"name": RECORD, "sha256": _fingerprint(), "rows": len(reports)}
        connection.execute(upsert(tables.reference_file).values(record))
    return len(reports)


def _open_sites(facts: Connection) -> list[OpenSite]:
    """The real sites that the facts know to be open at the end of April 2017, by the one rule of what is known."""
    found = facts.execute(text("SELECT * FROM site_state(:day)"), {"day": LAST_DAY}).all()
    return [
        OpenSite(row.site_id, row.type, row.opened_on, row.opened_on_precision)
        for row in found
        if row.status_then == "open"
    ]


def _origins(facts: Connection) -> list[str]:
    """Places on the map that people fled from."""
    from_place = tables.flow_place.join(tables.flow, tables.flow.c.from_name == tables.flow_place.c.name)
    column = tables.flow_place.c
    asked = select(column.name).select_from(from_place).where(tables.flow.c.kind == "displacement")
    return list(
        facts.scalars(asked.where(column.geom.is_not(None), column.site_id.is_(None)).distinct().order_by("name"))
    )


def _destinations(facts: Connection) -> dict[str, str]:
    """How movements name a site they lead to, by site."""
    column = tables.flow_place.c
    found = facts.execute(select(column.site_id, column.name).where(column.kind == "site").order_by(column.name.desc()))
    return {row.site_id: row.name for row in found}


def _remove_facts(connection: Connection) -> None:
    for counted in (tables.site_report, tables.service_report, tables.figure, tables.flow, tables.activity):
        connection.execute(delete(counted))
    connection.execute(update(tables.service_point).values(capacity=None, capacity_unit=None))
    people = ("population", "population_year", "population_kind", "population_source_id")
    connection.execute(update(tables.community).values(dict.fromkeys(people)))
    for described in (tables.site, tables.community, tables.corridor, tables.corridor_point, tables.service_point):
        connection.execute(update(described).values(note=None))


def _insert(connection: Connection, table: Table, found: list[dict[str, Any]]) -> None:
    # Asked for keys, SQLAlchemy sends many rows a statement, as in loading.
    connection.execute(insert(table).returning(*table.primary_key), found)


def _fingerprint() -> str:
    digest = hashlib.sha256(files.fingerprint().encode())
    here = Path(__file__).parent
    made = [*(GEODATA / "migrations" / "versions").glob("*.*"), *(GEODATA / "objects").glob("*.*")]
    for path in (*sorted(here.glob("exercise*.py")), *sorted(made)):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
