"""Properties of the rules of planning that hold for any origins, places and flows."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.rules.allocation import Plan, Room, allocate
from geodata.rules.dates import first_day
from geodata.rules.filling import Added, Course, Stated, fills_on, trend_of

STRATEGIES = ("nearest", "min_cost")
AT = date(2017, 4, 4)


@st.composite
def questions(draw: st.DrawFn) -> tuple[list[int], list[Room]]:
    families = draw(st.lists(st.integers(1, 60), min_size=1, max_size=5))
    # Few distances, so that many are equal and several sites lie at one point.
    far = st.tuples(*[st.sampled_from([0.0, 10.0, 10.2, 250.0, 999.6]) for _ in families])
    free = draw(st.lists(st.tuples(st.integers(0, 40), far), max_size=8))
    return families, [Room(f"site-{n}", places, metres) for n, (places, metres) in enumerate(free)]


def held(plan: Plan, families: list[int], rooms: list[Room]) -> None:
    free = {room.site_id: room.free for room in rooms}
    for site_id in free:
        assert sum(p.families for p in plan.placements if p.site_id == site_id) <= free[site_id]
    for origin, count in enumerate(families):
        assert sum(p.families for p in plan.placements if p.origin == origin) <= count
    assert plan.placed + plan.unplaced == sum(families)
    assert plan.placed == min(sum(families), sum(free.values()))
    assert all(p.families > 0 for p in plan.placements)
    assert [(p.origin, p.metres) for p in plan.placements] == sorted((p.origin, p.metres) for p in plan.placements)


@given(questions())
@settings(max_examples=120)
def test_never_more_than_free_and_nobody_is_lost(question: tuple[list[int], list[Room]]) -> None:
    families, rooms = question
    for strategy in STRATEGIES:
        held(allocate(strategy, families, rooms), families, rooms)


@given(questions(), st.randoms(use_true_random=False))
@settings(max_examples=120)
def test_the_order_of_sites_changes_nothing_nor_that_of_origins_the_least_total(
    question: tuple[list[int], list[Room]], random: Random
) -> None:
    families, rooms = question
    shuffled = random.sample(rooms, len(rooms))
    for strategy in STRATEGIES:
        assert allocate(strategy, families, rooms) == allocate(strategy, families, shuffled)
    order = random.sample(range(len(families)), len(families))
    turned = [Room(room.site_id, room.free, tuple(room.metres[o] for o in order)) for room in rooms]
    plan, other = allocate("min_cost", families, rooms), allocate("min_cost", [families[o] for o in order], turned)
    assert (plan.total_cost(), plan.unplaced) == (other.total_cost(), other.unplaced)


@given(questions())
@settings(max_examples=120)
def test_the_least_total_is_never_longer_than_the_greedy_one(question: tuple[list[int], list[Room]]) -> None:
    families, rooms = question
    least, greedy = allocate("min_cost", families, rooms), allocate("nearest", families, rooms)
    assert least.placed == greedy.placed
    assert least.total_cost() <= greedy.total_cost()


def _least_by_trying(families: list[int], rooms: list[Room]) -> int:
    """The least metres of all ways to place as many as there is room for: each family in turn anywhere or nowhere."""
    waiting = [origin for origin, count in enumerate(families) for _ in range(count)]
    too_many = len(waiting) > sum(room.free for room in rooms)
    ways = {tuple(room.free for room in rooms): 0}  # places left: the least metres that leave them
    for origin in waiting:
        after = dict(ways) if too_many else {}
        for left, metres in ways.items():
            for n, room in enumerate(rooms):
                if left[n]:
                    rest = (*left[:n], left[n] - 1, *left[n + 1 :])
                    total = metres + round(room.metres[origin])
                    after[rest] = min(total, after.get(rest, total))
        ways = after
    fewest = min(map(sum, ways))
    return min(metres for left, metres in ways.items() if sum(left) == fewest)


@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=3).flatmap(
        lambda families: st.tuples(
            st.just(families),
            st.lists(
                st.tuples(st.integers(0, 3), st.tuples(*[st.integers(0, 9).map(float) for _ in families])), max_size=3
            ),
        )
    )
)
@settings(max_examples=80)
def test_the_least_total_is_the_least_of_all_ways(
    question: tuple[list[int], list[tuple[int, tuple[float, ...]]]],
) -> None:
    families, free = question
    rooms = [Room(f"site-{n}", places, metres) for n, (places, metres) in enumerate(free)]
    assert allocate("min_cost", families, rooms).total_cost() == _least_by_trying(families, rooms)


def test_the_least_total_gives_way_where_another_origin_gains_more() -> None:
    """Checked by hand: greedy 10 x 1 km + 10 x 100 km; the least total lets the first go 2 km: 10 x 2 + 10 x 3."""
    rooms = [Room("a", 10, (1000.0, 3000.0)), Room("b", 10, (2000.0, 100000.0))]
    assert allocate("nearest", [10, 10], rooms).total_cost() == 1_010_000
    least = allocate("min_cost", [10, 10], rooms)
    assert least.total_cost() == 50_000
    assert [(p.origin, p.site_id, p.families) for p in least.placements] == [(0, "b", 10), (1, "a", 10)]


flows = st.fractions(0, 50, max_denominator=20)
pipelines = st.lists(st.builds(Added, st.dates(AT, date(2017, 7, 1)), st.integers(0, 500)), max_size=4)


@given(st.integers(-50, 500), flows, flows, flows, pipelines, st.integers(1, 120))
def test_a_higher_inflow_never_fills_a_site_later(
    room: int, inflow: Fraction, more: Fraction, outflow: Fraction, pipeline: list[Added], horizon: int
) -> None:
    first = fills_on(room, inflow - outflow, pipeline, AT, horizon)
    second = fills_on(room, inflow + more - outflow, pipeline, AT, horizon)
    assert first is None or (second is not None and second <= first)


@given(st.integers(-50, 500), st.fractions(-20, 50, max_denominator=20), pipelines, st.integers(1, 120))
def test_the_day_is_the_one_found_by_looking_at_every_day(
    room: int, net: Fraction, pipeline: list[Added], horizon: int
) -> None:
    def left(days: int) -> Fraction:
        added = sum(one.plots for one in pipeline if one.on <= AT + timedelta(days=days))
        return Fraction(room + added - net * days)

    by_looking = next((AT + timedelta(days=days) for days in range(horizon + 1) if left(days) <= 0), None)
    assert fills_on(room, net, pipeline, AT, horizon) == by_looking


@given(
    st.dates(date(2016, 11, 1), AT),
    st.integers(-50, 500),
    st.fractions(-20, 50, max_denominator=20),
    flows,
    pipelines,
    st.integers(1, 120),
    st.booleans(),
)
def test_a_course_from_an_old_count_keeps_to_its_bounds(
    counted: date, room: int, net: Fraction, more: Fraction, pipeline: list[Added], horizon: int, trend: bool
) -> None:
    def course(by: Fraction) -> Course:
        return Course(counted, room, 600, by, counted if trend else AT, tuple(pipeline))

    plots = 600 + sum(one.plots for one in pipeline)
    assert all(0 <= course(net).free_on(AT + timedelta(days=n)) <= plots for n in range(horizon))
    first, second = course(net).full_on(AT, horizon), course(net + more).full_on(AT, horizon)
    assert first is None or (second is not None and second <= first)
    if first is not None:
        assert course(net).free_on(first) == 0
        assert first >= (counted if trend else AT)


def test_days_until_full_checked_by_hand() -> None:
    """240 places, 12.5 families a day: 15 left after 18 days, full on the 20th; 100 plots more last 8 days longer."""
    assert fills_on(240, Fraction(25, 2), [], AT, 90) == date(2017, 4, 24)
    assert fills_on(240, Fraction(25, 2), [Added(date(2017, 4, 20), 100)], AT, 90) == date(2017, 5, 2)
    assert fills_on(240, Fraction(25, 2), [Added(date(2017, 4, 25), 100)], AT, 90) == date(2017, 4, 24)
    assert fills_on(240, Fraction(25, 2), [], AT, 19) is None
    assert fills_on(0, Fraction(0), [], AT, 90) == AT
    assert fills_on(5, Fraction(0), [], AT, 90) is None


def stated(kind: str, day: date, value: int | None, precision: str = "day") -> Stated:
    return Stated(kind, first_day(day, precision), day, precision, value)


def test_a_trend_needs_two_days_of_one_kind() -> None:
    said = [stated("occupied", date(2017, 3, 31), 300), stated("families", date(2017, 4, 1), 310)]
    assert trend_of(said) is None
    trend = trend_of([*said, stated("families", date(2017, 3, 22), 210)])
    assert trend is not None
    assert (trend.net, trend.least, trend.kind) == (Fraction(10), Fraction(10), "families")


@pytest.mark.parametrize(("before", "after"), [(100, 400), (400, 100)])
def test_a_trend_from_a_third_of_a_month_has_a_range_of_which_the_sooner_is_taken(before: int, after: int) -> None:
    """From some day of 1 to 10 March to the 20th are 10 to 19 days."""
    said = [stated("families", date(2017, 3, 20), after), stated("families", date(2017, 3, 10), before, "early")]
    trend = trend_of(said)
    assert trend is not None
    days = {Fraction(after - before, 10), Fraction(after - before, 19)}
    assert {trend.net, trend.least} == days
    assert trend.net == max(days)


def test_statements_whose_days_may_be_the_same_make_no_trend() -> None:
    early = stated("families", date(2017, 3, 10), 100, "early")
    assert trend_of([stated("families", date(2017, 3, 8), 400), early]) is None
    older = stated("families", date(2017, 2, 26), 40)
    trend = trend_of([stated("families", date(2017, 3, 8), 400), early, older])
    assert trend is not None
    assert (trend.since, trend.net) == (older, Fraction(36))
