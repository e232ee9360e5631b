"""The analysis of a corridor or a trunk: the rule's movements, each in its week, nothing added, the unknown said."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from xml.etree import ElementTree

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, create_engine, pool, text

from geodata.rules.trunks import trunks
from geodata.server.logins import Addresses
from tests.conftest import Make
from webmap.asked.span import Span
from webmap.corridors.analysis import queries
from webmap.corridors.analysis.chart import BARS, LETTER, NARROW, WIDE, Chart, chart
from webmap.corridors.analysis.page import published_on
from webmap.corridors.analysis.weeks import Weeks, by_week, resting_on_one, weeks_of
from webmap.words.i18n import without_isolates

SIX_WEEKS = Span(date(2017, 2, 21), date(2017, 4, 3))
PUBLISHED = "from=2017-02-21&at=2017-04-03"
# The rule once more in plain geography, of every pair of points.
ALONG = """
SELECT DISTINCT f.flow_id
FROM flows f
JOIN corridors c ON c.corridor_id = ANY (:corridors) AND f.period_start >= c.period_start
    AND f.period_end <= c.period_end
JOIN corridor_points a ON a.corridor_id = c.corridor_id AND a.role <> 'destination'
JOIN corridor_points b ON b.corridor_id = c.corridor_id AND b.role <> 'origin'
WHERE f.period_end BETWEEN :first AND :last
  AND ST_Distance(a.geom::geography, f.from_geom::geography) <= 500
  AND ST_Distance(b.geom::geography, f.to_geom::geography) <= 500
GROUP BY f.flow_id, c.corridor_id HAVING min(a.seq) < max(b.seq)
"""
PERHAPS = """
SELECT DISTINCT f.flow_id
FROM flows f
JOIN corridors c ON c.corridor_id = ANY (:corridors) AND f.period_start >= c.period_start
    AND f.period_end <= c.period_end
JOIN corridor_points p ON p.corridor_id = c.corridor_id
WHERE f.period_end BETWEEN :first AND :last
  AND (f.to_geom IS NULL AND p.role <> 'destination' AND ST_Distance(p.geom::geography, f.from_geom::geography) <= 500
       OR f.from_geom IS NULL AND p.role <> 'origin' AND ST_Distance(p.geom::geography, f.to_geom::geography) <= 500)
"""


def file(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


@pytest.fixture
def spoken(app: Flask) -> Iterator[None]:
    with app.test_request_context("/corridors?lang=en"):
        app.preprocess_request()
        yield


def weeks(connection: Connection, trunk: str, span: Span = SIX_WEEKS) -> Weeks:
    return by_week(queries.movements(connection, trunks()[trunk], span.first, span.last, "en").along, span)


def test_weeks_are_counted_back_from_the_last_day() -> None:
    assert [week.days for week in weeks_of(SIX_WEEKS)] == [6] * 6
    listed = weeks_of(Span(date(2017, 2, 25), date(2017, 4, 3)))
    assert (listed[0].first, listed[0].last, listed[-1].first) == (
        date(2017, 2, 25),
        date(2017, 2, 27),
        date(2017, 3, 28),
    )
    assert weeks_of(Span(date(2017, 4, 3), date(2017, 4, 3))) == [Span(date(2017, 4, 3), date(2017, 4, 3))]


@pytest.mark.parametrize("trunk", sorted(trunks()))
@pytest.mark.parametrize("span", [SIX_WEEKS, Span(date(2016, 11, 1), date(2017, 2, 28))], ids=["spring", "winter"])
def test_movements_are_those_of_the_rule_in_plain_geography(public_db: Connection, trunk: str, span: Span) -> None:
    corridors = list(trunks()[trunk])
    found = queries.movements(public_db, corridors, span.first, span.last, "en")
    asked = {"corridors": corridors, "first": span.first, "last": span.last}
    along = set(public_db.scalars(text(ALONG), asked))
    assert {row.flow_id for row in found.along} == along
    assert {row.flow_id for row in found.perhaps} == set(public_db.scalars(text(PERHAPS), asked)) - along
    assert found.more == 0


def test_what_moved_along_the_southern_road_by_the_third_of_april(client: FlaskClient) -> None:
    """The analysis that IOM DTM dated 3 April 2017, from what others said of these weeks."""
    assert published_on() == date(2017, 4, 3)
    rows = file(client, f"/corridors/trunks/south/analysis.csv?{PUBLISHED}&lang=ar")
    told = {
        (row["kind"], row["to"], row["period_end"], row["figure"]): row for row in rows if row["part"] == "movement"
    }
    largest = told["arrival", "Hammam al-Alil 1", "2017-03-01", "individuals"]
    assert (largest["value"], largest["qualifier"], largest["week_last"]) == ("15600", "exact", "2017-03-06")
    assert largest["source_cited"].endswith("UNHCR flash update, 2 March 2017")
    transfer = told["transfer", "Jad'ah 5", "2017-04-01", "individuals"]
    assert (transfer["value"], transfer["qualifier"], transfer["period_start"]) == ("13000", "approx", "2017-03-30")
    assert told["transfer", "Jad'ah 5", "2017-04-01", "families"]["value"] == "2283"
    assert told["transit", "Hammam al-Alil screening site", "2017-03-18", "individuals"]["value"] == ""
    assert {row["reason"] for row in rows if row["part"] == "perhaps"} == {"several", "unspecific", "site"}
    assert [row["reason"] for row in rows if row["part"] == "left_out"] == ["running_total"]
    rooms = [row for row in rows if row["part"] == "site" and row["figure"] == "free_places"]
    assert len(rooms) == 8
    assert not any(row["value"] or row["period_end"] for row in rooms)  # nobody counted plots there by that day


def test_every_figure_of_the_file_has_its_day_precision_and_source(client: FlaskClient) -> None:
    for trunk in trunks():
        for row in file(client, f"/corridors/trunks/{trunk}/analysis.csv?from=2016-12-01&at=2017-04-03"):
            if row["value"]:
                assert row["period_end"], row
                assert row["period_end_precision"], row
                assert row["source_cited"], row


def test_page_and_file_hold_the_same_movements(client: FlaskClient) -> None:
    for trunk in trunks():
        page = client.get(f"/corridors/trunks/{trunk}/analysis?{PUBLISHED}&lang=en").get_data(as_text=True)
        rows = file(client, f"/corridors/trunks/{trunk}/analysis.csv?{PUBLISHED}")
        ids = {row["flow_id"] for row in rows if row["part"] == "movement"}
        assert page.count('<rect class="bar ') == 2 * len(ids) + page.count('class="chart weeks sample"') - 2 * bool(
            ids
        )
        assert ids or "No movement along it is known" in page


def test_nothing_is_added_over_kinds_places_or_weeks(public_db: Connection, spoken: None) -> None:
    """A bar is a report: as many bars, and no number that is none of the rows'."""
    for trunk in trunks():
        found = weeks(public_db, trunk, Span(date(2017, 1, 15), date(2017, 4, 3)))
        stated = {
            str(row.individuals if row.individuals is not None else (row.families or 0) * 6) for row in found.used
        }
        bars = [bar for panel in chart(found, WIDE).panels for bar in panel.bars]
        assert len(bars) == len(found.used)
        for bar in bars:
            assert bar.label in ("", "?") or re.sub(r"[^0-9]", "", bar.label) in stated


def test_a_week_of_which_nobody_reported_is_hatched_and_a_stated_zero_is_not(
    public_db: Connection, spoken: None
) -> None:
    found = weeks(public_db, "south")
    by_kind = {one.kind: one for one in found.kinds}
    assert sorted(by_kind["arrival"].silent) == [2, 3, 4]
    assert [week.first for week in found.silent] == [date(2017, 3, 7)]
    drawn = {panel.title: panel for panel in chart(found, WIDE).panels}
    assert len(drawn["arrival"].hatched) == 3
    row = next(row for row in found.used if row.kind == "arrival" and row.individuals)
    nobody = row._replace(individuals=0, families=None, period_start=date(2017, 3, 8), period_end=date(2017, 3, 8))
    stated = by_week([*found.used, nobody], SIX_WEEKS)
    assert stated.silent == []
    arrivals = {panel.title: panel for panel in chart(stated, WIDE).panels}["arrival"]
    assert len(arrivals.hatched) == 2
    zero = next(bar for bar in arrivals.bars if bar.height < 1)
    assert without_isolates(zero.label).endswith("0")


def test_a_movement_stays_whole_in_the_week_in_which_it_ended(public_db: Connection) -> None:
    found = weeks(public_db, "south")
    placed = [
        (row, week) for one in found.kinds for week, rows in zip(found.weeks, one.by_week, strict=True) for row in rows
    ]
    assert sorted(row.flow_id for row, _week in placed) == sorted(row.flow_id for row in found.used)
    assert all(week.first <= row.period_end <= week.last for row, week in placed)
    assert any(row.period_start < week.first for row, week in placed)


def test_two_sources_of_the_same_days_are_two(public_db: Connection) -> None:
    found = weeks(public_db, "south").used
    alone = {row.flow_id for row in resting_on_one(found)}
    assert alone
    assert alone != {row.flow_id for row in found}
    row = found[0]
    assert resting_on_one([row, row._replace(flow_id=0)]) == [row, row._replace(flow_id=0)]
    assert resting_on_one([row, row._replace(flow_id=0, source_id=row.source_id + 1)]) == []


def labels(drawn: Chart) -> Iterator[list[tuple[float, float, float, float]]]:
    for panel in drawn.panels:
        yield [
            (bar.label_x - half, bar.label_y - 9, bar.label_x + half, bar.label_y + 1)
            for bar in panel.bars
            if bar.label
            for half in [LETTER * len(without_isolates(bar.label)) / 2]
        ]


@pytest.mark.parametrize("trunk", sorted(trunks()))
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_no_bar_or_number_leaves_the_chart_or_covers_another(
    public_db: Connection, spoken: None, trunk: str, width: int
) -> None:
    for span in (SIX_WEEKS, Span(date(2016, 10, 17), date(2017, 4, 3))):
        drawn = chart(weeks(public_db, trunk, span), width)
        if span == SIX_WEEKS:
            assert all(bar.label for panel in drawn.panels for bar in panel.bars)
        for boxes in labels(drawn):
            assert all(x0 >= -0.1 and x1 <= width + 0.1 for x0, _y0, x1, _y1 in boxes)
            for one, other in combinations(boxes, 2):
                beside = one[2] <= other[0] + 0.1 or other[2] <= one[0] + 0.1
                assert beside or one[3] <= other[1] or other[3] <= one[1]
        for panel in drawn.panels:
            assert all(bar.x >= 0 and bar.x + bar.width <= width and bar.height <= BARS for bar in panel.bars)
            assert panel.floor < drawn.height
            assert all(x + wide <= width + 0.2 for x, wide in (*panel.hatched, *panel.covered))


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/corridors/C99/analysis", 404, "C99"),
        ("/corridors/trunks/west/analysis.csv", 404, "west"),
        ("/corridors/C02/analysis?at=2017-04-03&from=2016-01-01", 400, "from"),
        ("/corridors/C02/analysis?at=2017-04-03&from=2017-04-04", 400, "from"),
        ("/corridors/C02/analysis.csv?at=soon", 400, "at"),
        ("/corridors/C02/analysis?at=2014-02-01", 400, "at"),
    ],
)
def test_what_cannot_be_asked_is_refused(client: FlaskClient, address: str, status: int, said: str) -> None:
    answer = client.get(f"{address}{'&' if '?' in address else '?'}lang=en")
    assert answer.status_code == status
    assert said in answer.get_data(as_text=True)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_it_stands_on_one_sheet_and_its_weeks_are_a_picture(app: Flask, lang: str) -> None:
    client = app.test_client()
    try:
        answer = client.get(f"/corridors/trunks/south/analysis.pdf?{PUBLISHED}&lang={lang}")
        again = client.get(f"/corridors/trunks/south/analysis.pdf?{PUBLISHED}&lang={lang}")
        nothing = client.get(f"/corridors/trunks/east/analysis.pdf?{PUBLISHED}&lang={lang}")
    finally:
        app.extensions["painter"].stop()
    assert answer.headers["Content-Disposition"] == (
        'inline; filename="corridor-south-analysis-2017-02-21-2017-04-03.pdf"'
    )
    assert answer.data == again.data
    for pdf, said in ((answer.data, "15,600"), (nothing.data, "2017")):
        with pypdfium2.PdfDocument(pdf) as document:
            assert len(document) == 1
            assert said in document[0].get_textpage().get_text_range()
    svg = client.get(f"/corridors/trunks/south/analysis.svg?{PUBLISHED}&lang={lang}")
    drawn = ElementTree.fromstring(svg.data)
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
    assert svg.text.count('<rect class="bar ') == 11
    assert "var(" not in svg.text


def test_corridors_lead_to_their_analysis(client: FlaskClient) -> None:
    listed = client.get("/corridors?at=2017-04-04&lang=en").get_data(as_text=True)
    leading = re.findall(r'href="(/corridors/trunks/\w+/analysis\?[^"]+)"', listed)
    assert len(leading) == 2 * len(trunks())
    assert sum("at=2017-04-03" in one and "from=2017-02-21" in one for one in leading) == len(trunks())
    assert "published an analysis" not in client.get("/corridors?at=2017-04-02&lang=en").get_data(as_text=True)
    assert "/corridors/C02/analysis?" in client.get("/corridors/C02?at=2017-04-04&lang=en").get_data(as_text=True)


def test_the_public_reads_no_count_under_ten(fresh_database: Addresses, make_app: Make) -> None:
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as owner:
        owner.exec_driver_sql(
            "INSERT INTO ninewa.flow (from_name, to_name, kind, period_start, period_end, as_of, individuals, provider,"
            " source_id, sensitivity) VALUES ('West Mosul', 'Jad''ah 4', 'arrival', '2017-04-02', '2017-04-02',"
            " '2017-04-02', 7, 'tried', 1, 'moderate')"
        )
    client = make_app(fresh_database, role="public").test_client()
    rows = file(client, f"/corridors/C02/analysis.csv?{PUBLISHED}")
    tried = next(row for row in rows if row["provider"] == "tried")
    assert (tried["value"], tried["withheld"], tried["figure"]) == ("", "value", "individuals")
    page = client.get(f"/corridors/C02/analysis?{PUBLISHED}&lang=en").get_data(as_text=True)
    assert "The number is withheld, as it is of fewer than 10 families or would tell of so few: 1 of the" in page
    assert "number withheld (under 10), reported by" in page
