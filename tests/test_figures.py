"""What metrics mean, and when figures add up."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.facts.files import FOLDER
from geodata.rules.figures import (
    HEADLINES,
    Stated,
    balance,
    is_suspect,
    meaning,
    of_sum,
    provider_and_relay,
)
from geodata.tables import FIGURE_TYPES

counts = st.integers(min_value=0, max_value=2_000_000)


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_metric_of_the_reference_files_has_a_type_and_a_unit() -> None:
    for name in ("displacement_timeseries", "site_occupancy", "activities"):
        for row in rows(name):
            if row["metric"]:
                found = meaning(row["metric"], row["notes"])
                assert found.type in FIGURE_TYPES, row
                assert found.unit, row


@pytest.mark.parametrize(
    ("metric", "type_", "unit"),
    [
        *((metric, type_, "individuals") for metric, type_ in HEADLINES),
        ("cumulative_displaced_families", "cumulative", "families"),
        ("hawiga_returned_individuals", "returned", "individuals"),
        ("newly_recorded_in_east_mosul_individuals", "flow", "individuals"),
        ("displaced_past_two_months_individuals", "flow", "individuals"),
        ("share_by_shelter_pct:camps", "share", "percent"),
        ("plots_fully_serviced_available", "stock", "plots"),
        ("participants", "cumulative", "individuals"),
        ("peace_builders:peace builders", "stock", "individuals"),
        ("peace_builders:peace builders per community", "ratio", "individuals"),
        ("tents_per_day_erected", "ratio", "tents"),
        ("full", "statement", "flag"),
    ],
)
def test_meaning(metric: str, type_: str, unit: str) -> None:
    assert (meaning(metric).type, meaning(metric).unit) == (type_, unit)


def test_a_metric_printed_in_two_ways_is_told_apart_by_its_note() -> None:
    west = "displaced_from_west_mosul_individuals"
    assert meaning(west, "since 25 February").type == "cumulative"
    assert meaning(west, "still displaced (480,906 - 32,390)").type == "stock"
    assert meaning(west, "since 19 February; currently displaced").type == "stock"


def test_an_unknown_metric_is_refused() -> None:
    with pytest.raises(ValueError, match="no unit is known"):
        meaning("moonshine")


def test_only_the_misprint_and_what_is_marked_are_suspect() -> None:
    suspect = [row for row in rows("displacement_timeseries") if is_suspect(row["notes"])]
    assert [(row["as_of"], row["metric"], row["value"]) for row in suspect] == [
        ("2017-01-19", "returned_individuals", "32292")
    ]
    assert sum(is_suspect(row["notes"]) for row in rows("site_occupancy")) == 15


def test_provider_and_relay() -> None:
    assert provider_and_relay("IOM DTM via UNHCR") == ("IOM DTM", "UNHCR")
    assert provider_and_relay("OCHA / CCCM") == ("OCHA / CCCM", None)


@pytest.mark.parametrize(
    ("now", "ever", "returned", "verdict", "difference"),
    [
        (Stated(108_624), Stated(120_120), Stated(11_496), "exact", 0),
        (Stated(161_178), Stated(196_800, "approx"), Stated(35_600, "approx"), "rounded", 22),
        (Stated(260_616), Stated(326_754), Stated(71_874), "differs", -5_736),
        (Stated(480_000, "approx"), Stated(622_000, "approx"), Stated(132_000, "approx"), "differs", 10_000),
        (Stated(695_218), Stated(919_143), Stated(223_841), "differs", 84),
    ],
)
def test_balance_of_published_triples(
    now: Stated, ever: Stated, returned: Stated, verdict: str, difference: float
) -> None:
    found = balance(now, ever, returned)
    assert (found.verdict, found.difference) == (verdict, difference)


@given(counts, counts)
def test_sums_that_hold_are_found_to_hold(now: int, returned: int) -> None:
    assert balance(Stated(now), Stated(now + returned), Stated(returned)).verdict == "exact"


@given(counts, counts, st.integers(min_value=1, max_value=100_000))
def test_exact_figures_have_no_slack(now: int, returned: int, error: int) -> None:
    assert balance(Stated(now), Stated(now + returned + error), Stated(returned)).verdict == "differs"


@given(counts, counts, st.integers(min_value=3_001, max_value=100_000))
def test_rounding_never_excuses_more_than_its_last_digit(now: int, returned: int, error: int) -> None:
    rounded = [Stated(value, "approx") for value in (now, now + returned + error, returned)]
    assert balance(*rounded).verdict == "differs"


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([], None),
        ([None, "exact"], None),
        ([None, "at_least"], "at_least"),
        (["at_least", "more_than", None], "more_than"),
        (["up_to", None], "up_to"),
        (["more_than", "up_to"], "approx"),
        (["approx", "more_than"], "approx"),
    ],
)
def test_a_sum_is_no_surer_than_its_parts(parts: list[str | None], whole: str | None) -> None:
    assert of_sum(parts) == whole
