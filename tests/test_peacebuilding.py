"""What presses on the communities and where the next activity would meet most people; hand-checked on 4 April 2017."""

import csv
import io
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient

from webmap.peacebuilding.ranking import terms

AT = "at=2017-04-04&lang=en"


def asked(client: FlaskClient, query: str) -> dict[str, Any]:
    answer = client.get(f"/api/plan/peacebuilding?{query}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def community(found: dict[str, Any], community_id: str) -> dict[str, Any]:
    (one,) = [one for one in found["communities"] if one["community_id"] == community_id]
    return dict(one)


def arrival(people: int | None, day: int, **other: Any) -> Any:
    plain = {"kind": "arrival", "provider": "UNHCR", "qualifier": None, "families": None, "arrives": True}
    days = {"period_start": date(2017, 3, day), "period_end": date(2017, 3, day + 1)}
    precision = {"period_start_precision": "day", "period_end_precision": "day"}
    near = {"to_shown": "Nargizlia", "arrival_m": 8000.0}
    return SimpleNamespace(individuals=people, **{**plain, **days, **precision, **near, **other})


def test_each_term_is_printed_and_ties_share_a_rank(client: FlaskClient) -> None:
    found = asked(client, AT)
    order = [(one["rank"], one["community_id"]) for one in found["communities"]]
    assert order == [(1, "zelkan"), (1, "ain-sifni"), (1, "mahad"), (1, "alqosh"), (5, "rabia")]
    zelkan = community(found, "zelkan")
    assert zelkan["newly_arrived_people"] == 826 * 6 == 4956
    assert [(term["place"], term["families"], term["rows"]) for term in zelkan["terms"]] == [("Nargizlia 2", 826, [43])]
    assert zelkan["estimated"] is True


def test_only_known_families_are_counted_and_unknown_is_said(client: FlaskClient) -> None:
    zelkan = community(asked(client, AT), "zelkan")
    known = [site["families"] for site in zelkan["sites"] if site["families"] is not None]
    assert (zelkan["families_in_sites"], zelkan["sites_with_figure"]) == (sum(known), 5)
    assert sum(known) == 1033 + 1210 + 491 + 2717 + 2349
    page = client.get(f"/plan/peacebuilding?{AT}").get_data(as_text=True)
    assert "5 of 8 sites have a figure" in page


def test_nothing_reported_is_not_zero(client: FlaskClient) -> None:
    rabia = community(asked(client, AT), "rabia")
    assert (rabia["newly_arrived_people"], rabia["families_in_sites"], rabia["sites"]) == (None, None, [])
    assert "none reported" in client.get(f"/plan/peacebuilding?{AT}").get_data(as_text=True)


def test_rows_that_overlap_count_once_as_at_least(client: FlaskClient) -> None:
    nargizlia = community(asked(client, "at=2017-02-04&lang=en"), "zelkan")["terms"][0]
    assert (nargizlia["place"], nargizlia["people"], nargizlia["at_least"]) == ("Nargizlia", 400, True)


def test_expected_stands_beside_participants_and_reached(client: FlaskClient) -> None:
    (festival,) = [one for one in asked(client, AT)["activities"] if one["kind"] == "poetry festival"]
    assert (festival["expected"], festival["participants"], festival["reached"]) == (40, 120, None)
    assert "3+" in client.get(f"/plan/peacebuilding?{AT}").get_data(as_text=True)


def test_terms_add_days_that_do_not_overlap_and_leave_out_who_passes_or_leaves() -> None:
    (term,) = terms([arrival(100, 1), arrival(50, 5), arrival(900, 9, kind="transit"), arrival(70, 9, kind="return")])
    assert (term.people, term.at_least) == (150, False)
    (term,) = terms([arrival(100, 1), arrival(None, 5)])
    assert (term.people, term.at_least) == (100, True)
    (term,) = terms([arrival(100, 1), arrival(130, 2)])
    assert (term.people, term.at_least) == (130, True)
    (term,) = terms([arrival(None, 1)])
    assert term.people is None


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_page_and_file(client: FlaskClient, public_client: FlaskClient, lang: str) -> None:
    query = f"at=2017-04-04&lang={lang}"
    for asker in (client, public_client):
        assert "4,956" in asker.get(f"/plan/peacebuilding?{query}").get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(client.get(f"/plan/peacebuilding.csv?{query}").get_data(as_text=True)[1:])))
    assert [row["newly_arrived_people"] for row in rows] == ["4956"] * 4 + [""]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("within_km=-1", "within_km"), ("within_km=NaN", "within_km"), ("days=0", "days"), ("at=x", "at")],
)
def test_what_cannot_be_asked_is_refused_by_name(client: FlaskClient, query: str, parameter: str) -> None:
    answer = client.get(f"/api/plan/peacebuilding?{query}&lang=en")
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, parameter)
    assert client.get(f"/plan/peacebuilding?{query}&lang=en").status_code == 400
