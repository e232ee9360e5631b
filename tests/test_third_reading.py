"""Sentences and files of four days, read in both languages: none joins days, is half English or tells of later days."""

import csv
import io
import re
from datetime import date
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection

from geodata.server.logins import Addresses
from tests.conftest import Make
from tests.test_sheets import copied
from webmap.sheets import shares
from webmap.words.i18n import speaking

APRIL = "at=2017-04-04"


def plain(client: FlaskClient, address: str) -> str:
    told = re.sub(r"<[^>]+>", " ", client.get(address).get_data(as_text=True))
    return re.sub(r"\s+", " ", re.sub("[\u2066-\u2069]", "", unescape(told)))


def in_file(client: FlaskClient, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).get_data(as_text=True)[1:])))


@pytest.mark.parametrize("address", ["/?lang=ar", "/corridors/C01?lang=ar", "/corridors/C01/analysis?lang=ar"])
def test_the_picture_that_chats_show_has_a_whole_address_where_one_is_said(
    urls: Addresses, make_app: Make, client: FlaskClient, address: str
) -> None:
    there = make_app(urls, webmap_address="https://map.example.org").test_client()
    pattern = r'<meta property="og:image" content="([^"]*)">'
    whole = re.findall(pattern, there.get(f"{address}&{APRIL}").text)
    assert [one.partition("?")[0] for one in whole] == ["https://map.example.org/picture.png"]
    # Without one the name of the host is what a request says of it, and is not repeated.
    assert re.findall(pattern, client.get(f"{address}&{APRIL}").text)[0].startswith("/picture.png?")


def test_a_shower_has_one_word_in_arabic(client: FlaskClient) -> None:
    said = plain(client, f"/plan/gaps?{APRIL}&lang=ar")
    assert "17.9 شخصاً لكل مكان استحمام" in said
    assert "حمّام" not in said


def test_litres_are_counted_as_arabic_counts(client: FlaskClient) -> None:
    said = plain(client, f"/plan/gaps?set=unhcr&{APRIL}&lang=ar")
    for litres in ("84 لتراً للشخص", "16 لتراً للشخص"):
        assert litres in said
    assert "84 لتر للشخص" not in said


def test_full_has_one_word_on_an_arabic_map_and_in_its_key(client: FlaskClient) -> None:
    drawn = client.get(f"/map/drawing.svg?{APRIL}&lang=ar").text.replace("\u00a0", " ")
    client.application.extensions["painter"].stop()
    assert "قيل إنه ممتلئ 2 آذار 2017" in drawn
    assert "أُبلغ عن امتلائه" not in drawn


@pytest.mark.parametrize("chosen", ["cccm-iraq", "unhcr", "sphere"])
def test_printed_limits_mark_the_titles_of_their_sources_as_english(client: FlaskClient, chosen: str) -> None:
    page = client.get(f"/plan/gaps?set={chosen}&{APRIL}&lang=ar").text
    printed = re.search(r'<li class="only-print">([^\n]*الحدود[^\n]*?)</li>', page)
    assert printed is not None
    assert re.findall('<bdi lang="en">[^<]+</bdi>', printed[1])
    assert not re.search("[A-Za-z]", re.sub(r'<bdi lang="en">[^<]*</bdi>|<[^>]*>', "", printed[1]))


@pytest.mark.parametrize("day", ["2017-04-04", "2017-07-04", "2017-08-31"])
def test_a_count_of_november_fills_nothing_today(client: FlaskClient, day: str) -> None:
    said = client.get(f"/api/plan/saturation?site=chamishku&inflow=5&at={day}&lang=en").get_json()["reason"]
    assert "0 places are free by the count of November 2016" in said
    assert "It is full already" not in said


def test_no_number_follows_the_name_of_a_camp_in_brackets(client: FlaskClient) -> None:
    """`Bardarash (2)` is read as Bardarash 2, and beside it stand kilometres in brackets."""
    asked = f"/plan?q=Hammam+al-Alil&families=3500&{APRIL}"
    assert "Beyond 40 km: 11 places: 2 in Bardarash, 1 in Dawoudia, 8 in Bersive 1." in plain(
        client, f"{asked}&lang=en"
    )
    assert "11 مكاناً: 2 في مخيم بردرش، 1 في مخيم داودية، 8 في مخيم بيرسفي1." in plain(client, f"{asked}&lang=ar")
    far = plain(client, f"{asked}&max_km=200&lang=en")
    for name in ("Bardarash", "Dawoudia", "Bersive 1", "Chamakor"):
        assert not re.search(rf"{name} \(\d[\d,]*\)", far)


def test_how_a_release_spells_a_name_is_told_from_its_day_on(client: FlaskClient) -> None:
    for day, told in (("2016-10-30", False), ("2017-04-03", False), ("2017-04-04", True), ("2017-08-31", True)):
        assert ("In the press release: Raabia" in plain(client, f"/communities/rabia?at={day}&lang=en")) == told, day


def test_shares_of_before_the_recount_are_said_to_be(app_db: Connection) -> None:
    """83 % of 432,726 people were in camps on 22 June 2017; of the 818,238 of 4 July nobody knows."""
    with speaking("en"):
        before, after = (
            [one["counted"] for one in shares.shares(app_db, on)[0]] for on in (date(2017, 6, 30), date(2017, 7, 4))
        )
    assert before == ["IOM DTM, 22 Jun 2017"] * 3
    assert after == ["IOM DTM, 22 Jun 2017 · before the recount"] * 3


def test_plots_that_become_ready_are_not_called_plots_ready(client: FlaskClient) -> None:
    """`plots_ready` is how many there are in every other file; here it said 0 of a site with 2,500."""
    rows = in_file(client, f"/plan/saturation.csv?site=bersive-1&inflow=1&ready=2017-04-06:50&{APRIL}")
    assert "plots_ready" not in rows[0]
    assert {row["day"]: row["plots_becoming_ready"] for row in rows if row["plots_becoming_ready"] != "0"} == {
        "2017-04-06": "50"
    }


def test_people_that_a_site_is_said_to_hold_are_whole(client: FlaskClient) -> None:
    rows = in_file(client, f"/plan/ask-first.csv?q=Hammam+al-Alil&families=3500&{APRIL}")
    assert [row["value"] for row in rows] == ["6600", "3000", "6600", "240"]


def test_a_difference_is_as_exact_as_its_figures(client: FlaskClient) -> None:
    """Of `367,000+` less 326,754 a file said 40,246, where it is the least that it can be."""
    rows = in_file(client, "/plan/changes.csv?from=2017-03-28&to=2017-04-04")
    told = {row["what"]: (row["difference"], row["difference_qualifier"]) for row in rows if row["name"] == "IOM DTM"}
    assert told["cumulative_displaced_individuals"] == ("40246", "at_least")
    assert told["currently_displaced_individuals"] == ("25128", "exact")
    assert told["displaced_past_two_months_individuals"] == ("", "")
    found = client.get("/api/plan/changes?from=2017-06-27&to=2017-07-04").get_json()["changes"]
    assert [one["difference_qualifier"] for one in found if one["kind"] == "recount"] == [None]


def test_where_families_were_counted_a_sheet_does_not_say_that_nobody_counted(client: FlaskClient) -> None:
    said = " ".join(copied(client.get("/factsheet.pdf?at=2017-08-31&lang=en").data).split())
    client.application.extensions["painter"].stop()
    assert "1 of 31" in said, "350 families of As Salamiyah Nimrud, five days before"
    assert "people were counted at no site, families at most." in said
