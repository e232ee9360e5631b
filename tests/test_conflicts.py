"""Figures that do not fit one another are shown where they stand: beside the figure, on the site's page, in files."""

import csv
import io
from collections.abc import Sequence
from datetime import date

import pytest
from flask.testing import FlaskClient

from geodata.rules.conflicts import conflicts
from geodata.statements.site_rows import SiteOnDay
from tests.made_rows import made

AIRSTRIP = "Conflict: plots occupied 765 (November 2016), counted before the site opened (December 2016)."
HAMMAM = "Conflict: families ≈3,200 and people ≈30,000 (early March 2017) make 9.4 people a family."
JADAH = "Conflict: plots occupied 3,500 (31 March 2017), but families 2,283 (1 April 2017)."
DAY = date(2017, 4, 4)


def codes(**values: object) -> list[str]:
    row = made(SiteOnDay, withheld=[], **values)
    return [f"{found.code} {' '.join(found.figures)}" for found in conflicts(row)]


def people(families: int | None, individuals: int | None, later: date = DAY) -> list[str]:
    return codes(families=families, families_as_of=DAY, individuals=individuals, individuals_as_of=later)


def test_people_a_family_are_asked_of_counts_of_one_day() -> None:
    assert people(100, 1000) == people(100, 300) == ["family_size families individuals"]
    assert people(100, 400) == people(100, 800) == people(None, 1000) == people(100, None) == people(0, 500) == []
    assert people(100, 1000, later=date(2017, 4, 5)) == []


@pytest.mark.parametrize(
    ("families", "day", "found"),
    [
        (79, date(2017, 4, 11), ["fewer_than_plots families occupied"]),
        (79, date(2017, 3, 28), ["fewer_than_plots families occupied"]),
        (80, date(2017, 4, 4), []),
        (200, date(2017, 4, 4), []),
        (79, date(2017, 4, 12), []),
    ],
)
def test_families_are_set_against_plots_of_the_same_time(families: int, day: date, found: Sequence[str]) -> None:
    assert codes(families=families, families_as_of=day, occupied=100, counted_as_of=DAY) == found


def test_a_month_of_opening_begins_with_its_first_day() -> None:
    def counted(day: date, families: int = 5) -> list[str]:
        opened = {"opened_on": date(2017, 4, 30), "opened_on_precision": "month"}
        return codes(families=families, families_as_of=day, **opened)

    assert counted(date(2017, 3, 31)) == ["before_opening families"]
    assert counted(date(2017, 4, 1)) == counted(date(2017, 3, 31), families=0) == []
    assert codes(occupied=0, ready=100, counted_as_of=DAY, opened_on=date(2017, 5, 1)) == []
    assert codes(families=5, families_as_of=DAY) == []


def plain(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.text.translate({ord(mark): None for mark in "\u2066\u2067\u2068\u2069"})


@pytest.mark.parametrize(
    ("site", "day", "sentence"),
    [
        ("jadah-5", "2017-04-04", JADAH),
        ("qayyarah-airstrip", "2017-04-04", AIRSTRIP),
    ],
)
def test_conflicts_of_the_facts_stand_on_the_page_of_the_site_and_in_the_file(
    client: FlaskClient, site: str, day: str, sentence: str
) -> None:
    assert sentence in plain(client, f"/sites/{site}?at={day}&lang=en")
    told = plain(client, f"/sites.csv?at={day}&lang=en").removeprefix("\ufeff")
    assert {row["site_id"]: row["conflicts"] for row in csv.DictReader(io.StringIO(told))}[site] == sentence


def test_a_report_tells_its_own_conflict_where_a_dated_one_stands_before_it(client: FlaskClient) -> None:
    """The 30,000 are of early March; on 4 April the list has the 15,000 of the 2nd, which fit."""
    body = plain(client, "/sites/hammam-al-alil-1?at=2017-04-04&lang=en")
    assert body.count(HAMMAM) == 1
    assert body.count("conflict: 9.4 people a family") == 2
    assert HAMMAM not in plain(client, "/sites/hammam-al-alil-1?at=2017-03-08&lang=en")
    told = plain(client, "/sites/hammam-al-alil-1.csv?at=2017-04-04&lang=en").removeprefix("\ufeff")
    assert [row["conflicts"] for row in csv.DictReader(io.StringIO(told))].count(HAMMAM) == 1


def test_only_conflicts_known_by_the_day_are_told(client: FlaskClient) -> None:
    """That the site opened in December was said in December; the families of 1 April were counted that day."""
    assert "Conflict" not in plain(client, "/sites/qayyarah-airstrip?at=2016-11-30&lang=en")
    assert "Conflict" not in plain(client, "/sites/jadah-5?at=2017-03-31&lang=en")
    assert "Conflict" not in plain(client, "/sites/haj-ali?at=2017-04-04&lang=en")


def test_the_list_and_the_map_tell_them_beside_the_figures(client: FlaskClient) -> None:
    body = plain(client, "/sites?at=2017-04-04&lang=en")
    assert body.count("conflict: fewer families than plots occupied") == 4
    assert body.count("conflict: counted before the site opened") == 1
    sites = {one["id"]: one for one in client.get("/map/data.json?at=2017-04-04&lang=en").get_json()["sites"]}
    told = {label: note for label, _text, note in sites["jadah-5"]["facts"]}
    assert all("conflict: fewer families" in told[figure] for figure in ("Families", "Plots occupied"))


def test_the_recount_is_marked_on_the_slider(client: FlaskClient) -> None:
    """Which day must be reached before it is drawn, `tests/map/day.test.js` asks."""
    first, last, told = client.get("/map/days.json?lang=en").get_json()["recount"]
    assert (first, last, told) == ("2017-06-22", "2017-07-03", "22 Jun 2017 to 3 Jul 2017: counted anew")
