"""What changed between two days: hand-checked weeks of the real facts, corrections, recounts, refusals."""

import csv
import io
import re
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, create_engine, text

from geodata.server.logins import Addresses
from geodata.statements.site_rows import SiteOnDay
from tests.made_rows import made
from webmap.changes import news
from webmap.changes.comparison import Item, Value
from webmap.words.i18n import speaking, without_isolates

WEEK = "from=2017-03-28&to=2017-04-04&lang=en"


def asked(client: FlaskClient, query: str) -> dict[str, Any]:
    answer = client.get(f"/api/plan/changes?{query}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def of_kind(found: dict[str, Any], kind: str) -> dict[Any, dict[str, Any]]:
    return {change["id"]: change for change in found["changes"] if change["kind"] == kind}


def test_a_hand_checked_week(client: FlaskClient) -> None:
    found = asked(client, WEEK)
    assert set(of_kind(found, "site_new")) == {"jadah-5", "nargizlia-2"}
    assert "opened: 30 March 2017" in of_kind(found, "site_opened")["jadah-5"]["sentence"]
    assert of_kind(found, "families")["jadah-5"] | {"sentence": ""} == {
        "kind": "families",
        "site_id": "jadah-5",
        "id": "jadah-5",
        "name": "Qayyarah Jad'ah 5",
        "what": "families",
        "before": None,
        "before_qualifier": None,
        "before_period_start": None,
        "before_period_start_precision": None,
        "before_as_of": None,
        "before_precision": None,
        "after": 2283,
        "after_qualifier": "exact",
        "after_period_start": None,
        "after_period_start_precision": None,
        "after_as_of": "2017-04-01",
        "after_precision": "day",
        "difference": None,
        "difference_qualifier": None,
        "source": "UNHCR (ReliefWeb)",
        "source_url": of_kind(found, "families")["jadah-5"]["source_url"],
        "sentence": "",
    }
    # Counted full on 31 March, but other families were reported the day after: its free places never became known.
    assert "jadah-5" not in of_kind(found, "free_places")
    assert of_kind(found, "statement")["jadah-5"]["what"] == "full"
    # Its figures of early March are no change of this week.
    assert "hammam-al-alil-1" not in of_kind(found, "individuals")
    stock = of_kind(found, "displaced")[286]
    assert (stock["before"], stock["after"], stock["difference"]) == (279_024, 304_152, 25_128)
    assert {change["id"] for change in found["changes"] if change["kind"] == "movement"} == {
        43, 44, 45, 47, 128, 290, 293,
    }  # fmt: skip


def test_the_text_is_a_report(client: FlaskClient) -> None:
    """Leading sentences, a line a site, and each source once, by its number."""
    lines = asked(client, WEEK)["text"].split("\n")
    displaced = (
        "Displaced now (stock, IOM DTM via UNHCR): 304,152 (4 April 2017), 25,128 more than before (279,024, 27 March "
        "2017). [1, 2]"
    )
    assert lines[:3] == [
        "What changed from 28 March 2017 to 4 April 2017:",
        displaced,
        "Now known to be open: Nargizlia 2, Qayyarah Jad'ah 5. Said to be full: Qayyarah Jad'ah 5. [3, 4]",
    ]
    assert lines[3].startswith("Transfer from West Mosul to Jad'ah 5, 30 March – 1 April 2017: ≈13,000 people")
    assert f"– {displaced}" in lines
    of_jadah = [line for line in lines if line.startswith("– Qayyarah Jad'ah 5")]
    assert len(of_jadah) == 1
    for part in ("opened: 30 March 2017.", "2,283 families (1 April 2017)", "was said to be full (31 March 2017)."):
        assert part in of_jadah[0], of_jadah
    assert of_jadah[0].count("Qayyarah Jad'ah 5: ") < 2, "its name is said once where it can be"
    assert any("826 families ≈ 4,956 people, estimated as families × 6" in line for line in lines)
    listed = lines[lines.index("Sources:") + 1 :]
    assert listed[:2] == ["[1] UNHCR (ReliefWeb), 4 April 2017", "[2] UNHCR (ReliefWeb), 27 March 2017"]
    cited = {int(n) for line in lines for told in re.findall(r"\[([\d, ]+)\]$", line) for n in told.split(", ")}
    assert cited == set(range(1, len(listed) + 1))


def test_the_page_leads_with_the_news(client: FlaskClient) -> None:
    page = client.get(f"/plan/changes?{WEEK}").text
    head = re.search(r"<h1[^>]*>(.*?)</h1>", page)
    assert head
    assert "Displaced: 25,128 more, 27 Mar 2017 to 4 Apr 2017" in without_isolates(head[1])
    short = re.search(r'id="report-short"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert short
    assert short[1].count("\n") < 12
    quiet = client.get("/plan/changes?from=2017-11-20&to=2017-11-21&lang=en").text
    assert "What changed from 20 Nov" in without_isolates(quiet)


def test_the_next_week_has_more_families_and_sites_without_a_report(client: FlaskClient) -> None:
    found = asked(client, "from=2017-04-04&to=2017-04-11&lang=en")
    families = of_kind(found, "families")["jadah-5"]
    assert (families["before"], families["after"], families["difference"]) == (2283, 4321, 2038)
    assert set(of_kind(found, "unreported")) == {"chamakor"}


def test_a_figure_of_a_month_is_of_no_week_in_it(client: FlaskClient) -> None:
    """Chamakor's 200 people are of some day of March, Hammam al-Alil 1's 3,200 families of one of its first ten."""
    week = asked(client, "from=2017-03-28&to=2017-04-04&lang=en")
    assert not {"chamakor", "hammam-al-alil-1"} & {*of_kind(week, "families"), *of_kind(week, "individuals")}
    month = asked(client, "from=2017-02-28&to=2017-04-04&lang=en")
    assert of_kind(month, "individuals")["chamakor"]["after"] == 200
    assert of_kind(month, "families")["hammam-al-alil-1"]["after"] == 3200


def test_a_recount_is_no_change_of_people(client: FlaskClient) -> None:
    found = asked(client, "from=2017-06-22&to=2017-07-03&lang=en")
    recount = of_kind(found, "recount")
    assert [(one["before"], one["after"], one["difference"]) for one in recount.values()] == [(432_726, 821_178, None)]
    assert "a recount, not new displacement" in found["text"]


def test_nothing_later_than_the_last_day_enters(client: FlaskClient) -> None:
    found = asked(client, WEEK)
    days = [change[key] for change in found["changes"] for key in ("before_as_of", "after_as_of") if change[key]]
    assert days
    assert max(days) <= "2017-04-04"


@pytest.mark.parametrize("until", ["2016-12-31", "2017-04-04", "2017-07-04"])
def test_a_site_is_made_known_by_a_source_of_that_time(client: FlaskClient, owner: Connection, until: str) -> None:
    """The list of 2019 that locates a site is no source of what was known of it in 2017."""
    found = asked(client, f"from=2016-10-17&to={until}&lang=en")
    rows = owner.execute(text("SELECT url, published_on FROM source WHERE num_nonnulls(url, published_on) = 2"))
    published = {row.url: row.published_on.isoformat() for row in rows}
    cited = {
        change["id"]: published.get(change["source_url"], "")
        for kind in ("site_new", "site_opened")
        for change in of_kind(found, kind).values()
    }
    assert len(cited) > 15
    assert {site_id: day for site_id, day in cited.items() if day > until} == {}


def test_what_made_a_site_known_is_cited(client: FlaskClient) -> None:
    opened = of_kind(asked(client, "from=2016-10-17&to=2017-04-04&lang=en"), "site_opened")["bersive-1"]
    assert opened["source_url"].endswith("/grc/fsmt.csv")
    assert "31 August 2019" not in opened["sentence"]


def test_the_file_joins_to_the_sites(client: FlaskClient, owner: Connection) -> None:
    answer = client.get(f"/plan/changes.csv?{WEEK}").get_data(as_text=True)[1:]
    rows = list(csv.DictReader(io.StringIO(answer)))
    sites = set(owner.scalars(text("SELECT site_id FROM site")))
    of_none = ("displaced", "recount", "of_a_time", "individuals_together", "movement")
    assert {row["site_id"] for row in rows if row["kind"] not in of_none} <= sites
    assert {row["site_id"] for row in rows if row["kind"] in of_none} == {""}


def test_a_difference_of_rounded_figures_is_told_in_words(client: FlaskClient) -> None:
    page = client.get("/plan/changes?from=2017-03-26&to=2017-04-04&lang=en").get_data(as_text=True)
    assert "more</bdi>" in page
    assert "+≈" not in page.replace("\u2066", "")


def test_a_correction_says_what_stood_there_before_and_a_closing_its_day(
    fresh_database: Addresses, make_app: Any
) -> None:
    insert = text(
        "INSERT INTO ninewa.site_report (site_id, as_of, families, source_id, corrects, recorded_by)"
        " SELECT site_id, as_of, 2300, source_id, report_id, 'test' FROM ninewa.site_report WHERE report_id = 14"
    )
    engine = create_engine(fresh_database.owner)
    with engine.begin() as connection:
        connection.execute(insert)
        connection.execute(
            text(
                "UPDATE ninewa.site SET closed_on = DATE '2017-04-02', closed_on_precision = 'day' WHERE site_id = :id"
            ),
            {"id": "hasansham-u3"},
        )
    engine.dispose()
    found = asked(make_app(fresh_database).test_client(), WEEK)
    corrected = [change for change in found["changes"] if change["kind"] == "report_corrected"]
    assert ("families", 2283, 2300) in [(one["what"], one["before"], one["after"]) for one in corrected]
    assert "closed: 2 April 2017." in of_kind(found, "site_closed")["hasansham-u3"]["sentence"]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_page_and_file_hold_the_same_changes(client: FlaskClient, public_client: FlaskClient, lang: str) -> None:
    query = WEEK.replace("lang=en", f"lang={lang}")
    for asker in (client, public_client):
        assert "304,152" in asker.get(f"/plan/changes?{query}").get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(client.get(f"/plan/changes.csv?{query}").get_data(as_text=True)[1:])))
    assert [row["id"] for row in rows] == [str(change["id"]) for change in asked(client, query)["changes"]]


def test_by_default_the_seven_days_up_to_the_page_s_day(client: FlaskClient) -> None:
    found = asked(client, "at=2017-04-04&lang=en")
    assert (found["from"], found["to"]) == ("2017-03-28", "2017-04-04")
    assert found["moved"]["known"] is True
    assert not of_kind(found, "site_moved"), "the reference files give each site one position"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("from=2017-04-05&to=2017-04-04", "from"),
        ("from=soon", "from"),
        ("to=2017-02-30", "to"),
        ("at=x", "at"),
        ("to=2003-02-01", "to"),
    ],
)
def test_a_span_that_cannot_be_is_refused_by_name(client: FlaskClient, query: str, parameter: str) -> None:
    answer = client.get(f"/api/plan/changes?{query}&lang=en")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert answer.get_json()["parameter"] == parameter
    assert client.get(f"/plan/changes?{query}&lang=en").status_code == 400


@pytest.mark.parametrize(
    ("query", "parameter", "kept"),
    [
        ("from=2017-04-05&to=2017-04-04", "from", ['value="2017-04-05"', 'value="2017-04-04"']),
        ("from=soon&to=2017-04-04", "from", ['value="soon"', 'value="2017-04-04"']),
        ("to=2003-02-01", "to", ['value="2003-02-01"']),
        ("at=x", "at", []),
    ],
)
def test_a_form_loses_nothing_and_its_page_says_what_is_wrong(
    client: FlaskClient, query: str, parameter: str, kept: list[str]
) -> None:
    answer = client.get(f"/plan/changes?{query}&lang=en")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert f"<code>{parameter}</code>" in page
    assert '<form class="filters" method="get" action="/plan/changes">' in page
    assert [one for one in kept if one not in page] == []


def test_a_choice_left_empty_leaves_the_address(client: FlaskClient) -> None:
    answer = client.get("/plan/changes?lang=en&from=&to=2017-04-04&at=2017-04-11")
    assert (answer.status_code, answer.location) == (302, "/plan/changes?lang=en&to=2017-04-04&at=2017-04-11")


@pytest.mark.parametrize("page", ["changes", "movements"])
def test_the_form_and_an_error_keep_the_day_of_the_other_pages(client: FlaskClient, page: str) -> None:
    """`at` is the day of all pages; an answer about other days, right or wrong, must not forget it."""
    for query in ("to=2017-05-01", "from=soon"):
        shown = client.get(f"/plan/{page}?at=2017-04-11&lang=en&{query}").get_data(as_text=True)
        assert '<input type="hidden" name="at" value="2017-04-11">' in shown
        assert 'href="/sites?lang=en&amp;at=2017-04-11"' in shown or 'href="/sites?at=2017-04-11&amp;lang=en"' in shown


def test_an_error_keeps_the_day_unless_it_is_what_is_wrong(client: FlaskClient) -> None:
    found = client.get("/sites/nowhere?at=2017-04-11&lang=en")
    assert found.status_code == 404
    main = found.get_data(as_text=True).split("<main")[1].split("</main>")[0]
    assert main.count("at=2017-04-11") == 2
    refused = client.get("/sites?at=soon&lang=en")
    assert refused.status_code == 400
    assert "at=soon" not in refused.get_data(as_text=True).split("<main")[1].split("</main>")[0]
    assert 'href="/corridors?at=soon' not in refused.get_data(as_text=True)


def test_the_sentence_about_sites_cites_what_it_tells_and_nothing_else() -> None:
    """Also where a site holds more than its plots; not who said that another was almost full."""
    site = made(SiteOnDay, site_id="a", shown_name="A", over_capacity_by=3)
    now = Value(0, date(2017, 4, 1))
    over = Item("free_places", site, before=Value(4, date(2017, 3, 1)), after=now, sources=(7,))
    almost = Item("statement", site, "near_full", after=now, sources=(8,))
    with speaking("en"):
        sentence, told = news.of_sites([almost, over])
    assert without_isolates(sentence) == "Over their plots: A."
    assert told == [over]
