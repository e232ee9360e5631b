"""The scale of every chart: round numbers from zero, days from left to right, and nothing outside the drawing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webmap.drawing.scale import MOST_LINES, Scale, levels, month_starts

FIRST = date(2016, 10, 17)


@given(st.integers(1, 10**9))
def test_lines_stand_at_round_numbers_the_last_not_below_the_largest(most: int) -> None:
    found = levels(most)
    step = found[1]
    assert found == [step * n for n in range(len(found))]
    assert 2 <= len(found) <= MOST_LINES + 1
    assert found[-2] < most <= found[-1]
    assert str(step).rstrip("0") in ("1", "2", "25", "5")


@pytest.mark.parametrize(
    ("most", "lines"),
    [
        (0, [0]),
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (900, [0, 250, 500, 750, 1000]),
        (367_000, [0, 100_000, 200_000, 300_000, 400_000]),
    ],
)
def test_the_lines_of_some_charts(most: int, lines: list[int]) -> None:
    assert levels(most) == lines


@given(st.integers(0, 2000), st.floats(0, 1e6))
def test_everything_stands_inside_the_margins(days: int, value: float) -> None:
    scale = Scale(640, 300, FIRST, FIRST + timedelta(days=days), 1e6)
    assert scale.x(FIRST) == scale.left <= scale.x(scale.last) <= scale.end
    assert scale.top <= scale.y(value) <= scale.floor == scale.y(0)


def test_a_site_where_nobody_lives_has_a_scale_too() -> None:
    assert Scale(640, 300, FIRST, FIRST, 0).y(0) == 278


def test_ticks_are_first_days_of_months_with_january_among_them() -> None:
    assert month_starts(date(2016, 10, 1), date(2017, 2, 1), 3) == [date(2017, 1, 1)]
    assert month_starts(FIRST, date(2017, 1, 1)) == [date(2016, 11, 1), date(2016, 12, 1), date(2017, 1, 1)]
