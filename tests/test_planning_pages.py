"""The pages of planning: what they say, what they keep in the address, and that a scenario touches nothing."""

import html
import re
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from flask.testing import FlaskClient

from webmap.planning import picture
from webmap.words.i18n import speaking

NEAR = {"q": "Hammam al-Alil", "families": "3500", "at": "2017-04-04", "lang": "en"}
QUESTION = {**NEAR, "max_km": "999"}


def text_of(client: FlaskClient, path: str, **values: object) -> str:
    answer = client.get(path, query_string={"at": "2017-04-04", "lang": "en", **values})
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>|[\u2066-\u2069]", "", answer.text))


def test_the_worked_example_as_a_sentence_with_its_weak_point(client: FlaskClient) -> None:
    shown = text_of(client, "/plan", **QUESTION)
    assert "11 placed in 3 sites, 3,489 unplaced. Ask first: " in shown
    assert "Placed: 2 in Bardarash (45.7 km), 1 in Dawoudia (102.8 km), 8 in Bersive 1 (" in shown
    assert "All 11 rest on counts from November 2016 (125 to 154 days before)." in shown
    assert "Families ≈3,200 (early Mar 2017); plots ready and occupied never stated together" in shown
    assert "3 of 3 counts used are older than 31 days." in shown
    assert "OCHA / CCCM published" in shown
    assert "Scenario" not in shown


def test_what_was_said_in_people_is_to_be_asked_not_counted(client: FlaskClient) -> None:
    file = client.get("/plan/ask-first.csv", query_string=QUESTION).get_data(as_text=True)
    assert [line.split(",")[0] for line in file.splitlines()[1:]] == [
        *("Hammam al-Alil 2", "Hasansham U2", "Qaymawa (Zelikan)"),
        "Chamakor",
    ]
    assert "qayyarah" not in file.lower()  # said to be full since


@pytest.mark.parametrize(
    "asked", ["36.167588, 43.254948", "geo:36.167588,43.254948", "٣٦٫١٦٧٥٨٨، ٤٣٫٢٥٤٩٤٨", "36°10'03.3\"N 43°15'17.8\"E"]
)
def test_a_place_may_be_written_in_many_ways(client: FlaskClient, asked: str) -> None:
    file = client.get("/plan/placed.csv", query_string={**QUESTION, "q": asked}).get_data(as_text=True)
    assert file.splitlines()[0] == "\ufeffname,families,distance_km,free_plots,counted_on,site_id,counted_on_precision"
    assert "Bardarash,2,45.72" in file
    assert ",2016-11-30" in file


def test_several_origins_people_and_exclusions_stand_in_the_address(client: FlaskClient) -> None:
    values = {"origin": ["43.25,36.16,100", "43.1,36.7,200"], "strategy": "min_cost", "max_km": 999}
    values["at"] = "2017-04-04"
    shown = text_of(client, "/plan", **values, exclude="bersive-1,bardarash")
    assert "1 placed in 1 site, 299 unplaced" in shown
    file = client.get("/plan/passed-over.csv", query_string={**values, "exclude": "bersive-1,bardarash"}).get_data(True)
    assert "Bersive 1" in file
    assert file.count(",excluded,") == 2
    people = text_of(client, "/plan", q="Hammam al-Alil", people=61, family_size=6)
    assert "61 people were counted as 11 families of 6" in people
    links = client.get("/plan", query_string=values).get_data(as_text=True)
    assert "lang=ar" in links
    assert links.count("origin=43.25,36.16,100&amp;origin=43.1,36.7,200") > 0


def test_a_scenario_is_named_kept_and_touches_nothing(client: FlaskClient) -> None:
    scenario = {**QUESTION, "close": "qaymawa", "plots": "haj-ali:500"}
    shown = text_of(client, "/plan", **scenario)
    assert "Scenario. Qaymawa (Zelikan) is closed. Haj Ali has 500 new plots." in shown
    assert "511 placed in 4 sites, 2,989 unplaced." in shown
    assert "500 new plots of the scenario; the rest is unknown" in shown
    assert "11 placed" in text_of(client, "/plan", **QUESTION)
    assert "530 of 770" in text_of(client, "/sites/qaymawa")


def test_new_plots_from_the_form_become_part_of_the_address(client: FlaskClient) -> None:
    answer = client.get(
        "/plan", query_string={**QUESTION, "plots": "haj-ali:5", "at_site": "qaymawa", "new_plots": "7"}
    )
    assert answer.status_code == 302
    assert "plots=haj-ali:5&plots=qaymawa:7" in answer.location
    assert "at_site" not in answer.location


def test_two_plans_side_by_side(client: FlaskClient) -> None:
    a = "/plan?q=Hammam+al-Alil&families=3500&plots=haj-ali:500&max_km=999"
    assert "A places 500 families more than B: 511, not 11." in text_of(client, "/plan/compare", a=a)
    b = "q=Hammam+al-Alil&families=3500&close=bersive-1&max_km=999"
    shown = text_of(client, "/plan/compare", a=a, b=b)
    assert "A places 508 families more than B: 511, not 3." in shown
    file = client.get("/plan/compare.csv", query_string={"a": a, "b": b, "at": "2017-04-04"}).get_data(as_text=True)
    assert "Bersive 1,8,0,8" in file


def test_two_plans_are_drawn_on_one_ground_each_over_the_ghost_of_the_other(client: FlaskClient) -> None:
    """Without the other's things the picture of B ends 30 km farther north: its plots at Haj Ali are A's alone."""
    a = "q=Hammam+al-Alil&families=3500&plots=haj-ali:500&max_km=999"
    page = client.get("/plan/compare", query_string={"a": a, "at": "2017-04-04", "lang": "en"}).get_data(as_text=True)
    views = re.findall(r'data-middle="([^"]+)" data-px-per-km="([^"]+)"', page)
    assert len(views) == 4
    assert views[:2] == views[2:]
    drawn_a, drawn_b = page.split('class="block"')[1:3]
    for own, other in ((drawn_a, drawn_b), (drawn_b, drawn_a)):
        lines, ghosts = (
            re.findall(rf'class="{kind}" d="([^"]+)"', one) for kind, one in (("move", own), ("ghost", other))
        )
        assert lines == ghosts
    assert drawn_a.count('class="move"') == drawn_b.count('class="move"') + 2


def test_a_plan_kept_as_a_goes_along_and_is_compared(client: FlaskClient) -> None:
    """Keep as A, change the question, compare: A is the plan that was kept; on another day each keeps its own."""
    first = client.get("/plan", query_string=QUESTION).get_data(as_text=True)
    keep = link_called(first, "Keep as A, to compare others with it")
    kept = client.get(keep).get_data(as_text=True)
    assert "This plan is kept as A" in kept
    (given,) = set(re.findall(r'<input type="hidden" name="a" value="([^"]+)"', kept))
    changed = {**QUESTION, "plots": "haj-ali:500", "a": html.unescape(given)}
    second = client.get("/plan", query_string=changed).get_data(as_text=True)
    assert "A places 500 families fewer than B: 11, not 511." in plain(client, link_called(second, "Compare with A"))
    assert "11 placed in 3 sites" in plain(client, link_called(second, "The plan that is kept as A"))
    later = client.get("/plan", query_string={**changed, "at": "2017-02-01"}).get_data(as_text=True)
    both = plain(client, link_called(later, "Compare with A"))
    assert "4 April 2017" in both
    assert "1 February 2017" in both
    let_go = client.get(link_called(second, "Keep none")).get_data(as_text=True)
    assert "Keep as A" in let_go
    assert client.get("/plan", query_string={**QUESTION, "a": "nonsense"}).status_code == 200


def link_called(page: str, words: str) -> str:
    (found,) = re.findall(rf'<a[^>]* href="([^"]+)">{re.escape(words)}</a>', page)
    return html.unescape(found)


def plain(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>|[\u2066-\u2069]", "", answer.text))


def test_the_links_stand_in_three_groups(client: FlaskClient) -> None:
    page = client.get("/plan/gaps", query_string={"at": "2017-04-04", "lang": "en"}).get_data(as_text=True)
    (nav,) = re.findall(r'<nav class="questions.*?</nav>', page, re.DOTALL)
    assert [part.count("<li>") for part in nav.split("<ul")[1:]] == [5, 3, 2]
    assert nav.count("at=2017-04-04") == 9


def test_forms_begin_with_a_choice_that_has_an_answer(client: FlaskClient) -> None:
    """Of the first by name, Amalla, nothing is known."""
    page = client.get("/plan/saturation", query_string={"at": "2017-04-04", "lang": "en"}).get_data(as_text=True)
    assert '<option value="bersive-1" selected>' in page
    asked = {"site": "bersive-1", "inflow": 1, "at": "2017-04-04"}
    assert "Bersive 1 is full on 12 April 2017." in text_of(client, "/plan/saturation", **asked)
    assert '<option value="hammam-al-alil-1" selected>' in client.get("/plan", query_string=QUESTION).text


@pytest.mark.parametrize(("lang", "words"), [("en", "Tuesday 4 April 2017"), ("ar", "الثلاثاء، 4\u00a0نيسان 2017")])
@pytest.mark.parametrize("path", ["/plan", "/plan/nearest", "/plan/along", "/plan/gaps", "/plan/compare", "/sites"])
def test_beside_a_field_for_a_day_stand_its_weekday_and_the_days_nearby(
    client: FlaskClient, path: str, lang: str, words: str
) -> None:
    asked = (
        {"at": "2017-04-04", "lang": lang, "within_km": "7"}
        if path == "/plan/along"
        else {"at": "2017-04-04", "lang": lang}
    )
    page = client.get(path, query_string=asked).get_data(as_text=True)
    assert words in page
    (near,) = set(re.findall(r'<span class="days-nearby.*?</span>', page, re.DOTALL))  # on phones once more
    links = [dict(parse_qsl(html.unescape(href).partition("?")[2])) for href in re.findall('href="([^"]+)"', near)]
    assert links == [{**asked, "at": f"2017-04-{day}"} for day in ("03", "05", "11")]


def test_days_nearby_never_lead_to_a_period_that_ends_before_it_begins(client: FlaskClient) -> None:
    for path in ("/plan/movements", "/plan/changes"):
        page = client.get(path, query_string={"from": "2017-04-01", "to": "2017-04-04", "lang": "en"}).text
        first, last = re.findall(r'<span class="days-nearby.*?</span>', page, re.DOTALL)
        assert [re.findall(r"[−+]\d days?", one) for one in (first, last)] == [
            ["−1 day", "+1 day"],
            ["−1 day", "+1 day", "+7 days"],
        ]
        for href in re.findall('href="([^"]+)"', first + last):
            assert client.get(html.unescape(href)).status_code == 200
    ends = client.get("/plan", query_string={"at": "2100-12-31", "lang": "en"}).text
    assert "+1 day" not in ends


def test_the_smaller_questions(client: FlaskClient) -> None:
    near = text_of(client, "/plan/nearest", q="Hammam al-Alil", families=2)
    assert "Bardarash is nearest: 2 places free, 45.7 km away, counted November 2016." in near
    then = text_of(client, "/plan/nearest", q="Hammam al-Alil", families=100, at="2017-02-01")
    assert "Qaymawa (Zelikan) is nearest: 240 places free, 42.6 km away, counted November 2016." in then
    assert "unknown" in text_of(client, "/plan/nearest", q="Hammam al-Alil", include_unknown=1)
    along = "8 sites and 0 communities. Free places are known at none of the sites."
    assert along in text_of(client, "/plan/along", corridor="C02")
    assert "no located course" in text_of(client, "/plan/along", corridor="C17")
    full = text_of(client, "/plan/saturation", site="qaymawa", inflow="12.5", at="2017-02-01")
    assert "Qaymawa (Zelikan) is full on 21 February 2017." in full
    old = text_of(client, "/plan/saturation", site="qaymawa", inflow="12.5")
    assert "the count of November 2016 is old. Since then: ≈720 families registered to return" in old
    days = client.get("/plan/saturation.csv", query_string={"site": "qaymawa", "inflow": "12.5", "at": "2017-02-01"})
    assert days.get_data(as_text=True).splitlines()[-1] == "2017-02-21,0,0,qaymawa"


@pytest.mark.parametrize("path", ["/plan", "/plan/nearest", "/plan/along", "/plan/saturation", "/plan/compare"])
def test_before_anything_is_asked_the_form_stands_alone(client: FlaskClient, path: str) -> None:
    for lang in ("en", "ar"):
        answer = client.get(path, query_string={"lang": lang})
        assert answer.status_code == 200
        assert "<form" in answer.text


@pytest.mark.parametrize(
    ("path", "values", "status"),
    [
        ("/plan", {"q": "Nowhereland"}, 400),
        ("/plan", {"q": "12, 13", "families": 5}, 422),
        ("/plan", {"q": "Mosul", "families": -5}, 400),
        ("/plan", {"q": "Mosul", "families": 10**9}, 400),
        ("/plan", {"q": "Mosul", "at": "2010-01-01"}, 400),
        ("/plan", {"q": "Mosul", "at": "tomorrow"}, 400),
        ("/plan", {"q": "Mosul", "plots": "haj-ali"}, 400),
        ("/plan", {"q": "Mosul", "close": "atlantis"}, 404),
        ("/plan", {"q": "Mosul", "people": 5}, 400),
        ("/plan", {"origin": "1,2"}, 400),
        ("/plan", {"origin": ["43,36,5"] * 21}, 400),
        ("/plan/along", {"corridor": "C99"}, 404),
        ("/plan/along", {"corridor": "C02", "within_km": "many"}, 400),
        ("/plan/saturation", {"site": "atlantis"}, 404),
        ("/plan/compare", {"a": "q=Nowhereland"}, 400),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_lost(
    client: FlaskClient, path: str, values: dict[str, object], status: int
) -> None:
    answer = client.get(path, query_string={"lang": "en", **values})
    assert answer.status_code == status, answer.text
    assert 'role="alert"' in answer.text
    assert "<form" in answer.text


@pytest.mark.parametrize(
    ("path", "place", "values", "status"),
    [
        ("/plan", {"q": "Mosul"}, {"plots": "haj-ali"}, 400),
        ("/plan", {"q": "Mosul"}, {"plots": "haj-ali:-5"}, 400),
        ("/plan", {"q": "Mosul"}, {"plots": ["haj-ali:5"] * 101}, 400),
        ("/plan", {"q": "Mosul"}, {"plots": "atlantis:5"}, 404),
        ("/plan", {"q": "Mosul"}, {"close": "atlantis"}, 404),
        ("/plan", {"q": "Mosul"}, {"close": "Haj Ali\0"}, 404),
        ("/plan", {"q": "Mosul"}, {"exclude": "atlantis"}, 404),
        ("/plan", {"q": "Mosul"}, {"strategy": "best"}, 400),
        ("/plan", {"q": "Mosul"}, {"families": "many"}, 400),
        ("/plan", {"q": "Mosul"}, {"people": 5}, 400),
        ("/plan", {"q": "Mosul"}, {"people": 5, "family_size": 0}, 400),
        ("/plan", {"q": "Mosul"}, {"close": "haj-ali", "at": "2010-01-01"}, 400),
        ("/plan/nearest", {"q": "Mosul"}, {"families": -1}, 400),
        ("/plan/nearest", {"q": "Mosul"}, {"limit": "all"}, 400),
        ("/plan/along", {"corridor": "C02"}, {"within_km": "far"}, 400),
        ("/plan/saturation", {"site": "qaymawa"}, {"ready": "tomorrow:5"}, 400),
        ("/plan/saturation", {"site": "qaymawa"}, {"ready": "2017-04-20:many"}, 400),
        ("/plan/saturation", {"site": "qaymawa"}, {"inflow": "NaN"}, 400),
        ("/plan/saturation", {"site": "qaymawa"}, {"horizon_days": 0}, 400),
        ("/plan/compare", {"a": "q=Mosul"}, {"b": "q=Mosul&plots=haj-ali"}, 400),
        ("/plan/compare", {"a": "q=Mosul"}, {"b": "q=Mosul&close=atlantis"}, 404),
        ("/plan/compare", {"a": "q=Mosul"}, {"b": "q=Mosul&" + "x" * 2000}, 400),
    ],
)
def test_what_is_said_without_a_place_is_judged_as_with_one(
    client: FlaskClient, path: str, place: dict[str, object], values: dict[str, object], status: int
) -> None:
    answers = [client.get(path, query_string={"lang": "en", **values, **more}) for more in (place, {})]
    assert [answer.status_code for answer in answers] == [status, status]
    reason = re.compile(r'role="alert"[^>]*>(.*?)</p>', re.DOTALL)
    with_place, without = (reason.search(answer.text) for answer in answers)
    assert with_place
    assert without
    assert with_place[0] == without[0]
    assert "<form" in answers[1].text


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/plan", {"close": "haj-ali", "plots": "qaymawa:5", "exclude": "bersive-1", "families": 7}),
        ("/plan/saturation", {"ready": "2017-04-20:5", "inflow": 2}),
        ("/plan/compare", {"b": "q=Mosul&close=haj-ali"}),
    ],
)
def test_a_scenario_without_a_place_waits_for_one(client: FlaskClient, path: str, values: dict[str, object]) -> None:
    answer = client.get(path, query_string={"lang": "en", **values})
    assert answer.status_code == 200
    if path == "/plan":
        assert '<input type="hidden" name="close" value="haj-ali">' in answer.text


@pytest.mark.parametrize("path", ["/sites", "/plan", "/plan/along", "/plan/compare", "/sites/haj-ali"])
def test_names_that_are_orders_to_the_program_are_ignored(client: FlaskClient, path: str) -> None:
    orders = {
        "endpoint": "x",
        "_scheme": "javascript",
        "_external": "1",
        "_anchor": "x",
        "_method": "x",
        "site_id": "y",
    }
    hidden = "q=Mosul&families=3&" + "&".join(f"{name}={value}" for name, value in orders.items())
    asked = {**QUESTION, **orders, "self": "1", "a": hidden, "corridor": "C02"}
    answer = client.get(path, query_string=asked, follow_redirects=True)
    assert answer.status_code == 200
    assert not orders.keys() & answer.request.args.keys()
    assert not re.search(r'href="(?!/|#|https?://(localhost|[a-z.]+/))', answer.text)
    assert "/sites/y" not in answer.text


def test_a_pasted_address_keeps_its_day(client: FlaskClient) -> None:
    a, b = ("q=Hammam+al-Alil&families=3500&at=" + at for at in ("2016-12-01", "2017-04-04"))
    shown = text_of(client, "/plan/compare", a=a, b=b)
    assert "1 December 2016" in shown
    assert "4 April 2017" in shown


def test_a_plan_leads_to_what_is_missing_after_it(client: FlaskClient) -> None:
    values = {"at": "2017-04-04", "lang": "en", "origin": ["43.25,36.16,100", "43.1,36.7,200"], "max_km": 999}
    page = client.get("/plan", query_string={**values, "strategy": "min_cost"}).text
    link = re.search(r'<a href="(/plan/gaps[^"]+)">What is missing there after this\?', page)
    assert link
    address = link[1].replace("&amp;", "&")
    assert "arrive=bersive-1:8" in address
    assert address.count("arrive=") == 3
    assert "at=2017-04-04" in address
    after = client.get(address)
    assert after.status_code == 200
    people = client.get("/plan", query_string={**values, "q": "Mosul", "people": 61, "family_size": "5.5"}).text
    assert "family_size=5.5" in re.findall(r'href="(/plan/gaps\?[^"]+arrive[^"]+)"', people)[0]
    assert "What is missing there" not in client.get("/plan?q=Mosul&close=nope&lang=en").text


def test_a_name_on_the_map_covers_no_mark_of_another_site(app: Flask) -> None:
    itself = picture.Thing(43.39, 36.47, "used", "Qaymawa (Zelikan)", "240 places free")
    beside = picture.Thing(43.44, 36.473, "free", "Bardarash")
    with speaking("en"):
        both = picture.pictures([itself, beside])
    for drawn in both:
        labels = {mark.label.text: mark.label for mark in drawn.marks if mark.label}
        assert set(labels) == {"Qaymawa (Zelikan)", "Bardarash"}
        assert labels["Qaymawa (Zelikan)"].anchor == "end"  # the other side is taken


@pytest.mark.parametrize(("lang", "name"), [("en", "Hammam al-Alil 2"), ("ar", "حمام العليل 2")])
def test_a_site_of_which_nothing_is_known_yet_is_called_by_its_name(client: FlaskClient, lang: str, name: str) -> None:
    page = client.get(f"/plan/saturation?site=hammam-al-alil-2&inflow=10&at=2016-10-30&lang={lang}").text
    answer = page.split('class="answer', 1)[1].split("</p>")[0]
    assert name in answer
    assert "hammam-al-alil-2" not in answer
