"""A file against the database: what in it is new, changed or known, and writing it, all in one transaction.

Everything works on sets: the accepted rows are copied into a temporary table, compared with what is there in one
statement, and taken over in another. So 100,000 reports take seconds, and the memory is that of the file's rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, cast

from psycopg import Cursor, sql
from sqlalchemy import Connection, create_engine, insert, pool, text

from geodata import objects
from geodata.imports import marks
from geodata.imports.kind import Kind, statements
from geodata.imports.kinds import KINDS
from geodata.imports.sources import FileSource
from geodata.readers import reading
from geodata.readers.columns import Item
from geodata.readers.confirmations import NOTHING, Confirmed
from geodata.readers.known import Known
from geodata.readers.reading import Reading
from geodata.readers.row_problems import Problem
from geodata.readers.told_once import by_severity
from geodata.rules.names import fold
from geodata.tables import FIRST_RECORDED_ID, import_batch

_SOURCES = statements(Path(__file__).parent / "sources.sql")


@dataclass(frozen=True)
class Comparison:
    """How many of the accepted rows the database does not know, knows otherwise, and knows as they are."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    remarks: list[Problem] = field(default_factory=list)

    @property
    def says_something(self) -> bool:
        return bool(self.new or self.changed)


@dataclass(frozen=True)
class Outcome:
    """What a file holds and what became, or would become, of its accepted rows."""

    file: str
    kind: str
    reading: Reading
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    applied: bool = False

    @property
    def unconfirmed(self) -> dict[str, list[int]]:
        """Rows that give no free places until somebody confirms them, by the rule of the warning."""
        accepted = {item.row for item in self.reading.accepted}
        found: dict[str, set[int]] = {}
        for problem in self.reading.problems:
            if problem.in_doubt and problem.row in accepted:
                found.setdefault(problem.rule, set()).add(problem.row)
        return {rule: sorted(rows) for rule, rows in sorted(found.items())}

    def as_dict(self) -> dict[str, Any]:
        """The object of `scripts/import --json`."""
        return {
            "file": self.file,
            "as": self.kind,
            "rows_read": self.reading.rows_read,
            "rows_accepted": len(self.reading.accepted),
            "rows_rejected": self.reading.rows_rejected,
            "rows_skipped": self.reading.rows_skipped,
            "totals": self.reading.totals,
            "problems": [problem.as_dict() for problem in self.reading.problems],
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "applied": self.applied,
            "totals_by_day": self.reading.totals_by_day,
            "unconfirmed": self.unconfirmed,
        }


def run(
    owner_url: str,
    data: bytes,
    file: str,
    name: str,
    *,
    today: date,
    key: str,
    apply: bool,
    may_lower: bool = False,
    confirmed: Confirmed = NOTHING,
    day_order: str | None = None,
    kinds: Mapping[str, Kind] = KINDS,
) -> Outcome:
    """Judge `data` (a file of the kind of this name) and, when asked, write its accepted rows.

    `today`: the calendar day in the response's time zone. `key`: that of the installation, which marks the file.
    Nothing is written unless `apply`, and then all or nothing. `may_lower`: whether the file may make known sites less
    sensitive than they are. `confirmed`: warnings that somebody said to be right. `day_order`: as `reading.read`.
    `kinds`: those that there are, by name.
    """
    kind = kinds[name]
    engine = create_engine(owner_url, poolclass=pool.NullPool)
    with engine.connect() as connection, connection.begin() as transaction:
        if apply:
            # Two imports at once would each find the same reports new. Nobody else waits for this lock.
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('ninewa import'))"))
        found = reading.read(data, kind.form, known(connection), today, confirmed, day_order)
        source = FileSource(file, data, today, key)
        compared = _compare(connection, kind, found, source, confirmed, may_lower)
        if apply and compared.says_something:
            _write(connection, kind, source, batch=_batch(connection, kind, source, found, compared))
        if not apply:
            transaction.rollback()
    if apply:
        # What is known of very many sites at once is not worked out while others wait for the import's end.
        with engine.connect() as connection:
            objects.settle(connection.execution_options(isolation_level="AUTOCOMMIT"))
    problems = [*found.problems, *compared.remarks]
    problems = by_severity([*problems, *marks.unmet(problems, confirmed)])
    return Outcome(
        file,
        name,
        replace(found, problems=tuple(problems)),
        compared.new,
        compared.changed,
        compared.unchanged,
        applied=apply and not found.is_unreadable,
    )


def _compare(
    connection: Connection,
    kind: Kind,
    found: Reading,
    source: FileSource,
    confirmed: Confirmed = NOTHING,
    may_lower: bool = False,
) -> Comparison:
    if not found.accepted:
        return Comparison()
    _run(connection, kind.staged, source)
    _copy(connection, found.accepted)
    doubts = kind.doubts(connection, confirmed)
    marks.stage(connection, found.accepted, [*found.problems, *doubts], confirmed)
    _run(connection, kind.compared, source, may_lower=may_lower)
    counted = connection.execute(text("SELECT state, count(*) AS rows FROM compared GROUP BY state"))
    states = {row.state: row.rows for row in counted}
    return Comparison(**states, remarks=[*doubts, *kind.remarks(connection)])


def _copy(connection: Connection, items: Sequence[Item]) -> None:
    """The rows into `staged`, streamed, and counted for the planner: it knows nothing of a table made just now."""
    columns = ["row", *items[0].stored]
    copy = sql.SQL("COPY staged ({}) FROM STDIN").format(sql.SQL(", ").join(map(sql.Identifier, columns)))
    cursor = cast(Cursor, connection.connection.cursor())
    with cursor, cursor.copy(copy) as rows:
        for item in items:
            rows.write_row((item.row, *item.stored.values()))
    connection.execute(text("ANALYZE staged"))


def _batch(connection: Connection, kind: Kind, source: FileSource, found: Reading, compared: Comparison) -> int:
    """The import itself, by which its rows are known."""
    made = insert(import_batch).values(
        kind=kind.name,
        file=source.name,
        sha256=source.sha256,
        rows_read=found.rows_read,
        rows_rejected=found.rows_rejected,
        rows_new=compared.new,
        rows_changed=compared.changed,
    )
    import_id: int = connection.execute(made.returning(import_batch.c.import_id)).scalar_one()
    return import_id


def _write(connection: Connection, kind: Kind, source: FileSource, batch: int) -> None:
    _run(connection, [*_SOURCES, *kind.written], source, import_id=batch)


def _run(connection: Connection, each: Sequence[str], source: FileSource, **more: int) -> None:
    values = {"cited_as": source.cited_as, "title": source.title, "day": source.day, **more}
    values["first_recorded"] = FIRST_RECORDED_ID
    for statement in each:
        connection.execute(text(statement), values)


def known(connection: Connection) -> Known:
    """Sites with all their spellings, and the indicators in use."""
    sites = {row.site_id: row.name for row in connection.execute(text("SELECT site_id, name FROM ninewa.site"))}
    bearers: dict[str, set[str]] = {}
    spelt = text(
        "SELECT entity_id AS site_id, folded FROM ninewa.place_name WHERE entity_kind = 'site'"
        " UNION ALL SELECT site_id, cccm_ssid FROM ninewa.site WHERE cccm_ssid IS NOT NULL"
        " UNION ALL SELECT site_id, name FROM ninewa.site"
    )
    for row in connection.execute(spelt):
        bearers.setdefault(fold(row.folded), set()).add(row.site_id)
    spellings = {spelling: tuple(sorted(ids)) for spelling, ids in bearers.items() if spelling}
    indicators = connection.scalars(text("SELECT DISTINCT indicator FROM ninewa.service_report"))
    return Known(sites, spellings, frozenset(indicators))
