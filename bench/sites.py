"""Made-up sites in a throw-away database: how cost grows with their number is shown with these, never with facts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import psycopg

SEED = 20170404
SITES = 10_000
DEGREES_AROUND_A_TOWN = 0.12
# Ids of shipped rows: the day that pages show by default stays the shipped one.
FIRST_REPORT = 500_000
LAST_DAY = date(2017, 4, 4)
WHAT = (
    f"{SITES:,} made-up sites (seed {SEED}) at random around the towns, with one report each of families, two in five "
    "of them with plots"
)


def insert(owner: psycopg.Connection, count: int = SITES) -> None:
    """Add `count` made-up sites (`made-up-1`, …) with one report each; `owner` is webmap_owner's connection."""
    chance = random.Random(SEED)  # noqa: S311
    towns = owner.execute(
        """SELECT ST_X(geom), ST_Y(geom) FROM place
           WHERE kind IN ('city', 'town') AND geom && ST_MakeEnvelope(41.5, 35.2, 44.2, 37.2, 4326) ORDER BY place_id"""
    ).fetchall()
    source = owner.execute("SELECT min(source_id) FROM source").fetchone()
    with owner.cursor() as cursor:
        with cursor.copy(
            """COPY site (site_id, name, type, status, geom, precision, governorate_stated, district_stated,
                          opened_on, opened_on_precision, as_of, source_id, sensitivity) FROM STDIN"""
        ) as copy:
            for row in _sites(chance, towns, count):
                copy.write_row((*row, source[0] if source else None, "low"))
        with cursor.copy(
            """COPY site_report (report_id, site_id, as_of, families, individuals, plots_ready, plots_occupied,
                                 source_id, sensitivity) FROM STDIN"""
        ) as copy:
            for row in _reports(chance, count):
                copy.write_row((*row, source[0] if source else None, "low"))
    owner.commit()
    owner.autocommit = True
    owner.execute("VACUUM ANALYZE")


def _sites(chance: random.Random, towns: list[tuple[float, float]], count: int) -> Iterator[tuple[object, ...]]:
    for number in range(1, count + 1):
        lon, lat = chance.choice(towns)
        point = (chance.gauss(lon, DEGREES_AROUND_A_TOWN), chance.gauss(lat, DEGREES_AROUND_A_TOWN))
        kind = chance.choice(("camp", "emergency_site", "informal_site"))
        named = f"made-up-{number}", f"Made-up site {number:05d}", kind, "open"
        opened = LAST_DAY - timedelta(days=chance.randrange(150))
        placed = f"SRID=4326;POINT({point[0]:.6f} {point[1]:.6f})", "approximate"
        district = chance.choice(("Mosul", "Hamdaniya", "Telafar"))
        yield *named, *placed, "Ninewa", district, opened, "day", opened


def _reports(chance: random.Random, count: int) -> Iterator[tuple[object, ...]]:
    for number in range(1, count + 1):
        families = chance.randrange(1, 4000)
        ready = chance.randrange(100, 4000) if chance.random() < 0.4 else None
        occupied = None if ready is None else chance.randrange(ready + 1)
        as_of = LAST_DAY - timedelta(days=chance.randrange(90))
        yield FIRST_REPORT + number, f"made-up-{number}", as_of, families, families * 5, ready, occupied
