"""The matrix of movements: what may be added, what may not, passages apart; hand-checked weeks of the real facts."""

import csv
import io
import re
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from geodata.rules.movement_sums import total
from geodata.statements.movement_rows import Movement
from tests.made_rows import made
from webmap.movements.page import Matrix

FORTNIGHT = "from=2017-01-28&to=2017-02-10&lang=en"


def asked(client: FlaskClient, query: str) -> dict[str, Any]:
    answer = client.get(f"/api/plan/movements?{query}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def flow(found: dict[str, Any], origin: str, destination: str, part: str = "flows") -> dict[str, Any]:
    (one,) = [f for f in found[part] if (f["origin"], f["destination"]) == (origin, destination)]
    return dict(one)


def row(individuals: int | None = None, families: int | None = None, **other: Any) -> Movement:
    plain = {"kind": "arrival", "provider": "UNHCR", "qualifier": None, "period_start_precision": "day"}
    days: dict[str, Any] = {
        "period_start": date(2017, 3, 1),
        "period_end": date(2017, 3, 2),
        "period_end_precision": "day",
    }
    return made(Movement, individuals=individuals, families=families, **{**plain, **days, **other})


LATER: dict[str, Any] = {"period_start": date(2017, 3, 3), "period_end": date(2017, 3, 3)}


def test_rows_that_share_no_day_are_added(client: FlaskClient) -> None:
    found = flow(asked(client, FORTNIGHT), "eastern Shirqat", "Shirqat west bank (government buildings)")
    assert (found["value"], found["rows"]) == (276 + 288 + 138, [269, 268, 267])


def test_periods_that_overlap_are_shown_and_not_added(client: FlaskClient) -> None:
    found = flow(asked(client, FORTNIGHT), "East Mosul", "Khazer M1")
    assert (found["value"], found["rows"]) == (None, [24, 104, 20])
    assert found["not_added"] == "the periods overlap, so people may be counted twice"


def test_net_keeps_both_directions(client: FlaskClient) -> None:
    pairs = {tuple(pair["between"]): pair for pair in asked(client, FORTNIGHT)["net"]}
    camps = pairs["East Mosul", "Hasansham and Khazer camps"]
    assert (camps["there"][0]["value"], camps["back"][0]["value"], camps["net_people"]) == (791, 1442, -651)
    assert pairs["East Mosul", "Khazer M1"]["net_people"] is None


def test_passages_stand_apart_and_families_stay_families(client: FlaskClient) -> None:
    found = asked(client, "from=2017-03-24&to=2017-04-04&lang=en")
    passages = flow(found, "West Mosul", "Hammam al-Alil screening site", "passages")
    assert set(passages["rows"]) == {44, 47, 293}
    assert passages["not_added"] == "a number is not stated"
    assert not [one for one in found["flows"] if one["kind"] == "transit"]
    moved = flow(found, "Hammam al-Alil", "Nargizlia 2")
    assert (moved["value"], moved["unit"], moved["people"], moved["estimated"]) == (826, "families", 4956, True)
    out = {one["flow_id"]: one["reason"] for one in found["left_out"]}
    assert out[46] == "a running total over more than 14 days"
    assert out[41] == "it begins before the period"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([row(10), row(5, **LATER, provider="IOM DTM")], "providers"),
        ([row(10), row(5, **LATER, kind="transfer")], "kinds"),
        ([row(10), row(5, **LATER, period_end_precision="month")], "days_unknown"),
        ([row(10), row(5)], "overlap"),
        ([row(10), row(None, None, **LATER)], "some_unknown"),
        ([row(None, None), row(None, None, **LATER)], "number_unknown"),
    ],
)
def test_a_sum_that_cannot_be_justified_is_refused(rows: list[Any], reason: str) -> None:
    assert (total(rows).value, total(rows).reason) == (None, reason)


def test_mixed_units_are_people_and_an_estimate() -> None:
    found = total([row(10), row(None, 5, **LATER)])
    assert (found.value, found.unit, found.estimated, found.qualifier) == (40, "individuals", True, "approx")


def test_families_that_were_all_counted_win_over_a_mix_with_estimates(client: FlaskClient) -> None:
    """5 families (26 people), 19 and 25: 49 families, and not ≈290 people."""
    found = flow(asked(client, "from=2017-07-14&to=2017-08-13&lang=en"), "Mosul", "camps north of Mosul")
    assert (found["value"], found["unit"], found["people"], found["estimated"]) == (49, "families", 290, True)
    shown = client.get("/plan/movements?from=2017-07-14&to=2017-08-13&lang=en").get_data(as_text=True)
    assert "49 families ≈ 290 people" in shown


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8), st.randoms())
def test_a_sum_does_not_depend_on_the_order(numbers: list[int], chance: Any) -> None:
    rows = [
        row(number, period_start=date(2017, 3, day), period_end=date(2017, 3, day))
        for day, number in enumerate(numbers, 1)
    ]
    shuffled = rows[:]
    chance.shuffle(shuffled)
    assert total(rows) == total(shuffled)
    assert total(rows).value == sum(numbers)


def test_a_week_is_monday_to_sunday_and_filters_narrow(client: FlaskClient) -> None:
    found = asked(client, "week=2017-W13&lang=en")
    assert (found["from"], found["to"]) == ("2017-03-27", "2017-04-02")
    narrowed = asked(client, "week=2017-W13&kind=transfer&lang=en")
    assert {one["kind"] for one in narrowed["flows"]} == {"transfer"}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_page_and_file(client: FlaskClient, public_client: FlaskClient, lang: str) -> None:
    query = f"from=2017-03-24&to=2017-04-04&lang={lang}"
    for asker in (client, public_client):
        assert "4,956" in asker.get(f"/plan/movements?{query}").get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(client.get(f"/plan/movements.csv?{query}").get_data(as_text=True)[1:])))
    assert [one["flow_total"] for one in rows if one["kind"] == "transfer" and one["families"] == "826"] == ["826"]
    assert {one["used"] for one in rows} == {"yes", "no, running_total", "no, begins_before"}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("week=2017-W60", "week"),
        ("from=2017-04-05&to=2017-04-04", "from"),
        ("to=never", "to"),
        ("kind=flight", "kind"),
        ("origin=Atlantis", "origin"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(client: FlaskClient, query: str, parameter: str) -> None:
    answer = client.get(f"/api/plan/movements?{query}&lang=en")
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, parameter)
    assert client.get(f"/plan/movements?{query}&lang=en").status_code == 400


def test_the_headline_counts_passages_apart(client: FlaskClient) -> None:
    """A report of passages may count people twice, so it is no movement of people who stayed."""
    period = "from=2017-03-24&to=2017-04-04&lang=en"
    found = asked(client, period)
    moved, passed = (sum(len(one["rows"]) for one in found[part]) for part in ("flows", "passages"))
    page = client.get(f"/plan/movements?{period}").get_data(as_text=True)
    headline = f"{moved} movements from 24 March 2017 to 4 April 2017; apart from them {passed} reports of passages"
    assert f'<h1 class="answer">{headline}</h1>' in page
    assert min(moved, passed) > 1


@pytest.mark.parametrize(
    ("query", "parameter", "kept"),
    [
        ("from=2017-04-05&to=2017-04-04", "from", ['value="2017-04-05"', 'value="2017-04-04"']),
        ("from=soon&to=2017-04-04&kind=transfer", "from", ['value="soon"', 'value="2017-04-04"', ">transfer<"]),
        ("week=2017-W60", "week", []),
        ("from=2017-03-24&to=2017-04-04&origin=Debaga", "origin", ['value="2017-03-24"', '"Debaga" selected']),
        ("from=2017-03-24&to=2017-04-04&kind=flight", "kind", ['value="flight" selected']),
        ("at=x", "at", []),
    ],
)
def test_a_form_loses_nothing_and_its_page_says_what_is_wrong(
    client: FlaskClient, query: str, parameter: str, kept: list[str]
) -> None:
    answer = client.get(f"/plan/movements?{query}&lang=en")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert f"<code>{parameter}</code>" in page
    assert '<form class="filters" method="get" action="/plan/movements">' in page
    assert [one for one in kept if one not in page] == []


def test_a_place_without_a_movement_is_answered_with_those_that_have_one(client: FlaskClient) -> None:
    page = client.get("/plan/movements?from=2017-03-24&to=2017-04-04&origin=Debaga&lang=en").get_data(as_text=True)
    assert "No movement from 24 March 2017 to 4 April 2017 has “Debaga” under “From”." in page
    assert '<option value="West Mosul">' in page


def test_choices_left_empty_leave_the_address(client: FlaskClient) -> None:
    answer = client.get("/plan/movements?lang=en&from=2017-03-24&to=2017-04-04&origin=&destination=&kind=transfer")
    assert answer.status_code == 302
    assert "origin" not in answer.location
    assert "kind=transfer" in answer.location
    assert client.get(answer.location).status_code == 200
    again = client.get("/plan/movements?kind=&kind=")
    assert again.status_code == 302
    assert client.get(again.location).status_code == 200


def test_the_file_joins_to_the_sites(client: FlaskClient, owner: Connection) -> None:
    answer = client.get("/plan/movements.csv?from=2017-03-24&to=2017-04-04&lang=en").get_data(as_text=True)[1:]
    rows = list(csv.DictReader(io.StringIO(answer)))
    sites = set(owner.scalars(text("SELECT site_id FROM site")))
    assert {row["to_site_id"] for row in rows} - {""} <= sites
    assert next(row for row in rows if row["to"] == "Nargizlia 2")["to_site_id"] == "nargizlia-2"


def test_nothing_later_than_the_last_day_enters(client: FlaskClient) -> None:
    for last in ("2016-12-31", "2017-04-04", "2017-07-04"):
        answer = client.get(f"/plan/movements.csv?from=2016-08-01&to={last}&lang=en").get_data(as_text=True)[1:]
        assert max(row["period_end"] for row in csv.DictReader(io.StringIO(answer))) <= last


def test_an_empty_period_leads_to_the_nearest_and_a_wide_one_to_the_list(client: FlaskClient) -> None:
    empty = client.get("/plan/movements?from=2016-09-05&to=2016-09-10&lang=en").get_data(as_text=True)
    assert "the period up to 1 September 2016" in empty
    assert "the period up to 24 October 2016" in empty
    wide = client.get("/plan/movements?from=2016-08-01&to=2017-12-31&lang=en").get_data(as_text=True)
    assert 'class="data matrix"' not in wide
    assert "Nargizlia 2" in wide


def test_the_list_stands_by_destination_and_a_grid_only_where_it_is_filled(client: FlaskClient) -> None:
    """The largest flow's destination first; a grid is shown where more than half of it is filled."""
    page = client.get("/plan/movements?from=2017-03-08&to=2017-04-04&lang=en").get_data(as_text=True)
    headings = re.findall(r'<th scope="rowgroup" colspan="4">To \u2068([^\u2069]+)', page)
    people = ["all destinations", "Jad&#39;ah 5", "camps northeast of Mosul", "Nargizlia 2"]
    assert headings == [*people, "out-of-camp locations", "Hammam al-Alil screening site"]
    (into_jadah,) = re.findall(r"To \u2068Jad&#39;ah 5.*?</tbody>", page, re.DOTALL)
    assert into_jadah.count('class="name"') == 2
    assert 'class="data matrix"' not in page
    filled = [(2, 2, 3, True), (2, 2, 2, False), (3, 3, 4, False), (1, 3, 3, False), (4, 21, 84, False)]
    for down, across, cells, shown in filled:
        places = [(f"o{n // across}", f"d{n % across}") for n in range(cells)]
        origins, destinations = ([f"{end}{n}" for n in range(count)] for end, count in (("o", down), ("d", across)))
        made = Matrix("", origins, destinations, {place: [] for place in places})
        assert made.is_worth_showing is shown, (down, across, cells)
