"""The small maps of what changed and of movements: what is drawn, how wide, and labels that cover nothing."""

import re
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from flask.testing import FlaskClient

from geodata.rules.movement_sums import flows
from geodata.statements.movement_rows import Movement
from tests.made_rows import made
from webmap.drawing.labels import Labels, along, beside, beside_curve, box_around, close_together, on_curve, touch
from webmap.movements.picture import Arrow, flow_map
from webmap.words.i18n import speaking

LONG = "from=2016-10-20&to=2017-07-04&lang=en"
FORTNIGHT = "from=2017-03-24&to=2017-04-04&lang=en"
MOSUL, CAMP, OTHER = (43.13, 36.34), (43.26, 35.77), (43.4, 36.5)


def row(number: int, start: Any = MOSUL, end: Any = CAMP, **other: Any) -> Movement:
    plain = {"kind": "arrival", "individuals": None, "families": None, "qualifier": None, "provider": "UNHCR"}
    ends = {"from_name": f"a{start}", "from_shown": "a", "from_area": None, "from_lon": start[0], "from_lat": start[1]}
    ends |= {"to_name": f"b{end}", "to_shown": "b", "to_area": None, "to_lon": end[0], "to_lat": end[1]}
    return made(Movement, **{"flow_id": number, "both_ends_located": True, **plain, **ends, **other})


def arrows(rows: list[Movement]) -> list[Arrow]:
    found = flow_map(flows(rows))
    return list(found.pictures[0].arrows) if found else []


def test_arrows_are_as_wide_as_people_and_look_as_well_known_as_they_are(app: Any) -> None:
    days: dict[str, Any] = {
        "period_start_precision": "day",
        "period_end_precision": "day",
        "period_start": date(2017, 3, 1),
    }
    days["period_end"] = days["period_start"]
    with speaking("en"):
        counted, estimated, passing, refused, unknown = (
            arrows([row(1, individuals=9000)])[0],
            arrows([row(1, families=1500)])[0],
            arrows([row(1, individuals=2000, kind="transit")])[0],
            arrows([row(1, individuals=2000, **days), row(2, individuals=4000, **days)])[0],
            arrows([row(1)])[0],
        )
        both = arrows([row(1, individuals=9000), row(2, end=OTHER, individuals=1000)])
    assert [one.look for one in (counted, estimated, passing, refused, unknown)] == [
        "counted", "estimate", "passage", "refused", "unknown",
    ]  # fmt: skip
    assert counted.width == estimated.width > refused.width > passing.width > unknown.width
    assert [one.hollow for one in (counted, passing, refused)] == [False, True, False]
    assert [one.width for one in both] == sorted((one.width for one in both), reverse=True)


def test_what_has_no_position_is_not_drawn_but_said(app: Any) -> None:
    with speaking("en"):
        assert arrows([row(1, individuals=9, both_ends_located=False)]) == []
        found = flow_map(flows([row(1, individuals=9), row(2, end=OTHER, individuals=9, both_ends_located=False)]))
    assert found is not None
    assert found.shown == ("1 of 2 rows of the lists are drawn, the largest first. 1 has an end without a position.")


def test_a_label_keeps_off_whatever_is_taken() -> None:
    at, labels = (195.0, 200.0), Labels(390, 400)
    labels.keep([box_around(at, 6)])
    found = [labels.place(["Hammam al-Alil"], beside(at, (9, 20))) for _ in range(6)]
    assert [label is not None for label in found] == [True] * 4 + [False] * 2
    assert not [1 for one, two in combinations(labels.taken, 2) if touch(one, two)]
    everywhere = Labels(390, 400)
    everywhere.keep([(0, 0, 390, 400)])
    assert everywhere.place(["far out"], beside((395.0, 399.0), (9,))) is None


def test_lines_of_text_stand_together_round_their_mark() -> None:
    at, labels = (195.0, 200.0), Labels(390, 400)
    labels.keep([box_around(at, 6)])
    label = labels.place(["Qaymawa", "240 places free"], beside(at, (9,), 2))
    assert label is not None
    assert (label.text, label.lines) == ("Qaymawa", ("Qaymawa", "240 places free"))
    left, top, right, bottom = labels.taken[-1]
    assert (top + bottom) / 2 == pytest.approx(at[1], abs=2)
    assert right - left > 7 * len("240 places free")


def test_a_number_keeps_off_its_line() -> None:
    curve, labels = ((20.0, 200.0), (200.0, 20.0), (380.0, 200.0)), Labels(390, 400)
    labels.keep(along(curve, 5))
    label = labels.place(["13,000"], beside_curve(curve, 12))
    assert label is not None
    assert on_curve(curve, 0) == curve[0]


def test_points_so_near_that_they_are_one_stand_together() -> None:
    points = [(0.0, 0.0), (50.0, 0.0), (8.0, 0.0), (16.0, 0.0)]
    assert close_together(points, 10) == [[0, 2, 3], [1]]


@pytest.mark.parametrize("period", [FORTNIGHT, LONG])
def test_the_map_of_movements_leads_to_the_main_map_on_the_last_day(client: FlaskClient, period: str) -> None:
    page = client.get(f"/plan/movements?{period}").get_data(as_text=True)
    (last,) = re.findall("to=([0-9-]+)", period)
    assert page.count('class="route-map flow-map"') == 2
    assert re.search(rf'href="/\?[^"]*at={last}"', page)
    narrowed = client.get(f"/plan/movements?{period}&kind=transfer").get_data(as_text=True)
    assert 0 < narrowed.count('class="head" d=') < page.count('class="head" d=')


def test_numbers_on_the_map_are_those_of_the_list(client: FlaskClient) -> None:
    page = client.get(f"/plan/changes?{LONG}").get_data(as_text=True)
    listed = re.split(r"<table", page.split('id="sites-head"')[1])[1].split("</table>")[0]
    numbers = [int(one) for one in re.findall(r'class="name"><bdi>(\d+)</bdi>', listed)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 20
    for picture in re.findall(r'<svg class="route-map changes-map".*?</svg>', page, re.DOTALL):
        drawn: set[int] = set()
        for text in re.findall(r'<text class="halo number"[^>]*>\u2068([^<]*)\u2069</text>', picture):
            for run in text.split(", "):
                first, _dash, last = run.partition("–")
                drawn |= set(range(int(first), int(last or first) + 1))
        assert drawn == set(numbers)


def test_a_site_that_moved_is_drawn_with_its_way(client: FlaskClient) -> None:
    page = client.get(f"/plan/changes?{FORTNIGHT}").get_data(as_text=True)
    assert 'class="way"' not in page, "no site of the reference files moved"
