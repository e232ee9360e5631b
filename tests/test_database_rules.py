"""The rules that stand in the database: the planner puts them in the place of their call, and Python says the same."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, text

from geodata.rules import freshness, movement_sums
from geodata.rules.receiving import PASSED_THROUGH
from geodata.server.logins import Addresses, libpq
from geodata.tables import FIRST_RECORDED_ID, SITE_STATUSES, SITE_TYPES
from webmap.db import STATEMENTS, statement

LOGINS = ("app", "public", "owner")
WHOLE = {
    "site_state": "SELECT * FROM site_state($1, $2)",
    "of one site": "SELECT * FROM site_state($1, $2) WHERE site_id = 'haj-ali'",
    "one by one": "SELECT k.* FROM sites s CROSS JOIN LATERAL"
    " (SELECT * FROM site_state($1, $2) AS k WHERE k.site_id = s.site_id LIMIT 1) AS k",
    "sites_known": "SELECT * FROM sites_known($1, $2)",
    "flows_along": "SELECT * FROM flows_along('C02') WHERE period_end <= $1 OR $2 IS NULL",
    "flows_perhaps_along": "SELECT * FROM flows_perhaps_along('C02') WHERE period_end <= $1 OR $2 IS NULL",
    "shown_lang": "SELECT shown_lang(s.name, 'ar') FROM sites s WHERE $1 IS NOT NULL OR $2 IS NULL",
}


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def explained(connection: psycopg.Connection, sql: str, how: str = "VERBOSE") -> dict[str, Any]:
    found = connection.execute(f"EXPLAIN ({how}, FORMAT JSON) {sql}".encode()).fetchone()
    assert found is not None
    plan: dict[str, Any] = found[0][0]["Plan"]
    return plan


def test_a_map_looks_for_each_thing_in_its_index(fresh_database: Addresses) -> None:
    """Of a web login, which plans once for all days: districts and reports are not looked for among all there are.

    In a database of its own: what the planner knows of one that tests share changes with what they took back.
    """
    places = {"at": "$1", "known": "$2", "lang": "$3"}
    asked = re.sub(
        r"(?<!:):(\w+)", lambda name: places.get(name[1], "NULL"), statement(STATEMENTS / "sites_on.sql").text
    )
    with psycopg.connect(libpq(fresh_database.public)) as connection:
        connection.execute(f"PREPARE sites_then (date, timestamptz, text) AS {asked}".encode())
        plan = explained(connection, "EXECUTE sites_then ('2017-04-04', 'infinity', 'ar')", "ANALYZE")
    read = Counter[str]()
    for node in nodes(plan):
        looked_at = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
        read[node.get("Relation Name", "")] += looked_at * node["Actual Loops"]
    assert 0 < read["site_reports"] < 2000, read
    assert 0 < read["place_names"] < 500, read


YEARS_OF_A_SITE = """
    INSERT INTO site_report (site_id, as_of, families, individuals, plots_ready, plots_occupied, plots_reserved,
                             source_id, sensitivity)
        SELECT 'haj-ali', '2016-06-01'::date + n, 7000, 42000, 9000, 7000, 10, 1, 'low' FROM generate_series(1, 300) n;
    INSERT INTO flow_place (name, kind, site_id, reason) VALUES ('Haj Ali, of old', 'site', 'haj-ali', 'a test');
    INSERT INTO flow (from_name, to_name, period_start, period_end, families, kind, provider, as_of, source_id,
                      sensitivity)
        SELECT 'Haj Ali, of old', 'Haj Ali, of old', d, d, 50, 'transfer', 'UNHCR', d, 1, 'low'
        FROM generate_series(1, 300) n CROSS JOIN LATERAL (SELECT '2015-06-01'::date + n AS d) AS day
"""


@pytest.mark.parametrize("login", ["app", "public"])
def test_the_past_of_a_site_is_not_gone_through_for_its_newest_day(fresh_database: Addresses, login: str) -> None:
    with psycopg.connect(libpq(fresh_database.owner), autocommit=True) as owner:
        for written in YEARS_OF_A_SITE.split(";\n"):
            owner.execute(written.encode())
        owner.execute("VACUUM ANALYZE")
    read = Counter[str]()
    with psycopg.connect(libpq(getattr(fresh_database, login))) as connection:
        sql = "SELECT * FROM site_state('2017-03-28') WHERE site_id = 'haj-ali'"
        for node in nodes(explained(connection, sql, "ANALYZE")):
            looked_at = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
            read[node.get("Relation Name", "").removesuffix("s")] += looked_at * node["Actual Loops"]
    assert 0 < read["site_report"] < 60, read
    assert read["flow"] < 60, read


@pytest.mark.parametrize("sql", WHOLE.values(), ids=WHOLE)
@pytest.mark.parametrize("mode", ["force_generic_plan", "force_custom_plan"])
@pytest.mark.parametrize("login", LOGINS)
def test_the_planner_puts_a_rule_in_the_place_of_its_call(urls: Addresses, login: str, mode: str, sql: str) -> None:
    with psycopg.connect(libpq(getattr(urls, login))) as connection:
        connection.execute(f"SET plan_cache_mode = {mode}".encode())
        connection.execute(f"PREPARE asked (date, timestamptz) AS {sql}".encode())
        plan = explained(connection, "EXECUTE asked ('2017-04-04', 'infinity')")
    assert "Function Scan" not in {node["Node Type"] for node in nodes(plan)}
    for rule in (
        "site_state",
        "sites_known",
        "flows_along",
        "flows_perhaps_along",
        "known_by",
        "stands_by",
        "first_recorded_id",
        "shown_lang",
    ):
        assert f"{rule}(" not in str(plan)


def test_every_login_finds_its_own_layer_by_the_rule(urls: Addresses) -> None:
    relations = {"app": "site", "owner": "site", "public": "sites"}
    for login, relation in relations.items():
        with psycopg.connect(libpq(getattr(urls, login))) as connection:
            plan = explained(connection, "SELECT * FROM site_state('2017-04-04')")
        read = {(node["Schema"], node["Relation Name"]) for node in nodes(plan) if "Relation Name" in node}
        # Views of the published layer tell how many days it lasts, and what is kept of the layer's own rule.
        read -= {("ninewa", name) for name in ("movement_embargo", "site_now_published", "site_unsettled")}
        assert (("published" if login == "public" else "ninewa"), relation) in read
        assert ({schema for schema, _name in read} == {"published"}) == (login == "public")


@pytest.mark.parametrize(
    ("function", "said"),
    [
        ("old_after_days", freshness.OLD_AFTER.days),
        ("recent_days", freshness.RECENT_DAYS),
        ("persons_per_family", movement_sums.PERSONS_PER_FAMILY),
        ("first_recorded_id", FIRST_RECORDED_ID),
    ],
)
def test_a_number_is_the_same_in_the_database_and_in_python(public_db: Connection, function: str, said: float) -> None:
    assert public_db.scalar(text(f"SELECT {function}()")) == said


NOT_OPEN = ("not_open", "planned", "under_construction", "tbc")


@pytest.mark.parametrize("kind", [*SITE_TYPES, None])
def test_who_receives_families_and_where_they_fit(public_db: Connection, kind: str | None) -> None:
    asked = text(
        "SELECT passed_through(:kind), receives(:kind, :status), fits(:free, :kind, :status, :families, :unknown)"
    )
    for status, free, families, unknown in product(
        (*SITE_STATUSES, "not_open", "not_stated"), (None, 0, 5), (1, 9), (True, False)
    ):
        values = {"kind": kind, "status": status, "free": free, "families": families, "unknown": unknown}
        passed = kind in PASSED_THROUGH
        receiving = not passed and status not in ("closed", "no_access", *NOT_OPEN)
        fitting = receiving and (free >= families if free is not None else unknown)
        assert tuple(public_db.execute(asked, values).one()) == (passed, receiving, fitting), values


@pytest.mark.parametrize(
    ("individuals", "families", "people"), [(7, 2, 7), (None, 2, 12), (None, None, None), (0, 3, 0)]
)
def test_people_are_counted_or_six_to_a_family(
    public_db: Connection, individuals: int | None, families: int | None, people: int | None
) -> None:
    values = {"individuals": individuals, "families": families}
    assert public_db.scalar(text("SELECT people(CAST(:individuals AS integer), :families)"), values) == people
