"""The published figures: the panel's triple, the slider, the series, what does not fit, the files."""

import csv
import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from geodata.rules.figures import HEADLINES

AT = "at=2017-04-04&lang=en"


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def plain(body: str) -> str:
    """The words of a page as people read them, without isolates."""
    words = re.sub(r"<[^>]+>", " ", re.sub(r"<(svg|script)\b.*?</\1>", " ", body, flags=re.DOTALL))
    return " ".join(re.sub("[\u2066-\u2069]", "", words).split())


def panel(body: str) -> str:
    """The triple with its note and the others, as words."""
    start = body.index("People displaced by the Mosul operation</h2>")
    return plain(body[start : body.index("</section>", start)])


def files(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page(client, f"/displacement.csv?{query}").removeprefix("\ufeff"))))


def days(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/map/days.json?lang=en").get_json()
    return found


@pytest.mark.parametrize("address", ["/", "/displacement"])
def test_one_providers_triple_with_types_days_and_providers(client: FlaskClient, address: str) -> None:
    said = panel(page(client, f"{address}?{AT}"))
    assert "304,152 Displaced now stock 4 Apr 2017 · IOM DTM via UNHCR" in said
    assert "367,000+ Ever displaced running total 30 Mar 2017 · IOM DTM" in said
    assert "80,000+ Returned running total 30 Mar 2017 · IOM DTM" in said
    assert "Dates differ by 5 days, so the three do not add up." in said


@pytest.mark.parametrize("address", ["/", "/displacement"])
def test_others_stand_beside_and_are_never_mixed_in(client: FlaskClient, address: str) -> None:
    said = panel(page(client, f"{address}?{AT}"))
    triple, others = said.split("Others, last 14 days, not mixed in")
    assert "310,000" not in triple
    for row in (
        "OCHA Displaced now ≈310,000 4 Apr 2017",
        "Government of Iraq via OCHA Ever displaced ≈400,000 3 Apr 2017",
    ):
        assert row in others
    assert "IOM DTM" not in others
    assert "255,000" not in others  # 17 March: older than 14 days


def test_another_provider_can_be_chosen(client: FlaskClient) -> None:
    said = panel(page(client, f"/displacement?{AT}&provider=OCHA"))
    assert "≈310,000 Displaced now" in said
    assert "IOM DTM via UNHCR Displaced now 304,152" in said.split("Others")[1]


def test_missing_figures_are_unknown_and_not_zero(client: FlaskClient) -> None:
    said = panel(page(client, "/displacement?at=2016-11-01&lang=en"))
    assert "17,916 Displaced now" in said
    assert "unknown Ever displaced running total no figure by this day" in said
    assert "nothing can be added up" not in said


@pytest.mark.parametrize("address", ["/", "/displacement"])
def test_a_day_before_every_figure(client: FlaskClient, address: str) -> None:
    said = panel(page(client, f"{address}?at=2016-10-18&lang=en"))
    assert "Nobody has published a figure for this day or before it." in said
    assert "Others" not in said


def test_sums_are_computed_where_the_days_are_the_same(client: FlaskClient) -> None:
    assert "They add up: 314,268 + 86,298 = 400,566." in panel(page(client, "/displacement?at=2017-04-06&lang=en"))
    differs = panel(page(client, "/displacement?at=2017-03-19&lang=en"))
    assert "They do not add up: 326,754 − 71,874 = 254,880, not 260,616." in differs


def test_old_figures_say_their_age(client: FlaskClient) -> None:
    assert "The newest is 32 days old." in panel(page(client, "/displacement?at=2018-01-01&lang=en"))


def test_a_misprint_is_listed_and_enters_no_answer(client: FlaskClient) -> None:
    body = page(client, "/displacement?at=2017-01-20&lang=en")
    assert "13,956 Returned running total 29 Dec 2016" in panel(body)
    assert "32,292 suspect, enters no answer" in plain(body)
    assert [row["suspect"] for row in files(client, "metric=returned_individuals") if row["value"] == "32292"] == [
        "yes"
    ]


def test_every_chart_is_of_one_type_scope_and_provider(client: FlaskClient, public_db: Connection) -> None:
    body = page(client, f"/displacement?{AT}")
    charts = re.findall(r'<svg class="chart (?:wide|small)".*?<title[^>]*>(.*?)</title>', body, flags=re.DOTALL)
    assert charts[:1] == ["Displaced now, IOM DTM"]
    assert len(charts) == len(set(charts)) > 3
    metric, kind = HEADLINES[0]
    count = text(
        "SELECT count(*) FROM figures WHERE metric = :metric AND type = :type AND provider = 'IOM DTM'"
        " AND scope = 'Mosul operation since 2016-10-17' AND as_of <= '2017-04-04'"
    )
    expected = public_db.scalar(count, {"metric": metric, "type": kind})
    first = body[body.index('<svg class="chart wide"') :]
    first = first[: first.index("</svg>")]
    assert len(re.findall(r'class="(?:dot|cross)', first)) == expected


def test_the_line_is_broken_at_the_recount(client: FlaskClient) -> None:
    body = page(client, "/displacement?at=2017-12-31&lang=en")
    first = body[body.index('<svg class="chart wide"') :]
    first = first[: first.index("</svg>")]
    assert len(re.findall(r"<polyline", first)) == 2
    assert "a recount of east Mosul (about 380,000 people newly recorded), not new displacement" in plain(body)


def test_nothing_learnt_later_stands_among_the_remarks_of_a_day(client: FlaskClient) -> None:
    said = plain(page(client, f"/displacement?{AT}"))
    assert "72,570 and 73,908" in said
    assert "recount of east Mosul" not in said
    assert "recount of east Mosul" in plain(page(client, "/displacement?at=2017-07-06&lang=en"))


def test_every_remark_shows_its_sources(client: FlaskClient) -> None:
    body = page(client, "/displacement?at=2018-12-31&lang=en")
    remarks = re.findall(r'<li id="remark-\d+".*?</li>', body, flags=re.DOTALL)
    assert len(remarks) == 15
    assert all('<bdi lang="en">' in remark for remark in remarks)


def test_other_figures_keep_type_and_scope_apart(client: FlaskClient) -> None:
    body = plain(page(client, f"/displacement?{AT}"))
    assert "Plots occupied in camps built by UNHCR stock Only camps built by UNHCR 7,869 4 Apr 2017 UNHCR" in body
    assert "Displaced in the past two months, people flow in a period" in body


def test_another_scope_has_its_own_series(client: FlaskClient) -> None:
    scope = "Hawiga+and+Shirqat+operations%2C+all"
    body = plain(page(client, f"/displacement?at=2017-12-01&lang=en&scope={scope}"))
    assert "On 20 November 2017 109,398 people were displaced, counted by IOM DTM via UNHCR" in body
    assert "793,422" not in body.split("Other published figures")[0]


def test_a_provider_without_figures_of_a_scope_is_answered_with_those_who_have(client: FlaskClient) -> None:
    body = plain(page(client, "/displacement?lang=en&provider=OCHA&scope=Ninewa+governorate"))
    assert "OCHA has no figure of this scope. These have: IOM DTM" in body


@pytest.mark.parametrize(
    "query", ["scope=nowhere", "provider=nobody", "at=2017-02-30", "lang=xx", "provider=%00", "scope=%27%3B--"]
)
def test_bad_choices_get_a_clear_400(client: FlaskClient, query: str) -> None:
    assert client.get(f"/displacement?{query}").status_code == 400


def test_a_form_that_is_refused_keeps_what_was_typed(client: FlaskClient) -> None:
    body = client.get("/displacement?at=2017-02-30&provider=OCHA&lang=en").get_data(as_text=True)
    (field,) = re.findall(r'<input type="text"[^>]*name="at" value="2017-02-30"[^>]*>', body)
    assert 'id="at" aria-invalid="true" aria-describedby="problem"' in field
    assert '<option value="OCHA" selected>' in body
    assert "is not a day of the calendar" in body
    body = client.get("/displacement?at=2017-01-15&scope=nowhere&lang=en").get_data(as_text=True)
    assert '<option value="nowhere" selected>' in body
    assert 'value="2017-01-15"' in body
    assert "Hawiga" not in body, "a scope that began later is not offered"


LATER_THAN_15_JANUARY = ("695,218", "158,928", "32,292", "848,238", "695,218", "304,152", "1,034,670", "July 2017")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_nothing_learnt_after_the_day_stands_anywhere(client: FlaskClient, lang: str) -> None:
    body = page(client, f"/displacement?at=2017-01-15&lang={lang}")
    assert [number for number in LATER_THAN_15_JANUARY if number in body] == []
    if lang == "en":
        for provider in ("Ministry of Migration and Displacement", "UNHCR", "ACAPS", "UNICEF"):
            assert f"{provider} · no figure by 15 January 2017" in plain(body)
        assert "Hawiga" not in body
        assert "Jul 2017" not in plain(page(client, "/displacement?lang=en")), "nor on the day shown by itself"


@pytest.mark.parametrize("day", ["2017-01-15", ""])
def test_no_figure_of_a_file_is_later_than_the_day(client: FlaskClient, day: str) -> None:
    last = day or "2017-04-04"
    assert max(row["as_of"] for row in files(client, f"at={day}")) <= last
    checked = page(client, f"/displacement/checks.csv?at={day}").removeprefix("\ufeff")
    assert max(row["as_of"] for row in csv.DictReader(io.StringIO(checked))) <= last
    metric = plain(page(client, f"/displacement/currently_displaced_individuals?at={day}&lang=en"))
    assert "821,178" not in metric


def test_a_metric_that_nobody_had_counted_yet_says_so(client: FlaskClient) -> None:
    body = plain(page(client, "/displacement/hawiga_returned_individuals?at=2017-04-04&lang=en"))
    assert "no figure by 4 April 2017" in body


def test_the_map_refuses_an_unknown_provider(client: FlaskClient) -> None:
    assert client.get("/?provider=nobody").status_code == 400


def test_the_file_holds_every_figure_with_its_source(client: FlaskClient, app_db: Connection) -> None:
    found = files(client, "at=2018-12-31")
    assert len(found) == app_db.scalar(text("SELECT count(*) FROM figures WHERE site_ids = '{}'")) > 350
    assert list(found[0])[:4] == ["metric", "type", "as_of", "precision"]
    assert all(row["source"] and re.fullmatch(r"\d{4}-\d\d-\d\d", row["as_of"]) for row in found)
    one = [
        row
        for row in files(client, "metric=currently_displaced_individuals&provider=OCHA")
        if row["as_of"] == "2017-04-04"
    ]
    assert [(row["value"], row["qualifier"], row["relayed_by"]) for row in one] == [("310000", "approx", "")]


def test_the_page_of_a_metric_lists_all_of_it(client: FlaskClient) -> None:
    body = plain(page(client, "/displacement/plots_fully_serviced_available?at=2017-04-04&lang=en"))
    assert "3,215" in body
    assert "Camps east and north of Mosul" in body
    assert client.get("/displacement/nothing-like-it").status_code == 404


def test_days_of_the_slider(client: FlaskClient) -> None:
    found = days(client)
    assert (found["first"], found["last"]) == ("2016-10-17", "2017-11-30")
    assert len(found["days"]) == 410
    assert found["days"][0] == "17 October 2016"
    series = {row[0]: row[1:3] for row in found["series"]}
    assert series["2017-04-04"] == [304_152, "304,152"]
    assert series["2016-11-27"] == [72_570, "72,570"]  # not OCHA's figure of that day
    assert series["2017-02-16"][0] == 160_302  # the provider's own before the one that is quoted
    assert [row[0] for row in found["series"]] == sorted(series)
    assert found["peak"][0] == "2017-07-24"
    assert found["ticks"][0] == ["2016-11-01", "Nov 2016"]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_public_reads_the_same_page(public_client: FlaskClient, lang: str) -> None:
    body = page(public_client, f"/displacement?at=2017-04-04&lang={lang}")
    assert "304,152" in body
    assert 'style="' not in body
