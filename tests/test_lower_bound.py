"""How many people newly arrived at the least: nobody counts twice. Three communities are reckoned by hand."""

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from geodata.rules.lower_bound import Counted, counted, people
from tests.made_rows import made
from webmap.peacebuilding.rows import MovementNear

TOUCHING = frozenset({("Town", "camp-1")})

# Each of the rows of flows.csv that count, as people or as families × 6.
NEAR_ZELKAN = (
    15_600,  # Hammam al-Alil 1, 27 February to 1 March; the 1,650 of 28 February at "Hammam al-Alil" may be among them
    808,  # Khazer M1, 2 and 3 February
    692,  # Khazer M1, 30 and 31 January; larger than "more than 570" of 29 January to 1 February
    95 * 6,  # Hasansham M2, 26 December
    400,  # Nargizlia, 29 January to 1 February; the 182 of 30 and 31 January are among them
    370,  # Hasansham M2, 29 January to 1 February; the 74 of 30 and 31 January are among them
    250,  # Nargizlia 1, 20 February: a day of its own
    199,  # Nargizlia, 2 and 3 February: days of their own
    63,  # Hasansham M2, 2 and 3 February
)
NEAR_ALQOSH = (400, 250, 199)  # only the village of Nargizlia lies within 60 km
NEAR_AIN_SIFNI = (
    *NEAR_ZELKAN,
    1_400 * 6,  # Hasansham U3, 4 to 14 November; 3,000, 1,758, 250 × 6 and 150 × 6 of those days are among them
    5_000,  # Khazer camp, 4 November: another camp
    1_200,  # Qayyarah town, 26 to 28 October, from Jad'ah camp, which lies outside, 105 km away
    970,  # Khazer camp, 23 November
    955,  # Zelikan camp, 14 November
    150 * 6,  # Khazer M2, 25 and 26 November
    141 * 6,  # Zelikan camp, 3 November
    85 * 6,  # Al-Hud, 3 November
    280,  # Zelikan camp, 27 October
    21,  # Zelikan camp, 5 November
)


@pytest.mark.parametrize(
    ("community_id", "within_km", "days", "addends", "sum_by_hand"),
    [
        ("zelkan", 60, 120, NEAR_ZELKAN, 18_952),
        ("alqosh", 60, 120, NEAR_ALQOSH, 849),
        ("ain-sifni", 100, 300, NEAR_AIN_SIFNI, 38_034),
    ],
)
def test_three_communities_by_hand(
    client: FlaskClient, community_id: str, within_km: int, days: int, addends: tuple[int, ...], sum_by_hand: int
) -> None:
    query = f"at=2017-04-04&within_km={within_km}&days={days}"
    found = client.get(f"/api/plan/peacebuilding?{query}").get_json()["communities"]
    (one,) = [one for one in found if one["community_id"] == community_id]
    assert sorted(term["people"] for term in one["terms"]) == sorted(addends)
    assert one["newly_arrived_people"] == sum(addends) == sum_by_hand
    assert one["at_least"] is True


def test_who_moved_inside_the_distance_is_not_new(client: FlaskClient) -> None:
    found = client.get("/api/plan/peacebuilding?at=2017-04-04&within_km=60&days=120").get_json()["communities"]
    zelkan = next(one for one in found if one["community_id"] == "zelkan")
    left = {row["place"]: (row["people"], row["reason"]) for row in zelkan["left_out"]}
    assert left["Nargizlia 2"] == (826 * 6, "inside")
    assert left["Hammam al-Alil"] == (1_650, "same_days")
    near = client.get("/api/plan/peacebuilding?at=2017-04-04").get_json()["communities"][0]
    assert [term["place"] for term in near["terms"]] == ["Nargizlia 2"], "there the origin lies outside"


def arrival(number: int | None, first: int, last: int | None = None, to: str = "camp-2", **other: Any) -> MovementNear:
    """A row of movements_near.sql, of days in March 2017."""
    row = {
        "flow_id": 1, "kind": "arrival", "qualifier": None, "families": None, "individuals": number, "arrives": True,
        "to_key": to, "passes_on": False, "from_inside": False, "departure_m": None,
        "period_start": date(2017, 3, first), "period_end": date(2017, 3, last or first),
    }  # fmt: skip
    return made(MovementNear, **{**row, **other})


def bound(*rows: MovementNear) -> Counted[MovementNear]:
    return counted(rows, TOUCHING)


def test_rows_of_one_place_are_added_where_they_share_no_day() -> None:
    assert bound(arrival(100, 1, 3), arrival(50, 4)).people == 150
    found = bound(arrival(100, 1, 3), arrival(130, 3, 6))
    assert (found.people, found.at_least) == (130, True)


def test_a_place_that_may_contain_another_counts_as_the_same() -> None:
    assert bound(arrival(100, 1, 3, "Town"), arrival(40, 2, to="camp-1")).people == 100
    assert bound(arrival(100, 1, 3, "Town"), arrival(40, 4, to="camp-1")).people == 140
    assert bound(arrival(100, 1, 3, "Town"), arrival(40, 2, to="camp-2")).people == 140


def test_the_largest_stands_for_those_that_overlap_with_it() -> None:
    found = bound(arrival(60, 1, 2), arrival(100, 2, 5), arrival(70, 5, 6))
    assert (found.people, [left.reason for left in found.left]) == (100, ["same_days", "same_days"])


@pytest.mark.parametrize("kind", ["transfer", "secondary_movement"])
def test_who_moved_on_from_inside_brings_nobody_new(kind: str) -> None:
    moved = arrival(500, 9, kind=kind, from_inside=True, departure_m=2000.0)
    found = bound(arrival(100, 1), moved)
    assert (found.people, found.at_least, found.left[0].reason) == (100, False, "inside")
    assert bound(arrival(100, 1), arrival(500, 9, kind=kind)).people == 600
    unknown = bound(arrival(500, 9, kind=kind, from_inside=True))
    assert (unknown.people, unknown.at_least, unknown.left[0].reason) == (None, True, "origin_unknown")


def test_people_who_passed_a_screening_site_may_be_anywhere_afterwards() -> None:
    passed = arrival(900, 5, 6, "screening", passes_on=True)
    assert bound(passed, arrival(400, 9)).people == 900
    assert bound(passed, arrival(400, 2)).people == 1300
    assert bound(passed, arrival(400, 9, to="screening", passes_on=True)).people == 1300
    assert bound(passed, arrival(400, 2, to="another", passes_on=True)).people == 900


def test_who_passes_returns_or_leaves_does_not_count() -> None:
    assert bound(*(arrival(9, 1, kind=kind) for kind in ("transit", "passage", "return", "departure"))).people is None
    assert bound(arrival(9, 1, arrives=False)).people is None


def test_unknown_is_not_zero_and_an_upper_number_says_nothing_of_the_least() -> None:
    assert bound(arrival(None, 1)).people is None
    found = bound(arrival(100, 1), arrival(None, 5), arrival(900, 9, qualifier="up_to"))
    assert (found.people, found.at_least) == (100, True)
    assert bound(arrival(None, 1, families=5)).people == 30


ROWS = st.lists(
    st.tuples(
        st.integers(0, 900),
        st.integers(1, 20),
        st.integers(0, 6),
        st.sampled_from(["Town", "camp-1", "camp-2", "gate"]),
    ),
    max_size=12,
)


@given(ROWS)
def test_nobody_is_counted_twice_whatever_the_rows(drawn: list[tuple[int, int, int, str]]) -> None:
    rows = [
        arrival(number, first, first + long, to, flow_id=n, passes_on=to == "gate")
        for n, (number, first, long, to) in enumerate(drawn)
    ]
    found = bound(*rows)
    assert len(found.rows) + len(found.left) == len(rows)
    assert counted(rows[::-1], TOUCHING) == found, "the order of the rows decides nothing"
    for one in found.rows:
        for other in found.rows:
            same = one.to_key == other.to_key or {one.to_key, other.to_key} == {"Town", "camp-1"}
            shared = one.period_start <= other.period_end and other.period_start <= one.period_end
            assert one is other or not (same and shared)
            assert one.to_key == other.to_key or not one.passes_on or other.period_end < one.period_start
    if rows:
        assert (found.people or 0) >= max(people(row) or 0 for row in rows)
