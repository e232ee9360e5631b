"""A file against the database: what in it is new, changed or known, and writing it, all in one transaction.

Reports are appended: one with other figures for the same site, day and source corrects the earlier imported one.
Rows of sites are updated in what the file states; an empty cell says nothing and changes nothing.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, create_engine, pool, text

from geodata.imports.changes import Change
from geodata.imports.reports import compare_service_reports, compare_site_reports, write_reports
from geodata.imports.sites import compare_sites, write_sites
from geodata.imports.sources import FileSource
from geodata.readers import reading
from geodata.readers.known import Known
from geodata.readers.reading import Reading
from geodata.rules.names import fold

_COMPARE: dict[str, Any] = {
    "sites": compare_sites,
    "site_reports": compare_site_reports,
    "service_reports": compare_service_reports,
}


@dataclass(frozen=True)
class Outcome:
    """What a file holds and what became, or would become, of its accepted rows."""

    file: str
    reading: Reading
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    applied: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The object of `scripts/import --json`."""
        return {
            "file": self.file,
            "as": self.reading.kind,
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
        }


def run(owner_url: str, data: bytes, file: str, kind: str, *, today: date, apply: bool) -> Outcome:
    """Judge `data` (a file of a kind of readers.columns.KINDS) and, when asked, write its accepted rows.

    `today`: the calendar day in the response's time zone. Nothing is written unless `apply`, and then all or nothing.
    """
    engine = create_engine(owner_url, poolclass=pool.NullPool)
    with engine.connect() as connection, connection.begin() as transaction:
        # Two imports at once would each find the same reports new.
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('ninewa import'))"))
        found = reading.read(data, kind, known(connection), today)
        if found.is_unreadable:
            return Outcome(file, found)
        file_source = FileSource(file, data, today)
        changes: list[Change] = _COMPARE[kind](connection, found.accepted, file_source)
        if apply:
            # The triggers look up each row by its key. Their plans are made while the table is small, when reading all
            # of it seems cheap, and kept while it grows: 100,000 reports would take an hour instead of a minute.
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            write = write_sites if kind == "sites" else write_reports
            write(connection, [change for change in changes if change.state != "unchanged"], file_source)
        else:
            transaction.rollback()
    return _outcome(file, found, changes, apply)


def _outcome(file: str, found: Reading, changes: list[Change], applied: bool) -> Outcome:
    counted = {state: sum(change.state == state for change in changes) for state in ("new", "changed", "unchanged")}
    remarks = [change.remark for change in changes if change.remark]
    problems = sorted([*found.problems, *remarks], key=lambda problem: problem.row or 0)
    return Outcome(file, replace(found, problems=tuple(problems)), **counted, applied=applied)


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
    # A spelling that several sites bear suggests none of them.
    spellings = {spelling: next(iter(ids)) for spelling, ids in bearers.items() if spelling and len(ids) == 1}
    indicators = connection.scalars(text("SELECT DISTINCT indicator FROM ninewa.service_report"))
    in_arabic = connection.scalars(
        text("SELECT entity_id FROM ninewa.place_name WHERE entity_kind = 'site' AND lang = 'ar' AND preferred")
    )
    return Known(sites, spellings, frozenset(indicators), frozenset(in_arabic))
