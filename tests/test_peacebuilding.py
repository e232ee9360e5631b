"""What presses on the communities and where the next activity would meet most people; the page, its map and files."""

import csv
import io
import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, pool, text

from geodata.server.logins import Addresses
from tests.conftest import Make

AT = "at=2017-04-04&lang=en"


def asked(client: FlaskClient, query: str) -> dict[str, Any]:
    answer = client.get(f"/api/plan/peacebuilding?{query}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def community(found: dict[str, Any], community_id: str) -> dict[str, Any]:
    (one,) = [one for one in found["communities"] if one["community_id"] == community_id]
    return dict(one)


def page(client: FlaskClient, query: str, status: int = 200) -> str:
    answer = client.get(f"/plan/peacebuilding?{query}")
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def plain(body: str) -> str:
    return " ".join(re.sub("[\u2066-\u2069]", "", re.sub(r"<[^>]+>", " ", body)).split())


def file(client: FlaskClient, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).get_data(as_text=True).removeprefix("\ufeff"))))


def test_each_term_is_printed_and_ties_cannot_be_ranked(client: FlaskClient) -> None:
    found = asked(client, AT)
    order = [(one["rank"], one["community_id"]) for one in found["communities"]]
    assert order == [(None, "zelkan"), (None, "ain-sifni"), (None, "mahad"), (None, "alqosh"), (5, "rabia")]
    shown = plain(page(client, AT))
    assert "The first 4 of 5 communities cannot be ranked: near each of" in shown
    assert shown.count("cannot be ranked") >= 5
    zelkan = community(found, "zelkan")
    assert zelkan["newly_arrived_people"] == 826 * 6 == 4956
    (term,) = zelkan["terms"]
    assert (term["place"], term["families"], term["site_id"]) == ("Nargizlia 2", 826, "nargizlia-2")
    assert (zelkan["estimated"], zelkan["at_least"]) == (True, False)


def test_families_counted_on_different_days_are_not_added(client: FlaskClient) -> None:
    """5 sites near Zelkan were counted, between July and November 2016: no count of the last 31 days."""
    zelkan = community(asked(client, AT), "zelkan")
    assert sum(site["families"] is not None for site in zelkan["sites"]) == 5
    assert (zelkan["families_in_sites"], zelkan["sites_counted"], zelkan["sites_counted_earlier"]) == (None, 0, 5)
    shown = plain(page(client, AT))
    assert "0 of 8 sites counted in the last 31 days, 5 counted earlier" in shown
    assert "7,800" not in shown
    november = community(asked(client, "at=2016-11-30"), "zelkan")
    assert november["families_in_sites"] == 1033 + 1210 + 491 + 2349
    assert (november["sites_counted"], november["sites_counted_earlier"]) == (4, 1)


def test_nothing_reported_is_not_zero(client: FlaskClient) -> None:
    rabia = community(asked(client, AT), "rabia")
    assert (rabia["newly_arrived_people"], rabia["families_in_sites"], rabia["sites"]) == (None, None, [])
    assert "none reported" in page(client, AT)


def test_expected_stands_beside_participants_and_reached(client: FlaskClient) -> None:
    (festival,) = [one for one in asked(client, AT)["activities"] if one["kind"] == "poetry festival"]
    assert (festival["expected"], festival["participants"], festival["reached"]) == (40, 120, None)
    assert "3+" in page(client, AT)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_page_is_the_same_for_the_public(client: FlaskClient, public_client: FlaskClient, lang: str) -> None:
    for asker in (client, public_client):
        assert "4,956" in page(asker, f"at=2017-04-04&lang={lang}")


def test_the_rule_names_every_kind_and_every_limit(client: FlaskClient) -> None:
    rule = asked(client, f"{AT}&within_km=60&days=120")["formula"]
    for kind in ("arrivals", "displacements", "transfers", "secondary movements", "movements across the border"):
        assert kind in rule
    for limit in ("within 60 km", "in the last 120 days", "at most 14 days", "10 km", "lower bound"):
        assert limit in rule
    assert rule in plain(page(client, f"{AT}&within_km=60&days=120"))


def test_a_movement_stands_once_and_a_sum_stands_once(client: FlaskClient) -> None:
    said = plain(page(client, f"{AT}&within_km=60&days=120"))
    assert said.count("15,600 people") == 1
    assert said.count("15,600 + 808 + 692 + 95 × 6 + 400 + 370 + 250 + 199 + 63 = 18,952") == 1
    assert said.count("The same sum as near Zelkan.") == 2
    assert "not added perhaps the same people" in said


def test_one_of_anything_is_said_as_one(client: FlaskClient) -> None:
    query = "at=2017-11-30&within_km=30&days=14&lang="
    assert "1 person" in plain(page(client, query + "en"))
    assert "1 people" not in plain(page(client, query + "en"))
    assert "شخص واحد" in plain(page(client, query + "ar"))
    assert "in the last 1 day." in plain(page(client, "at=2017-11-28&days=1&lang=en"))


def test_an_arabic_dual_takes_its_ending_after_a_preposition(client: FlaskClient) -> None:
    said = plain(json.dumps(client.get("/map/data.json?at=2017-07-05&lang=ar").get_json(), ensure_ascii=False))
    assert "إلى مخيمي نركزلية" in said
    assert "إلى مخيما نركزلية" not in said


def test_the_map_holds_communities_their_ranks_the_distance_and_the_arrivals(client: FlaskClient) -> None:
    for query, rings, arrivals in ((AT, 4, 1), (f"{AT}&community=rabia", 1, 1), (f"{AT}&within_km=60&days=120", 3, 5)):
        body = page(client, query)
        first = body[body.index('<svg class="route-map peace-map"') :].partition("</svg>")[0]
        assert first.count('class="community"') == 5
        assert sorted(re.findall(r'class="rank"[^>]*>([\d=])', first)) in (
            ["5", "=", "=", "=", "="],
            ["4", "5", "=", "=", "="],
        )
        assert first.count('class="within"') == rings
        assert len(re.findall(r'class="(?:arrived|not-added)"', first)) == arrivals
        assert 'class="band"' in first
    assert "30 km around Rabia" in plain(page(client, f"{AT}&community=rabia"))


def test_a_community_without_a_position_is_left_out_of_the_map_alone(make_app: Make, fresh_database: Addresses) -> None:
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        connection.execute(
            text("UPDATE community SET geom = NULL, precision = NULL, coord_source = NULL WHERE name = 'Rabia'")
        )
    body = page(make_app(fresh_database).test_client(), f"{AT}&community=rabia")
    first = body[body.index('<svg class="route-map peace-map"') :].partition("</svg>")[0]
    assert (first.count('class="community"'), first.count('class="within"')) == (4, 0)
    assert 'id="rabia-head"' in body


def test_a_larger_number_has_the_larger_mark(client: FlaskClient) -> None:
    body = page(client, f"{AT}&within_km=60&days=120")
    first = body[body.index('<svg class="route-map peace-map"') :].partition("</svg>")[0]
    sizes = sorted(float(size) for size in re.findall(r'class="arrived"[^>]* r="([\d.]+)"', first))
    assert len(sizes) == 4
    assert sizes[-1] / sizes[-2] == pytest.approx((15_600 / 1_500) ** 0.5, rel=0.02)


def test_files_carry_ids(client: FlaskClient) -> None:
    query = f"{AT}&within_km=60&days=120"
    ranked = file(client, f"/plan/peacebuilding.csv?{query}")
    assert [row["community_id"] for row in ranked] == ["zelkan", "mahad", "ain-sifni", "alqosh", "rabia"]
    assert [row["newly_arrived_people"] for row in ranked] == ["18952"] * 3 + ["849", ""]
    assert ranked[3]["sum"] == "400 + 250 + 199 = 849"
    moved = file(client, f"/plan/peacebuilding/movements.csv?{query}")
    (transfer,) = [row for row in moved if row["community_id"] == "zelkan" and row["site_id"] == "nargizlia-2"]
    assert (transfer["counted"], transfer["reason"], transfer["people"]) == ("no", "inside", "4956")
    counted = [row for row in moved if row["community_id"] == "zelkan" and row["counted"] == "yes"]
    assert sum(int(row["people"]) for row in counted) == 18_952
    sites = file(client, f"/plan/peacebuilding/sites.csv?{query}")
    assert {"community_id", "site_id", "families"} <= set(sites[0])
    known = {site["site_id"] for site in community(asked(client, query), "zelkan")["sites"]}
    assert {row["site_id"] for row in sites if row["community_id"] == "zelkan"} == known
    activities = file(client, f"/plan/peacebuilding/activities.csv?{query}")
    assert "rabia" in {row["community_id"] for row in activities}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("within_km=-1", "within_km"), ("within_km=NaN", "within_km"), ("days=0", "days"), ("at=x", "at")],
)
def test_what_cannot_be_asked_is_refused_by_name_and_kept(client: FlaskClient, query: str, parameter: str) -> None:
    answer = client.get(f"/api/plan/peacebuilding?{query}&lang=en")
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, parameter)
    body = page(client, f"{query}&community=rabia&lang=en", 400)
    typed = query.partition("=")[2]
    kind = "number" if typed.removeprefix("-").isdecimal() else "text"
    (field,) = re.findall(rf'<input [^>]*\bid="{parameter}"[^>]*>', body)
    assert f'type="{kind}"' in field
    assert f'value="{typed}"' in field
    assert 'aria-invalid="true" aria-describedby="problem"' in field
    assert '<option value="rabia" selected>' in body
    assert f"(<code>{parameter}</code>)" in body
    assert 'role="alert"' in body


def test_a_second_mistake_is_kept_as_well(client: FlaskClient) -> None:
    body = page(client, "at=4+April&within_km=far&days=9&lang=en", 400)
    for name, typed, kind in (("at", "4 April", "text"), ("within_km", "far", "text"), ("days", "9", "number")):
        assert re.search(rf'type="{kind}"[^>]* name="{name}"[^>]* value="{typed}"', body)


def test_an_unknown_community_is_not_found_and_kept(client: FlaskClient) -> None:
    body = page(client, f"{AT}&within_km=77&community=nowhere", 404)
    assert '<option value="nowhere" selected>' in body
    assert 'value="77"' in body
    assert client.get(f"/plan/peacebuilding.csv?{AT}&community=nowhere").status_code == 404
