"""A database of its own in the throw-away cluster, that is filled in SQL with made-up sites up to a million."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from geodata.server import logins
from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses, libpq
from scripts.set_up import say

NAME = f"{logins.DATABASE}_plans"
MEGABYTE = 1024 * 1024
TRIGGERED = ("site", "site_report")

# "+ 0 * n" has the chances drawn anew for every row.
SITES = """
INSERT INTO site (site_id, name, type, status, geom, precision, governorate_stated, district_stated,
                  opened_on, opened_on_precision, as_of, source_id, sensitivity)
SELECT 'made-up-' || n, 'Made-up site ' || n, (ARRAY['camp', 'emergency_site', 'informal_site'])[chance.kind], 'open',
       ST_SetSRID(ST_MakePoint(
           round((town.lon[chance.town] + 0.12 * chance.far * cos(chance.turn))::numeric, 6),
           round((town.lat[chance.town] + 0.12 * chance.far * sin(chance.turn))::numeric, 6)
       ), 4326),
       'approximate', 'Ninewa', 'Mosul', chance.opened_on, 'day', chance.opened_on, source.source_id, 'low'
FROM generate_series(CAST(%(first)s AS integer), CAST(%(last)s AS integer)) AS n
CROSS JOIN (
    SELECT array_agg(ST_X(geom) ORDER BY place_id) AS lon, array_agg(ST_Y(geom) ORDER BY place_id) AS lat,
           count(*) AS count
    FROM place WHERE kind IN ('city', 'town') AND geom && ST_MakeEnvelope(41.5, 35.2, 44.2, 37.2, 4326)
) AS town
CROSS JOIN (SELECT min(source_id) AS source_id FROM source) AS source
CROSS JOIN LATERAL (
    SELECT 1 + floor(random() * town.count)::integer + 0 * n AS town, 1 + floor(random() * 3)::integer AS kind,
           sqrt(-2 * ln(1 - random())) AS far, 2 * pi() * random() AS turn,
           date '2017-04-04' - floor(random() * 150)::integer AS opened_on
) AS chance
"""
# Ids below all others: none is that of a shipped or of a recorded report.
REPORTS = """
INSERT INTO site_report (report_id, site_id, as_of, families, individuals, plots_ready, plots_occupied, source_id,
                         sensitivity)
SELECT -n, 'made-up-' || n, date '2017-04-04' - floor(random() * 90)::integer, chance.families, chance.families * 5,
       chance.ready, floor(random() * (chance.ready + 1))::integer, source.source_id, 'low'
FROM generate_series(CAST(%(first)s AS integer), CAST(%(last)s AS integer)) AS n
CROSS JOIN (SELECT min(source_id) AS source_id FROM source) AS source
CROSS JOIN LATERAL (
    SELECT 1 + floor(random() * 3999)::integer + 0 * n AS families,
           CASE WHEN random() < 0.4 THEN 100 + floor(random() * 3900)::integer END AS ready
) AS chance
"""
# The public form of a row of low sensitivity is the row itself, so the exact views fill the public tables: the triggers
# that keep them in step look, for each of a million sites, for what rests on it.
PUBLISHED = (
    """INSERT INTO published.sites SELECT * FROM exact.sites AS s
       WHERE CASE WHEN s.site_id LIKE 'made-up-%%' THEN substr(s.site_id, 9)::integer END
             BETWEEN %(first)s AND %(last)s""",
    """INSERT INTO published.site_reports SELECT * FROM exact.site_reports AS r
       WHERE -r.report_id BETWEEN %(first)s AND %(last)s""",
)


@contextmanager
def database(cluster: Cluster) -> Iterator[Addresses]:
    """A database with the reference facts for as long as the block lasts."""
    from geodata import migrations
    from geodata.facts import loading  # heavy: only where a database is filled

    with cluster.connect() as superuser:
        logins.make_database(superuser, NAME)
    try:
        with cluster.connect(NAME) as superuser:
            logins.prepare_own_database(superuser)
        addresses = cluster.addresses(NAME)
        migrations.upgrade(addresses.owner)
        loading.load(addresses.owner, lambda line: None)
        yield addresses
    finally:
        with cluster.connect() as superuser:
            superuser.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(NAME)))


def count(addresses: Addresses) -> int:
    """How many sites there are."""
    with psycopg.connect(libpq(addresses.app)) as connection:
        found = connection.execute("SELECT count(*) FROM sites").fetchone()
    return int(found[0]) if found else 0


def grow(addresses: Addresses, until: int) -> tuple[float, float]:
    """Fill both layers up to `until` sites, one report each; the seconds taken and the size of the database in MB."""
    began, have = time.monotonic(), count(addresses)
    say(f"Making up sites until there are {until:,}")
    with psycopg.connect(libpq(addresses.owner), autocommit=True) as owner:
        owner.execute("SET work_mem = '64MB'")
        if until > have:
            with owner.transaction():
                _insert(owner, have + 1, until)
        owner.execute("VACUUM ANALYZE")
        size = owner.execute("SELECT pg_database_size(current_database())").fetchone()
    return time.monotonic() - began, (size[0] if size else 0) / MEGABYTE


def _insert(owner: psycopg.Connection, first: int, last: int) -> None:
    numbers = {"first": first, "last": last}
    _triggers(owner, "DISABLE")
    # setseed wants a number from -1 to 1; the same numbers give the same sites.
    owner.execute("SELECT setseed(0.20170404)")
    owner.execute(SITES, numbers)
    owner.execute(REPORTS, numbers)
    for statement in PUBLISHED:
        owner.execute(statement, numbers)
    _triggers(owner, "ENABLE")


def _triggers(owner: psycopg.Connection, what: str) -> None:
    for table in TRIGGERED:
        owner.execute(sql.SQL("ALTER TABLE {} {} TRIGGER USER").format(sql.Identifier(table), sql.SQL(what)))
