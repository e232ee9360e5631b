"""Which movements are drawn and how: 14 days, both ends located, a number that is counted, estimated or unknown."""

import math
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from geodata.statements.movement_rows import Movement
from tests.made_rows import made
from webmap.asked.chosen_day import EVERYTHING
from webmap.drawing.curves import control_point
from webmap.layers.layer import nowhere
from webmap.layers.movements import LAYER, moved
from webmap.layers.movements.feature import features
from webmap.layers.movements.table import RUNNING_TOTALS, cells, columns
from webmap.words.i18n import speaking
from webmap.words.periods import period, tight_period

AT = date(2017, 4, 4)
WEST_MOSUL, JADAH_5 = (43.11419, 36.320869), (43.255766, 35.767612)


@pytest.fixture(autouse=True)
def reader(app: Flask) -> Iterator[None]:
    """The words of a table need a reader's language."""
    with speaking("en"):
        yield


def on(connection: Connection, at: date = AT) -> moved.Movements:
    return moved.sorted_out(LAYER.read(connection, at, EVERYTHING, "en"))


def drawn(connection: Connection) -> dict[str, dict[str, Any]]:
    return {feature["id"]: feature for feature in features(on(connection).recent, AT, nowhere)}


def counted(**values: Any) -> Movement:
    return made(
        Movement,
        **{"kind": "arrival", "qualifier": "exact", "flow_id": 1} | values,
    )


def test_on_the_day_of_the_release_7_of_8_movements_can_be_drawn(public_db: Connection) -> None:
    found = on(public_db)
    assert (len(found.drawn), len(found.recent)) == (7, 8)
    assert moved.counts_sentence(found) == "7 of 8 movements can be drawn"
    not_drawn = next(row for row in found.recent if not row.both_ends_located)
    assert not_drawn.to_name == "camps northeast of Mosul"
    reasons = [cell.text for cell in cells(not_drawn)]
    assert "not drawn: several places together" in reasons


def test_the_movement_of_13_000_is_drawn_as_counted(public_db: Connection) -> None:
    found = next(feature for feature in drawn(public_db).values() if feature["people"] == 13000)
    assert (found["width"], found["pattern"]) == (10.3, "solid")
    assert "13,000" in found["number"]
    assert found["detail"] == "transfer, 30 Mar – 1 Apr"
    assert (found["from_area"], found["to_area"]) == ("West Mosul", None)
    assert found["from"] == WEST_MOSUL
    assert [fact[0] for fact in found["facts"][:2]] == ["From", "To"]


def test_parts_of_an_area_share_its_ring_and_its_name(public_db: Connection) -> None:
    found = features(on(public_db, date(2017, 2, 3)).recent, AT, nowhere)
    names = {name for feature in found for name in (feature["from_area"], feature["to_area"]) if name}
    assert names == {"East Mosul"}


def test_families_alone_give_an_estimate_that_says_so_and_enters_no_file(public_db: Connection) -> None:
    row = next(row for row in on(public_db).recent if row.families == 826)
    feature = drawn(public_db)[str(row.flow_id)]
    assert (feature["people"], feature["pattern"]) == (4956, "dashed")
    assert feature["number"].startswith("826 families")
    assert "4,956" in feature["number"]
    assert feature["detail"].endswith("estimated")
    people = dict(zip([c.key for c in columns()], cells(row), strict=True))["individuals"]
    assert people.value is None
    assert people.note == "estimated: families × 6"


def test_a_movement_without_a_number_is_thin_and_dotted_and_unknown_is_not_zero(public_db: Connection) -> None:
    unknown = [feature for feature in drawn(public_db).values() if feature["people"] is None]
    assert {(feature["pattern"], feature["width"], feature["number"]) for feature in unknown} == {("dotted", 1.5, "")}
    row = next(row for row in on(public_db).recent if row.individuals is None and row.families is None)
    cell = dict(zip([c.key for c in columns()], cells(row), strict=True))["individuals"]
    assert (cell.text, cell.value, cell.unknown) == ("unknown", None, True)


def test_transit_reads_passages_and_is_double(public_db: Connection) -> None:
    passages = next(feature for feature in drawn(public_db).values() if feature["people"] == 5000)
    assert passages["pattern"] == "double"
    assert passages["detail"] == "passages, 3 Apr"


def test_running_totals_are_listed_apart_and_never_drawn(public_db: Connection) -> None:
    found = on(public_db)
    totals = {row.individuals for row in found.running_totals}
    assert {194000, 235700} <= totals
    drawable = features(found.recent + found.running_totals, AT, nowhere)
    assert not totals & {feature["people"] for feature in drawable} - {None}
    table = RUNNING_TOTALS.of(found.running_totals, AT)
    assert "never added" in table.caption
    assert not table.totals


@pytest.mark.parametrize(
    ("start", "end", "kind"),
    [
        ("2017-03-21", "2017-04-03", "recent"),  # 14 days
        ("2017-03-20", "2017-04-03", "running_totals"),  # 15 days
        ("2017-03-22", "2017-03-22", "recent"),
        ("2017-03-21", "2017-03-21", "earlier"),  # ended on the 15th day before
        ("2017-04-04", "2017-04-04", "recent"),
        ("2017-04-04", "2017-04-05", None),  # not over yet
    ],
)
def test_the_edges_of_14_days(owner: Connection, start: str, end: str, kind: str | None) -> None:
    owner.execute(text("SET LOCAL search_path TO exact, ninewa, public"))
    flow_id = owner.scalar(
        text(
            "INSERT INTO ninewa.flow (from_name, to_name, period_start, period_end, individuals, kind, provider, as_of,"
            " source_id) SELECT 'West Mosul', 'Jad''ah 5', :start, :end, 12, 'arrival', 'test', :end, min(source_id)"
            " FROM ninewa.source RETURNING flow_id"
        ),
        {"start": date.fromisoformat(start), "end": date.fromisoformat(end)},
    )
    found = on(owner)
    for name in ("recent", "running_totals", "earlier"):
        assert (flow_id in {row.flow_id for row in getattr(found, name)}) == (name == kind), name


@pytest.mark.parametrize(("people", "pixels"), [(1000, 2.8), (5000, 6.4), (13000, 10.3), (140000, 16.0), (100, 1.5)])
def test_the_width_grows_with_the_root_of_the_people(people: int, pixels: float) -> None:
    assert moved.width(moved.People(people)) == pixels


def test_how_well_the_number_is_known_comes_before_the_kind() -> None:
    assert moved.pattern(counted(kind="return", individuals=5)) == "hollow"
    assert moved.pattern(counted(kind="return", families=5)) == "dashed"
    assert moved.pattern(counted(kind="transit")) == "dotted"


def test_opposite_directions_bend_to_opposite_sides() -> None:
    there, back = control_point(WEST_MOSUL, JADAH_5), control_point(JADAH_5, WEST_MOSUL)
    assert side(there) < 0 < side(back)
    assert side(there) == pytest.approx(-side(back), rel=0.02)


def test_several_movements_of_one_pair_fan_out_on_one_side() -> None:
    offsets = [side(control_point(WEST_MOSUL, JADAH_5, place)) for place in range(4)]
    assert offsets == sorted(offsets, reverse=True)
    assert len({round(offset, 6) for offset in offsets}) == 4
    assert max(offsets) < 0


def side(position: tuple[float, float]) -> float:
    """Left (positive) or right (negative) of the straight line from West Mosul to Jad'ah 5."""
    (x0, y0), (x1, y1) = (mercator(p) for p in (WEST_MOSUL, JADAH_5))
    x, y = mercator(position)
    return (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)


def mercator(position: tuple[float, float]) -> tuple[float, float]:
    return math.radians(position[0]), math.log(math.tan(math.pi / 4 + math.radians(position[1]) / 2))


def test_periods_are_as_precise_as_they_were_stated() -> None:
    assert period(date(2017, 3, 30), date(2017, 4, 1)) == "30 March – 1 April 2017"
    assert period(date(2017, 3, 24), date(2017, 3, 30)) == "24 – 30 March 2017"
    assert period(date(2017, 4, 3), date(2017, 4, 3)) == "3 April 2017"
    assert period(date(2017, 1, 1), date(2017, 2, 28), "month", "month") == "January – February 2017"
    assert period(date(2016, 12, 1), date(2016, 12, 31), "month", "month") == "December 2016"
    assert period(date(2017, 2, 25), date(2017, 7, 31), "day", "month") == "25 February – July 2017"
    assert tight_period(date(2016, 12, 28), date(2017, 1, 2)) == "28 Dec – 2 Jan"
