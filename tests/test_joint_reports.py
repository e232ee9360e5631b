"""A row of several sites (`a+b`) in a file of site reports: one joint figure of them, never plots of either."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, pool, text

from geodata.imports import importing
from geodata.imports.importing import Outcome
from geodata.readers import reading
from geodata.readers.known import Known
from geodata.readers.site_report_rows import FORM
from geodata.server.logins import Addresses

TODAY = date(2026, 11, 28)
HEAD = "site_id,as_of,families,individuals,source"
ROW = "jadah-2 + jadah-1,2017-04-03,1917,≈11400,weekly"
SITES = Known(dict.fromkeys(("jadah-1", "jadah-2", "haj-ali"), ""))


def imported(addresses: Addresses, *lines: str, head: str = HEAD) -> Outcome:
    data = "\n".join((head, *lines)).encode()
    return importing.run(addresses.owner, data, "weekly.csv", "site_reports", key="of tests", today=TODAY, apply=True)


def asked(addresses: Addresses, sql: str) -> list[Any]:
    with create_engine(addresses.owner, poolclass=pool.NullPool).connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


JOINT = (
    "SELECT site_ids, metric, type, unit, value, qualifier FROM ninewa.figure"
    " WHERE figure_id >= 1000000 AND as_of = '2017-04-03' ORDER BY metric"
)


def test_a_joint_row_becomes_joint_figures_and_no_report(
    fresh_database: Addresses, make_app: Callable[..., Flask]
) -> None:
    before = asked(fresh_database, "SELECT count(*) FROM ninewa.site_report")
    found = imported(fresh_database, ROW)
    assert (found.new, found.changed, found.unchanged) == (1, 0, 0)
    assert asked(fresh_database, "SELECT count(*) FROM ninewa.site_report") == before
    both = ["jadah-1", "jadah-2"]
    assert asked(fresh_database, JOINT) == [
        (both, "families", "stock", "families", 1917, "exact"),
        (both, "individuals", "stock", "individuals", 11400, "approx"),
    ]
    client = make_app(fresh_database).test_client()
    for lang, people in (("en", "11,400 people"), ("ar", "11,400")):
        for site in both:
            page = client.get(f"/sites/{site}?at=2017-04-04&lang={lang}").text
            assert people in page.replace("\u2069", "").replace("\u2066", "")
            assert "1,917" in page
    sites = {row["site_id"]: row for row in csv.DictReader(io.StringIO(client.get("/sites.csv?at=2017-04-04").text))}
    assert "1917" not in {sites[site]["families"] for site in both}
    plan = client.get("/plan?q=Hammam al-Alil&families=3500&at=2017-04-04&tiers=1,2,3,4").text
    assert "1,917 families" not in plan


def test_a_joint_row_is_new_changed_or_unchanged(fresh_database: Addresses) -> None:
    def states(*lines: str) -> tuple[int, int, int]:
        found = imported(fresh_database, *lines)
        return found.new, found.changed, found.unchanged

    single = "haj-ali,2017-04-03,300,1800,weekly"
    assert states(ROW, single) == (2, 0, 0)
    assert states(ROW, single) == (0, 0, 2)
    assert states("jadah-1+jadah-2,2017-04-03,1917,≈11400,weekly") == (0, 0, 1)  # in any order
    assert states(ROW.replace("1917", "1918")) == (0, 1, 0)
    assert [row[4] for row in asked(fresh_database, JOINT)] == [1918, 11400]
    assert states("jadah-1+jadah-2,2017-04-03,,≈11400,weekly") == (0, 1, 0)
    assert [row[4] for row in asked(fresh_database, JOINT)] == [11400]
    assert states(ROW) == (0, 1, 0)
    assert states(ROW.replace("weekly", "monthly")) == (1, 0, 0)
    unnamed = ROW.replace(",weekly", ",")
    assert states(unnamed) == (1, 0, 0)
    assert states(unnamed.replace("1917", "1919")) == (0, 1, 0)  # another file of no named source is its mended copy


@pytest.mark.parametrize(
    ("site_id", "column", "code"),
    [
        ("jadah-1+jadah-9", "families", "unknown_joint_site"),
        ("jadah-1+Jadah-1", "families", "site_twice"),
        ("jadah-1+jadah-2", "plots_ready", "not_of_several"),
        ("jadah-1+jadah-2", "plots_occupied", "not_of_several"),
        ("jadah-1+jadah-2", "families_waiting", "not_of_several"),
    ],
)
def test_what_is_wrong_with_a_joint_row_is_said(site_id: str, column: str, code: str) -> None:
    found = reading.read(f"site_id,as_of,{column}\n{site_id},2017-04-03,5\n".encode(), FORM, SITES, TODAY)
    assert [problem.code for problem in found.problems if problem.severity == "error"] == [code]


def test_a_joint_row_enters_no_total_of_a_file() -> None:
    data = f"{HEAD}\n{ROW}\nhaj-ali,2017-04-03,300,1800,weekly\n".encode()
    found = reading.read(data, FORM, SITES, TODAY)
    assert found.totals["families"] == 300
