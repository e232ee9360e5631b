"""Every statement about somebody's own sites; the database is asked whose they are."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, func, insert, select

from geodata import tables
from geodata.statements.own_sites import OwnSite
from geodata.statements.reservations import Reservation
from geodata.statements.site_rows import SiteOnDay
from webmap.db import STATEMENTS, first_row, rows
from webmap.own_sites.rows import LastReport, NearFree, StatedFrequency

HERE = Path(__file__).parent
REPORTS_LOOKED_AT = 12
NEAREST = 2
MOST_STATED = 50
MOST_RESERVATIONS = 200


def own_sites(connection: Connection, lang: str) -> list[OwnSite]:
    return rows(connection, STATEMENTS / "own_sites.sql", OwnSite, lang=lang, site_id=None)


def own_site(connection: Connection, site_id: str, lang: str) -> OwnSite | None:
    """None where it is not there, and where it is not the person's to report."""
    return first_row(connection, STATEMENTS / "own_sites.sql", OwnSite, lang=lang, site_id=site_id)


def sites_on(
    connection: Connection, site_ids: Sequence[str], at: date, known: datetime, lang: str
) -> dict[str, SiteOnDay]:
    """What is known of these sites on a day; of one that nothing is known of, nothing."""
    values = {"site_ids": list(site_ids), "at": at, "known": known, "lang": lang}
    return {row.site_id: row for row in rows(connection, STATEMENTS / "sites_of_ids.sql", SiteOnDay, **values)}


def last_reports(connection: Connection, site_ids: Sequence[str], at: date) -> list[LastReport]:
    """Of each site the newest, newest first."""
    values = {"site_ids": list(site_ids), "at": at, "each": REPORTS_LOOKED_AT}
    return rows(connection, HERE / "last_reports.sql", LastReport, **values)


def reservations(connection: Connection, site_ids: Sequence[str], lang: str) -> list[Reservation]:
    """Plots that planners hold now at these sites."""
    nobody = dict.fromkeys(("account_id", "reservation_id", "client_uuid"))
    values = {"site_ids": list(site_ids), "holding": True, "lang": lang, "limit": MOST_RESERVATIONS, **nobody}
    return rows(connection, STATEMENTS / "reservations.sql", Reservation, **values)


def near_free(connection: Connection, sites: Iterable[SiteOnDay], at: date, lang: str) -> dict[str, list[NearFree]]:
    """By site the nearest other sites with free places, of the layer that is read; none near one without a position."""
    placed = [site for site in sites if site.lon is not None and site.lat is not None]
    if not placed:
        return {}
    values = {
        "near_to": [site.site_id for site in placed],
        "lons": [site.lon for site in placed],
        "lats": [site.lat for site in placed],
    }
    found: dict[str, list[NearFree]] = {}
    for row in rows(connection, HERE / "near_free.sql", NearFree, at=at, lang=lang, limit=NEAREST, **values):
        found.setdefault(row.near_to, []).append(row)
    return found


def frequencies(connection: Connection, site_id: str) -> list[StatedFrequency]:
    """What was stated of one's own site, what holds from the latest day on first; at most MOST_STATED."""
    return rows(connection, HERE / "frequencies.sql", StatedFrequency, site_id=site_id, limit=MOST_STATED)


def state_frequency(connection: Connection, site_id: str, frequency: str | None, since: date) -> None:
    """For a person who may report the site, which the database judges; None: from then on none is stated."""
    values = {"site_id": site_id, "frequency": frequency, "since": since}
    connection.execute(insert(tables.reporting_frequency).values(values))


def waiting(connection: Connection) -> int:
    """How many reports of guests wait at the person's sites."""
    query = select(func.count()).where(
        tables.waiting_report.c.decided_at.is_(None), func.may_report(tables.waiting_report.c.site_id)
    )
    return connection.scalar(query) or 0
