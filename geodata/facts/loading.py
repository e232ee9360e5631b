"""Loads the committed reference files into the exact tables, as the owner, in one transaction.

Rows of the files have fixed keys (their own ids, or ids below FIRST_RECORDED_ID in file order), so loading a newer
release replaces just them and leaves what people imported or reported alone.
"""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Table, create_engine, delete, pool, select, text
from sqlalchemy.dialects.postgresql import insert

from geodata import tables
from geodata.facts import movements, places, sites
from geodata.facts.files import dated, fingerprint, rows

Say = Callable[[str], None]
TableRow = dict[str, Any]
RECORD = "all"


def load(owner_url: str, say: Say = lambda line: None) -> None:
    """Load the reference files unless just these are loaded already."""
    engine = create_engine(owner_url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        print_of_files = fingerprint()
        if _loaded(connection) == print_of_files:
            return
        say("Loading the reference files")
        connection.execute(text("SELECT set_config('ninewa.loading_facts', 'yes', true)"))  # for the audit: auditing.py
        sources = _sources(connection)
        total = sum(_replace(connection, table, list(found)) for table, found in _all_rows(sources))
        set_corridors_of_flows(connection)
        record = {"name": RECORD, "sha256": print_of_files, "rows": total}
        _upsert(connection, tables.reference_file, [record])
        # Web logins plan each statement once a connection: not before the database knows what its tables hold.
        connection.execute(text("ANALYZE"))
        say(f"Loaded {total:,} rows of reference data")


def _loaded(connection: Connection) -> str | None:
    return connection.scalar(select(tables.reference_file.c.sha256).where(tables.reference_file.c.name == RECORD))


def _all_rows(sources: dict[str, int]) -> Iterable[tuple[Table, Iterable[TableRow]]]:
    """Tables in the order in which they refer to one another."""
    yield tables.place, places.places()
    yield tables.admin_area, places.admin_areas(sources)
    yield tables.site, sites.sites(sources)
    yield tables.community, movements.communities(sources)
    yield tables.corridor, movements.corridors(sources)
    yield tables.corridor_point, movements.corridor_points()
    yield tables.place_name, places.place_names()
    yield tables.flow_place, places.flow_places()
    yield tables.flow, movements.flows(sources)
    yield tables.activity, movements.activities(sources)
    yield tables.service_point, sites.service_points(sources)
    yield tables.service_report, sites.service_reports(sources)
    yield tables.site_report, sites.site_reports(sources)
    yield tables.figure, _figures(sources)


def _figures(sources: dict[str, int]) -> Iterable[TableRow]:
    found = chain(
        sites.site_figures(sources),
        movements.displacement_figures(sources),
        movements.programme_figures(sources),
    )
    return ({"figure_id": number, **row} for number, row in enumerate(found, start=1))


def _sources(connection: Connection) -> dict[str, int]:
    """Every cited source with its id; ids stay when a release adds sources."""
    found = [
        {
            "cited_as": row["source_url"],
            "title": row["title"],
            "publisher": row["publisher"] or None,
            "url": row["source_url"] if row["source_url"].startswith("http") else None,
            **dated("published_on", row["published_on"]),
            "licence": row["licence"] or None,
        }
        for row in rows("sources")
    ]
    _upsert(connection, tables.source, found, key=["cited_as"])
    known = connection.execute(select(tables.source.c.cited_as, tables.source.c.source_id))
    return {row.cited_as: row.source_id for row in known}


def _replace(connection: Connection, table: Table, found: list[TableRow]) -> int:
    numbered = [column for column in table.primary_key if column.identity is not None]
    if numbered:
        shipped = numbered[0] < tables.FIRST_RECORDED_ID
        if table is tables.site_report:  # a correction may refer to a shipped report: keep those that are still given
            shipped &= numbered[0].not_in([row[numbered[0].name] for row in found])
        connection.execute(delete(table).where(shipped))
    if table is tables.place_name:
        found = _giving_way(connection, found)
    _upsert(connection, table, found)
    return len(found)


def _giving_way(connection: Connection, found: list[TableRow]) -> list[TableRow]:
    """Shipped names that are not the preferred ones where people recorded a preferred name of their own."""
    own = tables.place_name.c
    of_people = select(own.entity_kind, own.entity_id, own.lang).where(own.preferred)
    taken = {tuple(key) for key in connection.execute(of_people)}
    return [
        {**row, "preferred": row["preferred"] and (row["entity_kind"], row["entity_id"], row["lang"]) not in taken}
        for row in found
    ]


def _upsert(connection: Connection, table: Table, found: list[TableRow], key: list[str] | None = None) -> None:
    if not found:
        return
    key = key or [column.name for column in table.primary_key]
    statement = insert(table)
    changed = {name: statement.excluded[name] for name in found[0] if name not in key}
    merged = statement.on_conflict_do_update(index_elements=key, set_=changed)
    # Asked for keys, SQLAlchemy sends many rows a statement: what is published follows each statement.
    connection.execute(merged.returning(table.c[key[0]]), found)


def set_corridors_of_flows(connection: Connection) -> None:
    """A movement belongs to a corridor only where both its ends lie on it, within its period, and on no other."""
    connection.execute(
        text(
            """
            WITH fitting AS (
                SELECT a.flow_id, array_agg(c.corridor_id) AS corridors
                FROM ninewa.corridor c CROSS JOIN LATERAL flows_along(c.corridor_id) AS a
                GROUP BY a.flow_id
            )
            UPDATE ninewa.flow SET corridor_id = fitting.corridors[1]
            FROM fitting WHERE flow.flow_id = fitting.flow_id AND cardinality(fitting.corridors) = 1
              AND flow.corridor_id IS DISTINCT FROM fitting.corridors[1]
            """
        )
    )
