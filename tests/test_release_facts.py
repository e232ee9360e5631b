"""What the press release of April 2017 says stands where a reader looks for it, with its period and source."""

import csv
import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

AT = "at=2017-04-04&lang=en"


def plain(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.text.translate({ord(mark): None for mark in "\u2066\u2067\u2068\u2069"})


@pytest.mark.parametrize("path", ["/sites/qayyarah-airstrip", "/sites/haj-ali", "/sites"])
def test_the_joint_count_of_both_sites_is_in_sight(client: FlaskClient, path: str) -> None:
    said = "Haj Ali and Qayyarah Airstrip together: 70,000+ people, 4 April 2017; how many in each is not said."
    assert said in plain(client, f"{path}?{AT}")
    assert "Qayyarah Airstrip together" not in plain(client, f"{path}?at=2017-04-03&lang=en")


def test_the_joint_count_is_in_the_file_of_sites_and_divided_nowhere(client: FlaskClient) -> None:
    told = plain(client, f"/sites.csv?{AT}").removeprefix("\ufeff")
    rows = {row["site_id"]: row for row in csv.DictReader(io.StringIO(told))}
    for site in ("haj-ali", "qayyarah-airstrip"):
        assert rows[site]["people_together"] == "70000"
        assert rows[site]["people_together_qualifier"] == "more_than"
        assert rows[site]["people_together_as_of"] == "2017-04-04"
        assert set(rows[site]["together_in"].split("+")) == {"haj-ali", "qayyarah-airstrip"}
    assert {site for site, row in rows.items() if row["people_together"]} == {"haj-ali", "qayyarah-airstrip"}


def test_the_joint_count_is_a_change_of_its_day_alone(client: FlaskClient) -> None:
    said = "Haj Ali and Qayyarah Airstrip together: 70,000+ people (4 April 2017)"
    assert said in plain(client, "/plan/changes?from=2017-03-28&to=2017-04-04&lang=en")
    assert said not in plain(client, "/plan/changes?from=2017-04-04&to=2017-04-11&lang=en")
    told = plain(client, "/plan/changes.csv?from=2017-03-28&to=2017-04-04&lang=en").removeprefix("\ufeff")
    rows = csv.DictReader(io.StringIO(told))
    (row,) = [row for row in rows if row["kind"] == "individuals_together"]
    assert (row["after"], row["after_as_of"], row["before"], row["site_id"]) == ("70000", "2017-04-04", "", "")
    assert row["id"] == "haj-ali+qayyarah-airstrip"


@pytest.mark.parametrize("path", ["/communities", "/communities/rabia", "/plan/peacebuilding"])
def test_totals_of_the_programme_tell_their_time(client: FlaskClient, path: str) -> None:
    body = plain(client, f"{path}?{AT}")
    assert all(f'<span class="value">{value}</span>' in body for value in ("15", "700+", "≈13,000"))
    assert body.count("January – April 2017 · <bdi>IOM</bdi>") == 3


def test_totals_of_the_programme_are_a_file_and_stand_on_the_map_s_panel(client: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(plain(client, f"/communities/programme.csv?{AT}").removeprefix("\ufeff"))))
    assert {
        (row["value"], row["qualifier"], row["period_start"], row["as_of"]) for row in rows if row["period_start"]
    } == {
        ("15", "exact", "2017-01", "2017-04-04"),
        ("700", "more_than", "2017-01", "2017-04-04"),
        ("13000", "approx", "2017-01", "2017-04-04"),
    }
    panel = plain(client, f"/?{AT}")
    assert "Peacebuilding programme, January – April 2017. Peacebuilding activities: 15; " in panel
    assert "Peacebuilding programme, January" not in plain(client, "/?at=2017-04-03&lang=en")


@pytest.mark.parametrize("path", ["/", "/displacement"])
def test_people_of_families_say_so(client: FlaskClient, path: str) -> None:
    assert "50,692 families × 6" in plain(client, f"{path}?{AT}")


def test_the_four_products_are_named_with_the_addresses_of_the_release(client: FlaskClient) -> None:
    body = plain(client, "/credits?lang=en")
    for product in ("Emergency Tracking", "Snapshot, 4 April", "Factsheet, 30 March", "Corridor Analysis, 3 April"):
        assert f"DTM {product}" in body or f"DTM Mosul Operations {product}" in body or f"DTM Mosul {product}" in body
    assert 'href="http://iraqdtm.iom.int/EmergencyTracking.aspx"' in body
    assert 'href="http://iomiraq.net/file/23765/download"' in body


def test_an_older_running_total_is_no_contradiction(client: FlaskClient) -> None:
    """On 4 July the stock (818,238) is above the last published running total (441,720 of 27 April)."""
    panel = plain(client, "/?at=2017-07-04&lang=en")
    assert "IOM DTM last published “ever displaced” on 27 April 2017, before “displaced now” (4 July 2017)" in panel
    assert "last published" not in plain(client, f"/?{AT}")


def test_nearest_offers_no_site_that_is_not_open(client: FlaskClient, app_db: Connection) -> None:
    asked = "/api/plan/nearest?lon=43.25&lat=36.17&include_unknown=1&limit=100&at=2017-04-04"
    found = client.get(asked).get_json()["results"]
    states = app_db.execute(text("SELECT site_id, status_then FROM site_state('2017-04-04')"))
    state = {row.site_id: row.status_then for row in states}
    assert "hammam-al-alil-2" not in {site["site_id"] for site in found}
    assert {site["site_id"]: site["status"] for site in found} == {
        site["site_id"]: state[site["site_id"]] for site in found
    }
    assert not {"not_open", "planned", "under_construction", "tbc", "closed", "no_access"} & {
        one["status"] for one in found
    }
