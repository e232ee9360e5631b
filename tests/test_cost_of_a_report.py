"""A report costs what is its own: no more for each report of its site, and nothing for what it does not touch."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, pool, text

from geodata.server.logins import Addresses
from tests.signed_in import add_account, as_owner
from tests.test_publishing import differences
from webmap.reporting import queries
from webmap.reporting.queries import Asked

SITES = ("haj-ali", "hasansham-u3", "qaymawa", "khazer-m1")
LEVELS = ("low", "moderate", "moderate", "high", "severe")
DAY = date(2017, 4, 1)
COUNTS = ("plots_ready", "plots_occupied", "plots_reserved", "families", "individuals", "families_waiting")
OLD = """INSERT INTO ninewa.site_report (site_id, as_of, families, source_id)
    SELECT 'haj-ali', date '2016-01-01' + n, 500 + n, 1 FROM generate_series(1, {}) AS n"""


def as_person(connection: Connection, account: int) -> None:
    connection.execute(text("SELECT set_config('ninewa.person', :who, true)"), {"who": str(account)})


def some_report(chance: random.Random, site: str) -> tuple[dict[str, Any], dict[str, tuple[Decimal, str]]]:
    """Counts around ten, where one gives back another; sometimes a service."""
    counts = {one: chance.choice((None, 0, 3, 9, 10, 12, 200)) for one in COUNTS}
    day = DAY + timedelta(days=chance.randrange(20))
    said = {"site_id": site, "as_of": day, "as_of_precision": "day", "source_id": 1, "observed_at": None}
    levels = {"latrines": (Decimal(chance.choice((0, 4, 40))), "latrines")} if chance.random() < 0.4 else {}
    return said | counts, levels


@pytest.mark.parametrize("seed", range(3))
def test_reports_sent_one_after_another_are_published_as_all_of_them_at_once_would_be(
    fresh_database: Addresses, seed: int
) -> None:
    """On one connection, which keeps its plans, while sites change under them."""
    chance = random.Random(seed)
    officer = add_account(fresh_database, "Sara", "information_officer")
    engine = create_engine(fresh_database.app, poolclass=pool.NullPool)
    sent: list[tuple[str, int]] = []
    with engine.connect() as app:
        for step in range(60):
            if step % 12 == 0:
                with as_owner(fresh_database) as owner:
                    level = chance.choice(LEVELS)
                    owner.exec_driver_sql(
                        f"UPDATE site SET sensitivity = '{level}' WHERE site_id = '{chance.choice(SITES)}'"
                    )
            site = chance.choice(SITES)
            with app.begin():
                as_person(app, officer)
                values, levels = some_report(chance, site)
                corrected = [number for of, number in sent if of == site]
                if corrected and chance.random() < 0.3:
                    values |= {"corrects": chance.choice(corrected), "client_uuid": None}
                made = queries.add_report(app, {"client_uuid": None, **values}, levels)
            sent.append((site, made))
            if step % 5 == 4:
                with as_owner(fresh_database) as owner:
                    assert differences(owner) == {}, f"step {step} of seed {seed}"


@pytest.fixture
def counting(fresh_database: Addresses) -> Iterator[Connection]:
    """A transaction of a manager's, in a session that counts the calls of functions, as superusers may."""
    account = add_account(fresh_database, "Hana", "site_manager", ["haj-ali"])
    superuser = fresh_database.app.replace("//webmap_app@", "//postgres@")
    with create_engine(superuser, poolclass=pool.NullPool).connect() as connection, connection.begin():
        connection.exec_driver_sql("SET track_functions = 'all'; SET search_path = exact, ninewa, public")
        as_person(connection, account)
        yield connection


def calls_of(connection: Connection, *functions: str) -> dict[str, int]:
    """How often each of these was called in this transaction."""
    found = connection.execute(
        text("SELECT funcname, calls FROM pg_stat_xact_user_functions WHERE funcname = ANY (:named)"),
        {"named": list(functions)},
    )
    return {row.funcname: row.calls for row in found}


def test_whose_a_site_is_is_not_asked_for_each_of_its_reports(counting: Connection) -> None:
    """It was asked 62 times by a report of a site with forty of them: 26 ms, and more with each report."""
    counting.exec_driver_sql(OLD.format(200))
    before = calls_of(counting, "may_report").get("may_report", 0)
    standing = queries.newest(counting, "haj-ali")
    assert standing is not None
    assert len(queries.history(counting, "haj-ali")) == 200
    asked = [Asked("haj-ali"), Asked("haj-ali", since=DAY)]
    assert len(queries.last_figures(counting, asked)) == 2
    assert calls_of(counting, "may_report")["may_report"] - before == 4
    assert queries.last_figures(counting, [Asked("qaymawa")]) == [{}]


def test_a_report_that_corrects_nothing_and_tells_of_nobody_few_judges_nothing_beside_it(counting: Connection) -> None:
    beside = ("reports_beside", "figures_beside", "service_reports_beside")
    counting.exec_driver_sql(OLD.format(1))
    assert calls_of(counting, *beside) == {}
    # Its source was cited before by what is as public: how public that is stands already.
    assert calls_of(counting, "cite").get("cite", 0) <= 1
    counting.exec_driver_sql(OLD.format(1).replace("500", "5"))
    assert calls_of(counting, *beside) == dict.fromkeys(beside, 1)
