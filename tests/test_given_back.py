"""No count that is withheld is given back by others: of other reports, statements or measures of a site and its days.

Whoever asks has every answer of every day and of every moment of knowing: the published tables hold all of it.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from tests.test_publishing import differences
from tests.test_withheld import report, site, undone

DAY = date(2017, 4, 1)
PEOPLE = ("families", "individuals")
FIGURE = """INSERT INTO ninewa.figure (site_ids, metric, type, as_of, unit, value, source_id, sensitivity)
    VALUES (:sites, :metric, 'stock', :day, :unit, :value, 1, 'moderate')"""
SERVICE = """INSERT INTO ninewa.service_report (site_ids, as_of, indicator, value, unit, source_id, sensitivity)
    VALUES (:sites, :day, :metric, :value, :unit, 1, 'moderate')"""
MOVED = """INSERT INTO ninewa.flow (from_name, to_name, period_start, period_end, {what}, kind, as_of, source_id,
                                    provider, sensitivity)
    VALUES ('from here', 'to there', :begins, :ends, :value, 'transfer', :ends, 1, 'IOM DTM', 'moderate')"""


@pytest.fixture
def tried(owner: Connection) -> Connection:
    site(owner)
    return owner


def stated(
    connection: Connection, metric: str, unit: str, value: float, day: date = DAY, *, into: str = FIGURE
) -> None:
    values = {"sites": ["tried"], "metric": metric, "unit": unit, "value": value, "day": day}
    connection.execute(text(into), values)


def told(connection: Connection, *columns: str) -> list[dict[str, int]]:
    """Of each published report of the site what it tells of these columns, as they were written."""
    rows = connection.exec_driver_sql(
        f"SELECT {', '.join(columns)} FROM published.site_reports WHERE site_id = 'tried' ORDER BY report_id"
    )
    return [{name: value for name, value in row._mapping.items() if value is not None} for row in rows]


def values_told(connection: Connection, relation: str) -> dict[str, float | None]:
    name = "metric" if relation == "figures" else "indicator"
    rows = connection.exec_driver_sql(f"SELECT {name}, value FROM published.{relation} WHERE site_ids = '{{tried}}'")
    return {row[0]: row[1] for row in rows}


@pytest.mark.parametrize(
    ("order", "plots"), [((0, 1, 2), []), ((2, 1, 0), ["plots_occupied"]), ((1, 2, 0), ["plots_occupied"])]
)
def test_reports_of_one_day_tell_together_what_each_would_withhold(
    tried: Connection, order: tuple[int, ...], plots: list[str]
) -> None:
    """Families of one source less the families on plots of another are those waiting that a third withholds; families
    that were told before the plots cannot be taken back."""
    stated_by = [{"families": 108}, {"plots_occupied": 100}, {"families_waiting": 8}]
    for which in order:
        report(tried, DAY, dict(stated_by[which]))
    assert sorted(map(list, told(tried, "families", "plots_occupied", "families_waiting"))) == [
        [],
        [],
        plots,
    ]
    assert differences(tried) == {}


def test_a_figure_of_the_month_stands_beside_its_days(tried: Connection) -> None:
    report(tried, DAY, {"families": 8})
    report(tried, date(2017, 4, 30), {"individuals": 48}, as_of_precision="month")
    report(tried, date(2017, 5, 1), {"individuals": 480})
    assert told(tried, *PEOPLE) == [{}, {}, {"individuals": 480}]


def test_what_is_corrected_before_and_after_gives_nothing_back(tried: Connection) -> None:
    """Both the old and the newest report say 108 families and 100 plots occupied; the one between, that 8 wait."""
    before = report(tried, DAY, {"families": 108, "plots_occupied": 100})
    between = report(tried, DAY, {"families_waiting": 8}, corrects=before)
    report(tried, DAY + timedelta(1), {"families": 108, "plots_occupied": 100}, corrects=between)
    assert told(tried, *PEOPLE) == [{}, {}, {}]


def test_a_slip_that_was_corrected_withholds_nothing(tried: Connection) -> None:
    slip = report(tried, DAY, {"families": 5, "plots_occupied": 6})
    right = report(tried, DAY, {"families": 500, "plots_occupied": 600}, corrects=slip)
    report(tried, DAY, {"families": 510, "plots_occupied": 600}, corrects=right)
    assert told(tried, *PEOPLE) == [{}, {}, {"families": 510}]


def test_what_nobody_may_know_of_withholds_nothing(tried: Connection) -> None:
    report(tried, DAY, {"families": 8}, sensitivity="high")
    report(tried, DAY, {"individuals": 60})
    assert told(tried, *PEOPLE) == [{"individuals": 60}]


@pytest.mark.parametrize(("people", "is_told"), [(59, False), (60, True)])
def test_people_of_few_families_are_withheld_before_anybody_states_the_families(
    tried: Connection, people: int, is_told: bool
) -> None:
    """At six a family they tell them: whoever keeps what is public now would know a number that is withheld later."""
    stated(tried, "people", "individuals", people)
    stated(tried, "persons", "persons", people, into=SERVICE)
    stated(tried, "plots", "plots", people, into=SERVICE)
    report(tried, DAY, {"individuals": people})
    tried.exec_driver_sql(
        "INSERT INTO ninewa.flow_place (name, kind, reason)"
        " VALUES ('from here', 'area', 'x'), ('to there', 'area', 'x')"
    )
    tried.execute(text(MOVED.format(what="individuals")), {"begins": DAY, "ends": DAY, "value": people})
    seen = people if is_told else None
    assert values_told(tried, "figures") == {"people": seen}
    assert values_told(tried, "service_reports") == {"persons": seen, "plots": people}
    assert told(tried, *PEOPLE) == [{"individuals": people} if is_told else {}]
    moved = tried.exec_driver_sql("SELECT individuals, withheld FROM published.flows WHERE from_name = 'from here'")
    assert [tuple(row) for row in moved] == [(seen, [] if is_told else ["individuals"])]
    assert differences(tried) == {}


def test_statements_tell_no_count_of_a_report(tried: Connection) -> None:
    stated(tried, "plots_unoccupied", "plots", 50)
    stated(tried, "families", "families", 100)
    report(tried, DAY, {"plots_ready": 55, "plots_occupied": 5})
    stated(tried, "plots_available", "plots", 5, DAY + timedelta(1))
    report(tried, DAY + timedelta(1), {"plots_ready": 105, "plots_occupied": 100})
    assert set(values_told(tried, "figures").values()) == {None}
    assert told(tried, "plots_ready", "plots_occupied") == [{"plots_ready": 55}, {"plots_ready": 105}]
    assert differences(tried) == {}


def test_kinds_and_all_of_them_tell_each_other(tried: Connection) -> None:
    for metric, value in (("tents_ready", 108), ("tents_on_concrete", 100), ("tents_on_ground", 8)):
        stated(tried, metric, "tents", value)
    for indicator, value in (("latrines", 24), ("latrines_men", 16), ("latrines_women", 8)):
        stated(tried, indicator, "latrines", value, into=SERVICE)
    stated(tried, "showers", "showers", 24, into=SERVICE)
    assert set(values_told(tried, "figures").values()) == {None}
    assert {name for name, value in values_told(tried, "service_reports").items() if value is not None} == {"showers"}


@pytest.mark.parametrize("apart", [0, 31, 32])
def test_a_rate_tells_no_count_that_it_is_a_rate_of(tried: Connection, apart: int) -> None:
    later = DAY + timedelta(apart)
    stated(tried, "persons_per_latrine", "persons/latrine", 40, later, into=SERVICE)
    stated(tried, "persons_per_shower", "persons/shower", 20, later, into=SERVICE)
    stated(tried, "water_litres_per_person_day", "l/person/day", 15, later, into=SERVICE)
    stated(tried, "latrines", "latrines", 5, into=SERVICE)
    report(tried, DAY, {"individuals": 200})
    rates = {name for name, value in values_told(tried, "service_reports").items() if value is not None}
    of_latrines = {"persons_per_latrine"} if apart > 31 else set()
    assert rates == {"persons_per_shower", "water_litres_per_person_day"} | of_latrines
    report(tried, DAY, {"families": 8})
    rates = {name for name, value in values_told(tried, "service_reports").items() if value is not None}
    assert ("persons_per_shower" in rates) == (apart > 31)
    assert differences(tried) == {}


def test_a_movement_of_a_whole_period_tells_no_part_of_it(tried: Connection) -> None:
    tried.exec_driver_sql(
        "INSERT INTO ninewa.flow_place (name, kind, reason)"
        " VALUES ('from here', 'area', 'x'), ('to there', 'area', 'x')"
    )
    for begins, ends, what, value in (
        (1, 3, "families", 108),
        (1, 1, "families", 50),
        (2, 2, "families", 50),
        (3, 3, "families", 8),
        (1, 1, "individuals", 300),
        (3, 3, "individuals", 48),
    ):
        moved = {"begins": DAY.replace(day=begins), "ends": DAY.replace(day=ends), "value": value}
        tried.execute(text(MOVED.format(what=what)), moved)
    rows = tried.exec_driver_sql(
        "SELECT families, individuals FROM published.flows WHERE from_name = 'from here' ORDER BY flow_id"
    )
    assert list(map(tuple, rows)) == [(None, None), (50, None), (50, None), (None, None), (None, 300), (None, None)]
    assert differences(tried) == {}


class Written(NamedTuple):
    days: int
    figures: dict[str, int]
    corrects: bool


counts = st.one_of(st.integers(0, 12), st.integers(13, 400))
sequences = st.lists(
    st.builds(
        Written,
        st.integers(0, 2),
        st.dictionaries(
            st.sampled_from(("families", "individuals", "plots_occupied", "families_waiting")), counts, min_size=1
        ),
        st.booleans(),
    ),
    min_size=2,
    max_size=6,
)


def test_that_nobody_waits_withholds_nothing(tried: Connection) -> None:
    """It is what most reports say; the public would see of no camp how many live there."""
    report(tried, DAY, {"families": 600, "individuals": 3000, "plots_occupied": 600, "families_waiting": 0})
    assert told(tried, "families", "individuals", "plots_occupied", "families_waiting") == [
        {"families": 600, "individuals": 3000, "plots_occupied": 600, "families_waiting": 0}
    ]


@given(sequences)
@settings(max_examples=60)
def test_no_sum_or_difference_of_what_is_told_of_a_day_is_what_is_withheld(
    owner: Connection, written: list[Written]
) -> None:
    with undone(owner):
        site(owner)
        before = None
        for one in written:
            more: dict[str, Any] = {"corrects": before if one.corrects else None}
            before = report(owner, DAY + timedelta(one.days), dict(one.figures), **more)
        shown = told(owner, "families", "individuals", "plots_occupied", "families_waiting")
    replaced = {place - 1 for place, one in enumerate(written) if place and one.corrects}
    for place, (one, tells) in enumerate(zip(written, shown, strict=True)):
        for secret in one.figures.keys() - tells.keys():
            assert place in replaced or not given_back(written, shown, one, secret)
    assert all(
        value >= 10 or (name == "families_waiting" and value == 0) for tells in shown for name, value in tells.items()
    )


def given_back(written: list[Written], shown: list[dict[str, int]], one: Written, secret: str) -> bool:
    """Whether what is told of the day of a report says what a count in it is that is under 10."""
    if one.figures[secret] >= 10:
        return False
    day = [tells for other, tells in zip(written, shown, strict=True) if other.days == one.days]
    of_day = {name: [tells[name] for tells in day if name in tells] for name in (*PEOPLE, "plots_occupied")}
    if secret in PEOPLE:
        return any(of_day[name] for name in PEOPLE)
    pairs = product(of_day["families"], of_day["plots_occupied"])
    return any(abs(families - occupied) == one.figures[secret] for families, occupied in pairs)
