"""What is asked of the gaps and what the page keeps of it: people by their newest figure, arrivals at several sites."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, create_engine, pool, text

from geodata.rules.gaps import Arriving
from geodata.server.logins import Addresses
from webmap.asked.chosen_day import EVERYTHING
from webmap.gaps import queries
from webmap.gaps.findings import gaps_on
from webmap.gaps.question import Question
from webmap.standards.assessed import worst

DAY = date(2017, 4, 4)
WORKED = (Path(__file__).parent.parent / "docs" / "worked-examples.md").read_text(encoding="utf-8")
LATER_FAMILIES = (
    "INSERT INTO ninewa.site_report (site_id, as_of, source_id, families, individuals)"
    " VALUES ('qayyarah-airstrip', '2017-04-03', 1, 6000, NULL), ('essian', '2017-04-03', 1, 2500, 13000)"
)
LATRINES_OF_MARCH = (
    "INSERT INTO ninewa.service_report (site_ids, as_of, source_id, indicator, value)"
    " VALUES (ARRAY['qayyarah-airstrip'], '2017-03-20', 1, 'latrines', 1500)"
)


@pytest.fixture
def changing(owner: Connection) -> Connection:
    """The owner on the exact layer, rolled back."""
    owner.execute(text("SET LOCAL search_path TO exact, ninewa, public"))
    return owner


def plain(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>|[\u2066-\u2069]", "", answer.get_data(as_text=True)))


def told(client: FlaskClient, query: str) -> Any:
    answer = client.get(f"/api/plan/gaps?at=2017-04-04&lang=en&{query}")
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def test_families_counted_later_than_people_make_the_people(changing: Connection) -> None:
    before = gaps_on(changing, Question("cccm-iraq"), DAY, EVERYTHING, "en")
    changing.execute(text(LATER_FAMILIES))
    changing.execute(text(LATRINES_OF_MARCH))
    arriving = {"qayyarah-airstrip": Arriving("qayyarah-airstrip", 100, Fraction(11, 2))}
    after = gaps_on(changing, Question("cccm-iraq", Fraction(11, 2), arriving), DAY, EVERYTHING, "en")
    counted, made = (found.people["qayyarah-airstrip"] for found in (before, after))
    assert (counted.value, counted.qualifier, counted.as_of, counted.basis) == (
        20300, "more_than", date(2017, 1, 31), "count",
    )  # fmt: skip
    assert (made.value, made.qualifier, made.as_of, made.basis) == (33000, "approx", date(2017, 4, 3), "families")
    assert made.counted is not None
    assert (made.counted.value, made.counted.as_of) == (20300, date(2017, 1, 31))
    latrines = next(
        one for one in after.assessed if (one.site.site_id, one.standard.indicator) == ("qayyarah-airstrip", "latrines")
    )
    assert latrines.now is not None
    assert latrines.after is not None
    assert (latrines.now.needed, latrines.people_after, latrines.after.needed) == (1650, 33550, 1678)
    assert after.people["essian"].value == 13000  # people of the very same day are counted, not estimated


def test_where_only_families_are_known_they_are_the_newest_figure(changing: Connection) -> None:
    found = gaps_on(changing, Question("cccm-iraq", Fraction(6)), DAY, EVERYTHING, "en")
    people = found.people["hasansham-m2"]  # 150+ families, no count of people
    assert (people.value, people.qualifier, people.counted) == (900, "approx", None)
    assert found.people["amalla"].value is None
    assert gaps_on(changing, Question("cccm-iraq"), DAY, EVERYTHING, "en").people["hasansham-m2"].value == 750
    assert "150 × 5 = ≈750 people" in WORKED


def test_the_page_and_the_file_say_that_people_are_estimated(
    fresh_database: Addresses, make_app: Callable[..., Any]
) -> None:
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        connection.execute(text(LATER_FAMILIES))
        connection.execute(text(LATRINES_OF_MARCH))
    client = make_app(fresh_database).test_client()
    shown = plain(client, "/plan/gaps?at=2017-04-04&lang=en")
    assert "≈30,000 6,000 families × 5, 20,300+ counted 31 Jan 2017" in shown
    assert "their people are families × 5, marked ≈." in shown
    assert "tracking reckon a family as 6 persons; camps count nearer to 5" in shown
    after = plain(client, "/plan/gaps?at=2017-04-04&lang=en&site=qayyarah-airstrip&families=100")
    assert (
        "estimated of 3 April 2017 (6,000 families × 5, 20,300+ counted 31 Jan 2017), what is there is of 20 March"
        in after
    )
    assert "≈30,500" in after
    file = client.get("/plan/gaps.csv?at=2017-04-04&lang=en").get_data(as_text=True).removeprefix("\ufeff")
    row = next(row for row in csv.DictReader(io.StringIO(file)) if row["site_id"] == "qayyarah-airstrip")
    assert (row["people"], row["people_as_of"], row["people_basis"]) == ("30000", "2017-04-03", "families")
    one = next(one for one in told(client, "")["results"] if one["site_id"] == "qayyarah-airstrip")
    assert (one["people_qualifier"], one["families"], one["people_counted"]) == ("approx", 6000, 20300)
    assert one["people_counted_as_of"] == "2017-01-31"


def test_several_arrivals_are_worked_out_together(client: FlaskClient) -> None:
    one = told(client, "site=qayyarah-airstrip&families=1000")
    both = told(client, "arrive=qayyarah-airstrip:1000&arrive=bersive-2:200")
    assert one["arrivals"] == [one["arriving"]]
    assert both["arriving"] is None
    assert [(a["site_id"], a["families"], a["people"]) for a in both["arrivals"]] == [
        ("qayyarah-airstrip", 1000, 5000),
        ("bersive-2", 200, 1000),
    ]
    after = {
        (r["site_id"], r["indicator"]): r["after"]["missing"]
        for r in both["results"]
        if r["after"] and r["after"]["missing"]
    }
    # (20,300 + 5,000) ÷ 5 = 5,060 of 4,500 shelters; (9,235 + 1,000) ÷ 5 = 2,047 of 1,820, now 27 missing.
    assert after["qayyarah-airstrip", "shelters"] == 560
    assert after["bersive-2", "shelters"] == 227
    assert f"{560 + 227} more shelters" in both["answer"]
    assert "1,200 more families (6,000 people) in 2 sites" in both["answer"]
    shelters = next(total for total in both["totals"] if total["indicator"] == "shelters")
    assert shelters["missing_after"] == shelters["missing"] + 560 + 200


def test_the_two_ways_to_name_an_arrival_come_together(client: FlaskClient) -> None:
    again = told(client, "arrive=haj-ali:300&arrive=haj-ali:200&site=haj-ali&families=100&family_size=4.5")
    assert again["arrivals"] == [{"site_id": "haj-ali", "families": 600, "family_size": 4.5, "people": 2700}]
    assert told(client, "arrive=&arrive=haj-ali:0")["arrivals"] == []


def test_a_plan_may_open_a_site_that_was_not_known_to_be_open(client: FlaskClient) -> None:
    """/plan places families on new plots of a scenario, and its link must lead to an answer."""
    found = told(client, "arrive=hammam-al-alil-2:500")
    assert found["sites"] == told(client, "")["sites"] + 1
    assert "is not known" in found["answer"]


def test_no_arrival_where_a_site_is_closed_or_out_of_reach(
    fresh_database: Addresses, make_app: Callable[..., Any]
) -> None:
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        shut = text("UPDATE ninewa.site SET status = :status, as_of = '2017-04-01' WHERE site_id = :site_id")
        connection.execute(shut, {"site_id": "haj-ali", "status": "closed"})
        connection.execute(shut, {"site_id": "essian", "status": "no_access"})
    client = make_app(fresh_database).test_client()
    for site_id in ("haj-ali", "essian"):
        answer = client.get(f"/api/plan/gaps?at=2017-04-04&arrive={site_id}:5")
        assert (answer.status_code, answer.get_json()["parameter"]) == (400, "arrive")
    listed = {one["site_id"] for one in told(client, "")["results"]}
    assert "haj-ali" not in listed
    assert "essian" in listed  # people may live there still


def test_the_map_shows_the_worst_of_each_site(client: FlaskClient, changing: Connection) -> None:
    levels = worst(gaps_on(changing, Question("cccm-iraq"), DAY, EVERYTHING, "en").assessed)
    assert (levels["qayyarah-airstrip"], levels["bersive-2"], levels["essian"], levels["amalla"]) == (
        "again", "near", "reached", None,
    )  # fmt: skip
    body = client.get("/plan/gaps?at=2017-04-04&lang=en").get_data(as_text=True)
    drawn = body[body.index('class="route-map"') : body.index('class="level-key"')]
    # Twice: for the screen and for paper.
    assert [drawn.count(f'class="level {kind}"') for kind in ("below", "near", "again", "reached")] == [0, 4, 4, 18]
    key = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body[body.index('class="level-key"') :]))
    assert "below 50 % (0) 50–99 % (2) count again (2) reached (10) not known (14)" in key
    assert "4 sites have no known position and are not drawn." in key
    after = client.get("/plan/gaps?at=2017-04-04&lang=en&arrive=essian:9000").get_data(as_text=True)
    assert after.count('class="arrives"') == 3  # on both maps and in their key
    assert 'class="level below"' in after


@pytest.mark.parametrize(
    ("query", "status", "kept"),
    [
        ("families=250", 400, ['name="families" min="0" max="1000000" step="1" value="250"']),
        ("families=5&site=nowhere", 404, ['value="5"', '<option value="nowhere" selected>']),
        ("families=-3&site=haj-ali&set=sphere", 400, ['value="-3"', '"haj-ali" selected', '"sphere" selected']),
        ("family_size=0.5&arrive=haj-ali:20", 400, ['value="0.5"', 'name="arrive" value="haj-ali:20"']),
        ("arrive=haj-ali:x", 400, ['name="arrive" value="haj-ali:x"']),
    ],
)
def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(
    client: FlaskClient, query: str, status: int, kept: list[str]
) -> None:
    answer = client.get(f"/plan/gaps?at=2017-04-04&lang=en&{query}")
    body = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert 'role="alert"' in body
    assert "<form" in body
    for one in kept:
        assert one in body
    assert f'value="{DAY}"' in body


def test_the_page_lists_the_arrivals_and_how_to_leave_one_out(client: FlaskClient) -> None:
    body = client.get("/plan/gaps?at=2017-04-04&lang=en&arrive=haj-ali:300&arrive=qaymawa:200").get_data(as_text=True)
    assert 'href="/plan/gaps?at=2017-04-04&amp;lang=en&amp;arrive=qaymawa:200"' in body
    assert (
        'href="/plan/gaps.csv?at=2017-04-04&amp;lang=en&amp;arrive=haj-ali:300&amp;arrive=qaymawa:200"'
        in body.replace("lang=en&amp;at=2017-04-04", "at=2017-04-04&amp;lang=en")
    )
    assert body.count('name="arrive"') == 2
    assert '<option value="">no site</option>' in body


NEAREST_OF_ALL = """
    SELECT DISTINCT ON (s.site_id) s.site_id, p.service_id,
           ST_Distance(s.geom::geography, p.geom::geography) / 1000 AS km
    FROM site s, service_point p
    WHERE s.geom IS NOT NULL AND p.service_id LIKE 'tried-%%'
    ORDER BY s.site_id, ST_Distance(s.geom::geography, p.geom::geography), p.service_id"""
SERVICES = """
    INSERT INTO service_point (service_id, name, kind, geom, precision, status, as_of, source_id)
    SELECT 'tried-' || n, 'tried-' || n, 'hospital',
           ST_SetSRID(ST_MakePoint(39 + sin(n * 12.9898) ^ 2 * 7.5, 33.5 + sin(n * 78.233) ^ 2 * 5.2), 4326), 'exact',
           'open', '2017-04-01', 1
    FROM generate_series(1, 300) n"""


def test_the_nearest_of_many_services_is_the_nearest_over_the_ground(changing: Connection) -> None:
    """All over the area in which a position may lie."""
    changing.exec_driver_sql("DELETE FROM service_point")
    changing.exec_driver_sql(SERVICES)
    measured = {row.site_id: row for row in changing.exec_driver_sql(NEAREST_OF_ALL)}
    ids = list(measured)
    found = queries.nearest_health(changing, ids, ["hospital"], [], DAY, "en")
    assert [one.site_id for one in found] == sorted(ids)
    assert len(ids) > 20
    for one in found:
        nearest = measured[one.site_id]
        assert (one.told, one.shown_name) == ("other", nearest.service_id)
        assert one.metres / 1000 == pytest.approx(nearest.km, abs=1e-6)
