"""Figures that refuse to be misused: which may be added, and what the checks over all loaded figures find."""

import csv
import io
import re
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from geodata.rules.figure_checks import EVER, NOW, RETURNED, Figure, multiplied, one_source, refusals, triples
from geodata.rules.figures import DEFAULT_PROVIDER, MOSUL_OPERATION

STOCK = Figure(
    1, NOW, "stock", "individuals", 304_000, date(2017, 4, 4), scope=MOSUL_OPERATION, provider=DEFAULT_PROVIDER,
    source_id=1, qualifier="more_than",
)  # fmt: skip
RETURNS = replace(STOCK, figure_id=2, metric=RETURNED, type="returned", value=80_000, as_of=date(2017, 3, 30))
TOTAL = replace(RETURNS, figure_id=3, metric=EVER, type="cumulative", value=367_000)
CAMPS = replace(STOCK, metric="by_shelter_individuals:camps", value=100)
OF_A_SITE = Figure(9, "families", "stock", "families", 500, date(2017, 4, 4), site_ids=("haj-ali",))


def codes(*figures: Figure) -> set[str]:
    return {refusal.code for refusal in refusals(figures)}


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        (STOCK, replace(TOTAL, as_of=STOCK.as_of), "types"),
        (STOCK, replace(STOCK, figure_id=4, as_of=date(2017, 3, 30)), "rounds"),
        (STOCK, RETURNS, "days"),
        (STOCK, replace(STOCK, scope="UNHCR-built camps only"), "scopes"),
        (STOCK, replace(STOCK, provider="OCHA"), "providers"),
        (STOCK, replace(STOCK, unit="families"), "units"),
        (STOCK, replace(STOCK, value=304_152), "printed_twice"),
        (STOCK, CAMPS, "contained"),
        (STOCK, replace(STOCK, metric="passed_hammam_al_alil_screening_individuals"), "passages"),
        (STOCK, replace(STOCK, suspect=True), "suspect"),
        (STOCK, replace(STOCK, metric="share_by_shelter_pct:camps", type="share", unit="percent"), "share"),
        (STOCK, replace(STOCK, metric="tents_per_day_erected", type="ratio", unit="tents"), "ratio"),
        (OF_A_SITE, replace(OF_A_SITE, figure_id=10, value=501), "same_site"),
        (OF_A_SITE, replace(OF_A_SITE, metric="individuals", unit="individuals", site_ids=("jadah-5",)), "units"),
    ],
)
def test_what_must_not_be_added_is_refused_in_either_order(one: Figure, other: Figure, code: str) -> None:
    assert code in codes(one, other)
    assert codes(one, other) == codes(other, one)


def test_what_may_be_added() -> None:
    assert not codes(replace(STOCK, as_of=RETURNS.as_of), RETURNS)
    assert not codes(CAMPS, replace(CAMPS, figure_id=5, metric="by_shelter_individuals:host_community"))
    assert not codes(OF_A_SITE, replace(OF_A_SITE, figure_id=10, site_ids=("jadah-5",)))


def test_three_figures_of_one_source_that_are_not_of_one_day() -> None:
    fitting = replace(STOCK, figure_id=6, value=287_000, as_of=date(2017, 3, 30), source_id=2)
    (found,) = one_source([STOCK, RETURNS, TOTAL, fitting])
    assert (found.added, found.rest, found.true_stock) == (384_000, 287_000, fitting)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_the_multiplier_is_checked_exactly(families: int, people: int) -> None:
    of_day = partial(Figure, as_of=date(2017, 1, 19), scope=MOSUL_OPERATION, provider=DEFAULT_PROVIDER)
    one = of_day(1, "returned_families", "returned", "families", families)
    other = of_day(2, RETURNED, "returned", "individuals", people)
    (found,) = multiplied([one, other])
    assert (found.expected, found.verdict == "exact") == (families * 6, people == families * 6)


def test_triples_take_no_suspect_figure() -> None:
    of_one_day = [replace(figure, as_of=TOTAL.as_of) for figure in (STOCK, RETURNS, TOTAL)]
    assert len(triples(of_one_day)) == 1
    assert not triples([of_one_day[0], replace(of_one_day[1], suspect=True), of_one_day[2]])


def plain(body: str) -> str:
    return " ".join(re.sub("[\u2066-\u2069]", "", re.sub(r"<[^>]+>", " ", body)).split())


def test_the_press_release_is_computed_not_typed(client: FlaskClient, app_db: Connection) -> None:
    said = plain(client.get("/displacement?at=2017-04-04&lang=en").get_data(as_text=True))
    assert "304,000 + 80,000 = 384,000 is not 367,000, because they are not of one day" in said
    assert "367,000 − 80,000 = 287,000 fits the ≈287,000 displaced on 30 March 2017." in said
    count = app_db.scalar(text("SELECT count(*) FROM figures WHERE value IS NOT NULL AND as_of <= '2017-04-04'"))
    assert f"{count} figures had been published." in said
    early = plain(client.get("/displacement?at=2017-03-31&lang=en").get_data(as_text=True))
    assert "384,000" not in early


def test_the_misprint_of_19_january_is_flagged_with_what_was_expected(client: FlaskClient) -> None:
    body = client.get("/displacement/checks.csv?at=2018-12-31&lang=en").get_data(as_text=True)[1:]
    rows = {(row["as_of"], row["check"], row["printed"]): row for row in csv.DictReader(io.StringIO(body))}
    misprint = rows["2017-01-19", RETURNED, "32292"]
    assert (misprint["expected"], misprint["verdict"]) == ("23292", "differs")
    assert "digits swapped" in misprint["remark"]
    assert rows["2016-12-22", EVER, "120120"]["verdict"] == "exact"


def ids_of(connection: Connection, *named: tuple[str, str, int]) -> str:
    query = text(
        "SELECT figure_id FROM figures WHERE metric = :metric AND as_of = CAST(:day AS date) AND value = :value LIMIT 1"
    )
    found = [connection.scalar(query, {"metric": m, "day": d, "value": v}) for m, d, v in named]
    return ",".join(str(figure_id) for figure_id in found)


def summed(client: FlaskClient, ids: str) -> tuple[int, dict[str, Any]]:
    answer = client.get(f"/api/plan/figures/sum?ids={ids}&lang=en")
    return answer.status_code, answer.get_json()


def test_a_stock_is_not_added_to_a_running_total(client: FlaskClient, app_db: Connection) -> None:
    ids = ids_of(app_db, (NOW, "2017-04-06", 314_268), (EVER, "2017-04-06", 400_566))
    answer = client.get(f"/api/plan/figures/sum?ids={ids}&lang=en")
    assert (answer.status_code, answer.content_type) == (409, "application/problem+json")
    problem = answer.get_json()
    assert [reason["code"] for reason in problem["reasons"]] == ["types"]
    assert "A stock and a running total are not added" in problem["detail"]


def test_ten_peace_builders_and_two_for_each_community_are_not_twelve(client: FlaskClient, app_db: Connection) -> None:
    ids = app_db.scalars(text("SELECT figure_id FROM figures WHERE metric LIKE 'peace_builders:%' ORDER BY value DESC"))
    status, problem = summed(client, ",".join(map(str, ids)))
    assert (status, problem["parameter"]) == (409, "ids")
    assert "ratio" in {reason["code"] for reason in problem["reasons"]}
    assert "2 (per unit" in plain(problem["detail"])


def test_now_and_returned_of_one_day_are_those_ever_displaced(client: FlaskClient, app_db: Connection) -> None:
    ids = ids_of(app_db, (NOW, "2016-12-22", 108_624), (RETURNED, "2016-12-22", 11_496))
    status, found = summed(client, ids)
    assert (status, found["sum"], found["means"]) == (200, 120_120, "ever displaced")
    assert (found["exact"], found["agrees"], found["published"]["value"]) == (True, True, 120_120)


def test_a_sum_that_its_provider_prints_otherwise_is_not_certified(client: FlaskClient, app_db: Connection) -> None:
    ids = ids_of(app_db, (NOW, "2017-03-19", 260_616), (RETURNED, "2017-03-19", 71_874))
    status, found = summed(client, ids)
    assert (status, found["sum"], found["exact"], found["means"]) == (200, 332_490, False, None)
    published = found["published"]
    assert (published["value"], published["difference"], found["agrees"]) == (326_754, -5_736, False)
    assert published["totals_belong_to"] == "2017-03-17"
    said = plain(found["reason"])
    assert "260,616 + 71,874 = 332,490, but IOM DTM via UNHCR printed 326,754 for 19 March 2017: 5,736 apart." in said
    assert "326,754 − 71,874 = 254,880 is the stock of 17 March 2017: the running totals belong to that day." in said
    page = plain(client.get("/displacement?at=2017-03-19&lang=en").get_data(as_text=True))
    assert "is the stock of 17 March 2017: the running totals belong to that day." in page


def test_a_sum_without_a_published_total_says_that_it_was_compared_with_none(
    client: FlaskClient, app_db: Connection
) -> None:
    ids = ids_of(app_db, (NOW, "2016-12-29", 116_292), (RETURNED, "2016-12-29", 13_956))
    status, found = summed(client, ids)
    assert (status, found["published"], found["agrees"]) == (200, None, None)
    assert "No total was published for that day" in found["reason"]


def test_a_figure_later_than_the_day_asked_is_not_found(client: FlaskClient, app_db: Connection) -> None:
    ids = ids_of(app_db, (NOW, "2016-12-22", 108_624), (RETURNED, "2016-12-22", 11_496))
    assert summed(client, f"{ids}&at=2016-12-22")[0] == 200
    assert summed(client, f"{ids}&at=2016-12-21")[0] == 404


@pytest.mark.parametrize("ids", ["", "1", "1,1", "1,x", "1,-2", "1,999999999999", ",".join(map(str, range(30)))])
def test_ids_that_cannot_be_read_are_refused(client: FlaskClient, ids: str) -> None:
    status, problem = summed(client, ids)
    assert (status, problem["parameter"]) == (400, "ids")


def test_an_unknown_figure_is_not_found(client: FlaskClient) -> None:
    status, problem = summed(client, "1,99999999")
    assert (status, problem["parameter"]) == (404, "ids")
