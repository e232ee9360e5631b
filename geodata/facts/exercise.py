"""The database of exercises: the facts, with every report of a site replaced by an invented one that says so.

It is a database of its own beside the facts, never a column or a schema in them, so that nothing invented can reach
a page, a file or a total of the facts.
"""

import hashlib
from pathlib import Path

from sqlalchemy import Connection, create_engine, delete, func, insert, pool, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import DBAPIError

from geodata import tables
from geodata.facts import exercise_reports, files
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
    """Replace all figures of sites in a database that holds the facts alone; returns how many reports were invented."""
    with create_engine(addresses.app, poolclass=pool.NullPool).connect() as facts:
        sites = _open_sites(facts)
    with create_engine(addresses.owner, poolclass=pool.NullPool).begin() as connection:
        _remove_facts(connection)
        cited = {"cited_as": MARK, "title": MARK}
        source_id = connection.scalar(insert(tables.source).values(cited).returning(tables.source.c.source_id))
        mark = {"source_id": source_id, "note": MARK, "sensitivity": "low"}
        reports = [{**row, **mark, "recorded_by": RECORDED_BY} for row in exercise_reports.site_reports(sites)]
        connection.execute(insert(tables.site_report), reports)
        connection.execute(
            insert(tables.service_report), [{**row, **mark} for row in exercise_reports.service_reports(sites)]
        )
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


def _remove_facts(connection: Connection) -> None:
    """Reports, and what was said of places in sites elsewhere: beside invented figures it would contradict them."""
    connection.execute(delete(tables.site_report))
    connection.execute(delete(tables.service_report))
    figure = tables.figure.c
    of_a_site = func.cardinality(figure.site_ids) > 0
    of_all_sites = (figure.unit == "plots") | figure.metric.like("%capacity%")
    connection.execute(delete(tables.figure).where(of_a_site | of_all_sites))


def _fingerprint() -> str:
    digest = hashlib.sha256(files.fingerprint().encode())
    here = Path(__file__).parent
    made = [*(GEODATA / "migrations" / "versions").glob("*.*"), *(GEODATA / "objects").glob("*.*")]
    for path in (here / "exercise.py", here / "exercise_reports.py", *sorted(made)):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
