"""What is kept of a site's newest day is what the rule says: on shipped facts, and after whatever people write."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

import psycopg
import pytest
from psycopg.rows import TupleRow

from geodata.rules.dates import today
from geodata.server.logins import Addresses, libpq

LAYERS = ("app", "public")
SITES = ("haj-ali", "chamakor", "qayyarah-airstrip", "debaga-1")
DAY = date(2017, 4, 4)
CHANGES = 120
# What the fast path gives and what the rule gives of all sites, from their settled day on, free places without what is
# reserved. Both of one statement, so of one moment.
DIFFERENT = """
WITH asked AS (SELECT unnest(%(days)s::date[]) AS day),
by_rule AS (SELECT a.day, r.* FROM asked a CROSS JOIN LATERAL site_state_by_rule(a.day, %(known)s) AS r),
kept AS (SELECT a.day, k.* FROM asked a CROSS JOIN LATERAL site_state(a.day, %(known)s) AS k)
SELECT coalesce(r.site_id, k.site_id) AS site_id, coalesce(r.day, k.day), to_jsonb(r), to_jsonb(k)
FROM by_rule r FULL JOIN kept k USING (day, site_id)
WHERE (to_jsonb(r) - '{counted_told_at}'::text[]) IS DISTINCT FROM
      (to_jsonb(k) - '{reserved_here,reserved_here_until,reserved_before_count}'::text[])
"""
# Sites of which something is known by one of the two and not by the other.
KNOWN_TO_ONE = """
WITH asked AS (SELECT unnest(%(days)s::date[]) AS day),
by_rule AS (SELECT a.day, r.site_id, r.name, r.type FROM asked a
            CROSS JOIN LATERAL site_state_by_rule(a.day, %(known)s) AS r),
known AS (SELECT a.day, k.site_id, k.name, k.type FROM asked a CROSS JOIN LATERAL sites_known(a.day, %(known)s) AS k)
(TABLE by_rule EXCEPT TABLE known) UNION ALL (TABLE known EXCEPT TABLE by_rule)
"""
EARLY = (date(2015, 1, 10), date(2016, 10, 20), date(2016, 12, 5), date(2017, 3, 1))


def different(connection: psycopg.Connection, known: str = "infinity", *days: date) -> list[TupleRow]:
    asked = {"days": list(days or (DAY, date(2018, 2, 1), date(2030, 1, 1))), "known": known}
    of_one = connection.execute(KNOWN_TO_ONE, asked | {"days": [*asked["days"], *EARLY]}).fetchall()
    return of_one + connection.execute(DIFFERENT, asked).fetchall()


def kept(connection: psycopg.Connection) -> dict[str, date]:
    """The settled day of each site of which something is kept."""
    return dict(connection.execute("SELECT site_id, settled_on FROM site_now").fetchall())


@pytest.fixture
def owner(fresh_database: Addresses) -> Iterator[psycopg.Connection]:
    with psycopg.connect(libpq(fresh_database.owner)) as connection:
        yield connection


@pytest.fixture(params=LAYERS)
def reader(request: pytest.FixtureRequest, fresh_database: Addresses) -> Iterator[psycopg.Connection]:
    with psycopg.connect(libpq(getattr(fresh_database, request.param)), autocommit=True) as connection:
        yield connection


def test_all_shipped_sites_are_kept_and_as_the_rule_has_them(reader: psycopg.Connection) -> None:
    known = reader.execute("SELECT site_id FROM site_state_by_rule('2030-01-01', 'infinity')").fetchall()
    assert {row[0] for row in known} == set(kept(reader)) != set()
    for known_at in ("infinity", "2017-04-01", "-infinity"):
        assert different(reader, known_at) == []


def change(chance: random.Random, connection: psycopg.Connection) -> None:
    """One of the things that people, imports and officers write, at random."""
    site = chance.choice(SITES)
    day = DAY + timedelta(days=chance.randrange(-40, 40))
    values = {
        "site": site,
        "day": day,
        "families": chance.choice((None, 0, 3, 12, 900, 9000)),
        "ready": chance.choice((None, 5, 40, 1000)),
        "occupied": chance.choice((None, 0, 7, 39, 1200)),
        "reserved": chance.choice((None, 0, 4, 30)),
        "level": chance.choice(("low", "low", "moderate", "high", "severe")),
        "precision": chance.choice(("day", "month", "early")),
        "doubts": chance.choice(("{}", "{over_capacity}")),
        "any_report": chance.randrange(1_000_000),
        "metric": chance.choice(("full", "open", "near_full", "families")),
        "kind": chance.choice(("transfer", "passage", "return")),
        "status": chance.choice(("open", "closed", "no_access", None)),
        "sites": [site] if chance.random() < 0.7 else [site, chance.choice(SITES)],
    }
    report = """INSERT INTO site_report (site_id, as_of, as_of_precision, families, plots_ready, plots_occupied,
                                         plots_reserved, plots_planned, sensitivity, source_id, corrects)
                SELECT {site}, {day}, {precision}, %(families)s, %(ready)s, %(occupied)s, %(reserved)s, 1, %(level)s, 1,
                       {corrects}"""
    of_any = (
        " FROM site_report o WHERE o.report_id = (SELECT p.report_id FROM site_report p WHERE p.site_id = %(site)s"
        " AND NOT EXISTS (SELECT FROM site_report c WHERE c.corrects = p.report_id)"
        " ORDER BY p.report_id OFFSET %(any_report)s %% 5 LIMIT 1)"
    )
    new = {"site": "%(site)s", "day": "%(day)s", "precision": "%(precision)s", "corrects": "NULL"}
    corrected = {"site": "o.site_id", "day": "o.as_of", "precision": "o.as_of_precision", "corrects": "o.report_id"}
    statements = (
        report.format(**new),
        report.format(**new),
        report.format(**corrected) + of_any,
        "UPDATE site_report SET families = %(families)s, plots_planned = 1, doubts = %(doubts)s"
        " WHERE report_id = (SELECT o.report_id" + of_any + ")",
        "DELETE FROM site_report r WHERE r.report_id = (SELECT max(report_id) FROM site_report"
        " WHERE site_id = %(site)s) AND report_id >= 1000000"
        " AND NOT EXISTS (SELECT FROM site_report c WHERE c.corrects = r.report_id)",
        "UPDATE site SET sensitivity = %(level)s WHERE site_id = %(site)s",
        "UPDATE site SET status = %(status)s, as_of = %(day)s, closed_on = NULL WHERE site_id = %(site)s",
        "UPDATE site SET name = name || '.', agency = 'IOM', agency_as_of = %(day)s WHERE site_id = %(site)s",
        "INSERT INTO figure (site_ids, metric, type, as_of, unit, value, source_id, sensitivity)"
        " VALUES (%(sites)s, %(metric)s, 'stock', %(day)s, 'families', coalesce(%(families)s, 1), 1, %(level)s)",
        "DELETE FROM figure WHERE figure_id = (SELECT max(figure_id) FROM figure WHERE figure_id >= 1000000)",
        "INSERT INTO flow (from_name, to_name, period_start, period_end, families, kind, provider, as_of, source_id,"
        " sensitivity) SELECT f.name, f.name, %(day)s, %(day)s, %(families)s, %(kind)s, 'UNHCR', %(day)s, 1, %(level)s"
        " FROM flow_place f WHERE f.site_id = %(site)s LIMIT 1",
        "INSERT INTO service_report (site_ids, as_of, indicator, value, unit, source_id, sensitivity)"
        " VALUES (%(sites)s, %(day)s, 'latrines', 20, 'units', 1, %(level)s)",
        "INSERT INTO flow_place (name, kind, site_id, reason)"
        " VALUES ('tried ' || %(any_report)s, 'site', %(site)s, 'a')",
    )
    connection.execute(chance.choice(statements), values)


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_kept_is_what_the_rule_says_whatever_is_written(fresh_database: Addresses, seed: int) -> None:
    chance, reached = random.Random(seed), 0
    addresses = (fresh_database.owner, fresh_database.app, fresh_database.public)
    owner, app, public = (psycopg.connect(libpq(address), autocommit=True) for address in addresses)
    with owner, app, public:
        for number in range(CHANGES):
            with owner.transaction():
                for _ in range(chance.choice((1, 1, 3))):
                    change(chance, owner)
                # Not ended yet: what is kept does not hold for who wrote, and holds for everybody else.
                assert different(owner) == []
            if number % 3 == 0:
                known = chance.choice(("infinity", "2017-04-10", "2026-11-29 00:00+03"))
                for reader in (app, public):
                    assert different(reader, known) == [], (seed, number)
                    reached += sum(site in SITES for site in kept(reader))
        assert owner.execute("SELECT count(*) FROM site_unsettled").fetchone() == (0,)
    assert reached > CHANGES


def test_two_who_write_of_one_site_at_the_same_moment(fresh_database: Addresses) -> None:
    address = libpq(fresh_database.owner)
    report = (
        "INSERT INTO site_report (site_id, as_of, families, plots_ready, plots_occupied, sensitivity, source_id)"
        " VALUES ('haj-ali', '2019-01-01', {}, 1000, {}, 'low', 1)"
    )
    with (
        psycopg.connect(address) as first,
        psycopg.connect(address) as second,
        psycopg.connect(libpq(fresh_database.public), autocommit=True) as public,
    ):
        first.execute(report.format(500, 500).encode())
        second.execute(report.format(700, 700).encode())
        assert "haj-ali" in kept(public)
        first.commit()
        assert different(public) == []
        second.commit()
        assert different(public) == []
        assert public.execute("SELECT free FROM site_state('2019-01-01') WHERE site_id = 'haj-ali'").fetchone() == (
            300,
        )
        assert "haj-ali" in kept(public)


def test_while_one_settles_another_leaves_the_site_to_the_rule(fresh_database: Addresses) -> None:
    """The other does not wait, and nobody reads what it could not know."""
    report = (
        "INSERT INTO site_report (site_id, as_of, families, plots_ready, plots_occupied, sensitivity, source_id)"
        " VALUES ('haj-ali', '2019-01-01', {0}, 1000, {0}, 'low', 1)"
    )
    address = libpq(fresh_database.owner)
    with (
        psycopg.connect(address) as slow,
        psycopg.connect(address) as quick,
        psycopg.connect(libpq(fresh_database.public), autocommit=True) as public,
    ):
        slow.execute("SELECT ninewa.settle_sites('{haj-ali}')")
        quick.execute("SET statement_timeout = '2s'")
        quick.execute(report.format(600).encode())
        quick.commit()
        assert "haj-ali" not in kept(public)
        assert different(public) == []
        slow.commit()
        assert "haj-ali" not in kept(public)
        assert different(public) == []
        quick.execute(report.format(650).encode())
        quick.commit()
        assert "haj-ali" in kept(public)
        assert different(public) == []


def test_a_movement_under_the_embargo_is_told_by_nothing_that_is_kept(
    owner: psycopg.Connection, fresh_database: Addresses
) -> None:
    owner.execute("INSERT INTO ninewa.movement_embargo (days) VALUES (30)")
    owner.execute(
        "INSERT INTO flow (from_name, to_name, period_start, period_end, families, kind, provider, as_of, source_id,"
        " sensitivity) SELECT f.name, f.name, d, d, 500, 'transfer', 'UNHCR', d, 1, 'low'"
        " FROM flow_place f, CAST(now() AS date) AS d WHERE f.site_id = 'haj-ali' LIMIT 1"
    )
    owner.commit()
    tomorrow = today() + timedelta(days=1)
    with psycopg.connect(libpq(fresh_database.public), autocommit=True) as public:
        assert "haj-ali" not in kept(public)
        assert "chamakor" in kept(public)
        assert different(public, "infinity", tomorrow) == []
    with psycopg.connect(libpq(fresh_database.app), autocommit=True) as app:
        assert "haj-ali" in kept(app)


def test_the_public_reads_of_what_is_kept_its_own_form_alone(
    owner: psycopg.Connection, fresh_database: Addresses
) -> None:
    owner.execute("UPDATE site SET sensitivity = 'severe' WHERE site_id = 'haj-ali'")
    owner.execute("UPDATE site SET sensitivity = 'high' WHERE site_id = 'chamakor'")
    owner.commit()
    with psycopg.connect(libpq(fresh_database.public), autocommit=True) as public:
        assert "haj-ali" not in kept(public)
        found = public.execute("SELECT geom, families, ready FROM site_now WHERE site_id = 'chamakor'").fetchone()
        assert found in (None, (None, None, None))
        for table in ("site_now_exact", "site_now_published", "site_unsettled"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                public.execute(f"SELECT * FROM ninewa.{table}".encode())


def test_what_many_wrote_at_once_is_kept_once_the_rest_is_settled(fresh_database: Addresses) -> None:
    with psycopg.connect(libpq(fresh_database.owner), autocommit=True) as owner:
        owner.execute(
            "INSERT INTO site (site_id, name, type, as_of, source_id, sensitivity)"
            " SELECT 'many-' || n, 'Many ' || n, 'camp', '2017-01-01', 1, 'low' FROM generate_series(1, 300) n"
        )
        assert owner.execute("SELECT count(DISTINCT site_id) FROM site_unsettled").fetchone() == (300,)
        assert different(owner) == []
        owner.execute("SELECT ninewa.settle_rest('', 1000)")
        assert owner.execute("SELECT count(*) FROM site_unsettled").fetchone() == (0,)
        assert owner.execute("SELECT count(*) FROM site_now WHERE site_id LIKE 'many-%'").fetchone() == (300,)
        assert different(owner) == []
