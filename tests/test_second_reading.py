"""Sentences and files that an information officer pastes: none is false, none lost its sign, its days or its why."""

import csv
import io
import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from geodata.rules.gaps import of_missing, of_needed

APRIL, JULY = "at=2017-04-04&lang=en", "at=2017-07-04&lang=en"


def plain(client: FlaskClient, address: str) -> str:
    told = re.sub(r"<[^>]+>", " ", client.get(address).get_data(as_text=True))
    return re.sub(r"\s+", " ", re.sub("[\u2066-\u2069]", "", unescape(told)))


def in_file(client: FlaskClient, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).get_data(as_text=True)[1:])))


def test_what_covers_a_time_tells_it_in_what_changed(client: FlaskClient) -> None:
    week = "from=2017-03-28&to=2017-04-04&lang=en"
    said = plain(client, f"/plan/changes?{week}")
    for sentence in (
        "Displaced from west Mosul, people (running total, IOM DTM): 194,000+ (25 February – 3 April 2017), ≈164,000"
        " more than before (≈30,000, 2 March 2017).",
        "Displaced in the past two months, people (flow in a period, IOM DTM): ≈142,000 (4 February – 4 April 2017).",
        "Ever displaced (running total, IOM DTM): 367,000+ (17 October 2016 – 30 March 2017), ≥ 40,246 more than before"
        " (326,754, 19 March 2017).",
    ):
        assert sentence in said
    rows = {row["what"]: row for row in in_file(client, f"/plan/changes.csv?{week}") if row["kind"] == "of_a_time"}
    west = rows["displaced_from_west_mosul_individuals"]
    assert (west["after"], west["after_qualifier"], west["after_precision"]) == ("194000", "more_than", "day")
    assert (west["after_period_start"], west["after_as_of"], west["difference"]) == (
        "2017-02-25",
        "2017-04-03",
        "164000",
    )
    told = client.get(f"/api/plan/changes?{week}").get_json()["changes"]
    (past,) = [one for one in told if one["what"] == "displaced_past_two_months_individuals"]
    assert (past["after_period_start"], past["after_qualifier"]) == ("2017-02-04", "approx")


def test_only_what_began_on_one_day_is_compared(client: FlaskClient) -> None:
    """From west Mosul 194,000+ to 3 April and ≈369,000 to 23 April, both since 25 February."""
    found = in_file(client, "/plan/changes.csv?from=2017-04-04&to=2017-04-25&lang=en")
    of_a_time = [row for row in found if row["kind"] == "of_a_time" and row["before"]]
    assert of_a_time
    assert all(row["before_period_start"] == row["after_period_start"] != "" for row in of_a_time)
    (west,) = [row for row in of_a_time if row["what"].startswith("displaced_from_west") and row["name"] == "IOM DTM"]
    assert (west["before"], west["after"]) == ("194000", "369000")


def test_published_figures_tell_the_time_they_cover(client: FlaskClient) -> None:
    said = plain(client, f"/displacement?{APRIL}")
    assert "≈142,000 4 February – 4 April 2017 IOM DTM" in said
    assert "On 4 April 2017 304,152 people were displaced, counted by IOM DTM via UNHCR" in said
    rows = in_file(client, "/displacement.csv?at=2017-04-04&metric=displaced_from_west_mosul_individuals")
    assert ("2017-02-25", "day", "2017-04-03", "more_than") in {
        (row["period_start"], row["period_start_precision"], row["as_of"], row["qualifier"]) for row in rows
    }
    stock = in_file(client, "/displacement.csv?at=2017-04-04&metric=currently_displaced_individuals")
    assert {row["multiplier"] for row in stock if row["value"] == "304152"} == {"6"}


def test_no_day_of_three_figures_is_said_in_words(client: FlaskClient) -> None:
    said = plain(client, "/displacement?at=2016-10-30&lang=en")
    assert "No provider gave displaced now, returned and ever displaced for one day." in said
    assert "on 0 days" not in said


@pytest.mark.parametrize(
    ("people", "there", "missing"),
    [
        (None, "exact", None),
        ("more_than", None, "at_least"),
        ("exact", "at_least", "up_to"),
        ("approx", None, "approx"),
        ("more_than", "more_than", "approx"),
        ("exact", "up_to", "at_least"),
    ],
)
def test_what_is_missing_is_as_exact_as_its_figures(people: str | None, there: str | None, missing: str | None) -> None:
    assert of_missing(people, there) == missing
    assert of_needed("more_than") == "at_least"


def test_more_than_17_000_people_need_at_least_3_400_shelters(client: FlaskClient) -> None:
    said = plain(client, f"/plan/gaps?{JULY}")
    assert "sites with known figures need ≥ 1,219 more shelters" in said
    assert "the oldest is of January 2015." in said
    rows = in_file(client, f"/plan/gaps.csv?{JULY}")
    (camp,) = [row for row in rows if row["site_id"] == "salamiyah-2" and row["indicator"] == "shelters"]
    assert (camp["needed"], camp["needed_qualifier"]) == ("3400", "at_least")
    assert (camp["missing"], camp["missing_qualifier"], camp["people_qualifier"]) == ("900", "at_least", "more_than")
    told = client.get(f"/api/plan/gaps?{JULY}").get_json()
    (shelters,) = [one for one in told["totals"] if one["indicator"] == "shelters"]
    assert (shelters["missing"], shelters["missing_qualifier"]) == (1219, "at_least")


def test_about_350_families_stay_about_350(client: FlaskClient) -> None:
    said = plain(client, "/plan/gaps?at=2017-08-31&lang=en")
    assert "≈350 families were counted there in that time, in 1 of them." in said


def test_a_rate_makes_no_tenth_of_a_latrine(client: FlaskClient) -> None:
    said = plain(client, f"/plan/gaps?{APRIL}")
    assert "≈3,041 3.1 people a latrine" in said
    assert "3,040.6" not in said


@pytest.mark.parametrize(
    ("site", "day", "said"),
    [
        ("jadah-5", "2017-07-04", "Is it full? A source said so on 31 March 2017. Free places: unknown."),
        ("hammam-al-alil-2", "2017-07-04", "Is it full? A source said “almost full” on 10 May 2017."),
        ("mamilian", "2017-04-04", "camp · open (people counted January 2015) · as it was on"),
        ("jadah-5", "2017-04-04", "People living here. 1 April 2017: ≈13,000."),
    ],
)
def test_the_page_of_a_site_says_what_was_said(client: FlaskClient, site: str, day: str, said: str) -> None:
    told = plain(client, f"/sites/{site}?at={day}&lang=en")
    assert said in told
    assert "Nobody has said how full it is" not in told or site == "mamilian"


def test_fewer_than_three_figures_make_no_chart(client: FlaskClient) -> None:
    assert 'class="chart wide"' not in client.get(f"/sites/jadah-5?{APRIL}").get_data(as_text=True)
    assert 'class="chart wide"' in client.get(f"/sites/hasansham-u3?{APRIL}").get_data(as_text=True)
    assert "no count for 86 days" in plain(client, f"/sites/hasansham-u3?{APRIL}")


def test_unknown_places_along_a_corridor_are_not_0(client: FlaskClient) -> None:
    said = plain(client, f"/plan/along?corridor=C02&{APRIL}")
    assert "8 sites and 0 communities. Free places are known at none of the sites." in said
    assert "Places known to be free: 0" not in said


def test_a_month_is_no_change_of_its_last_day(client: FlaskClient) -> None:
    said = plain(client, f"/plan/changes?{APRIL}")
    assert "as of its last day" not in said
    assert "A figure stated for a month is a change only of days that hold the whole month." in said


def test_a_count_of_november_is_drawn_with_its_month(client: FlaskClient) -> None:
    said = plain(client, f"/plan/saturation?site=bersive-1&inflow=10&{APRIL}")
    assert "November 2016: 8 places free; 4 April 2017: 8 places free" in said
    assert "30 November 2016" not in said


def test_catchments_say_what_would_help(client: FlaskClient) -> None:
    said = plain(client, "/plan/catchments?at=2016-10-30&lang=en")
    assert "a new count would tell what is free" in said
    assert "Counted earlier: families of 1 more site. The table" in said


@pytest.mark.parametrize(
    "address",
    [
        "/sites.csv",
        "/map/sites.csv",
        "/map/movements.csv",
        "/map/services.csv",
        "/map/corridors.csv",
        "/communities.csv",
        "/corridors.csv",
        "/corridors/C02/movements.csv",
        "/corridors/C02/analysis.csv",
    ],
)
def test_each_number_of_a_source_stands_beside_its_words(client: FlaskClient, address: str) -> None:
    titles = {row["source_id"]: (row["publisher"], row["title"]) for row in in_file(client, "/credits.csv")}
    rows = in_file(client, f"{address}?{APRIL}")
    numbered = [key for key in rows[0] if key == "source_id" or key.endswith("_source")]
    told = [(row[key], row[f"{key.removesuffix('_id')}_cited"]) for row in rows for key in numbered]
    assert any(number for number, _words in told)
    for number, words in told:
        publisher, title = titles.get(number, ("", ""))
        assert words == (f"{publisher}: {title}" if publisher else title)


def test_the_count_of_both_sites_is_for_the_map_to_bracket(client: FlaskClient) -> None:
    (found,) = client.get(f"/map/data.json?{APRIL}").get_json()["together"]
    assert found["sites"] == ["haj-ali", "qayyarah-airstrip"]
    assert (found["text"], found["detail"]) == ("70,000+ people together", "4 Apr 2017, not told apart")
    assert client.get("/map/data.json?at=2017-04-03&lang=en").get_json()["together"] == []


def test_one_more_family_is_one_family(client: FlaskClient) -> None:
    asked = "/plan/gaps?at=2017-04-04&site=qayyarah-airstrip&families=1"
    assert "with 1 more family (5 people)" in plain(client, f"{asked}&lang=en")
    assert "مع عائلة إضافية واحدة (5 أشخاص)" in plain(client, f"{asked}&lang=ar")


@pytest.mark.parametrize(
    "address",
    [
        "/plan/changes?from=2016-10-23&to=2016-10-30&at=2016-10-30",
        "/plan/movements?from=2016-10-17&to=2016-10-30&at=2016-10-30",
        "/?at=2016-10-30",
        "/map/data.json?at=2016-10-30",
        "/plan/peacebuilding?at=2016-10-30&within_km=100&days=90",
    ],
)
def test_a_dual_has_its_ending_after_from_and_to(client: FlaskClient, address: str) -> None:
    """منطقتا is the nominative of two areas: after a preposition it is منطقتي, also where a name stands in a table."""
    told = client.get(f"{address}&lang=ar").text
    assert re.findall(r"(?:من|إلى) (?:<[^>]+>|[\u2066-\u2068])*\w+تا\b[^<]{0,40}", told) == []


def test_43_000_is_not_the_same_as_42_000(client: FlaskClient) -> None:
    told = "≈43,000 (April – August 2017), {} (≈42,000, 22 August 2017)"
    said = plain(client, "/plan/changes?at=2017-08-31&lang=en")
    assert told.format("about the same as before") in said
    assert told.format("the same as before") not in said
    assert "أي نحو العدد السابق (≈42,000، 22 آب 2017)" in plain(client, "/plan/changes?at=2017-08-31&lang=ar")


def test_days_of_one_site_are_not_told_of_another(client: FlaskClient) -> None:
    """Of Hammam al-Alil 1 nothing is known; the figures of 31 January are of the other site of the arrival."""
    asked = "/plan/gaps?arrive=qayyarah-airstrip:100&arrive=hammam-al-alil-1:3500&at=2017-04-04"
    assert (
        "What is needed in Hammam al-Alil 1 is not known. The people of Qayyarah Airstrip are of 31 January 2017,"
        " what is there of 31 January 2017." in plain(client, f"{asked}&lang=en")
    )
    assert "عدد الناس في مخيم قاعدة القيارة الجوية يعود إلى 31 كانون الثاني 2017" in plain(client, f"{asked}&lang=ar")


SUPPOSED = "q=Hammam+al-Alil&families=3500&close=bersive-1&plots=haj-ali:500&max_km=200"


def test_supposed_plots_are_no_count(client: FlaskClient) -> None:
    """On 30 October 2016 all 500 places are supposed: no count is used, so none is said to be fresh."""
    early = plain(client, f"/plan?{SUPPOSED}&at=2016-10-30&lang=en")
    assert "500 are placed where the scenario supposes plots." in early
    assert "No count used is older" not in early
    assert "500 عائلة أُويت حيث يفترض السيناريو قطعاً." in plain(client, f"/plan?{SUPPOSED}&at=2016-10-30&lang=ar")


def test_counts_and_sites_are_told_apart(client: FlaskClient) -> None:
    """Three sites are used, two of them by a count."""
    said = plain(client, f"/plan?{SUPPOSED}&{APRIL}")
    assert "2 of 3 sites rest on old counts, the oldest from November 2016 (125 to 154 days before)." in said
    assert "2 of 2 counts used are older than 31 days." in said
    assert "500 are placed where the scenario supposes plots." in said
    assert "استُخدم إحصاءان؛ الأقدم من 31 يوماً: 2." in plain(client, f"/plan?{SUPPOSED}&at=2017-04-04&lang=ar")


def test_supposed_plots_beside_a_count_do_not_rest_on_it(client: FlaskClient) -> None:
    """Bardarash has 2 places by its count and 500 that are supposed."""
    said = plain(client, f"/plan?q=Hammam+al-Alil&families=3500&plots=bardarash:500&max_km=200&{APRIL}")
    assert "511 placed in 3 sites" in said
    assert "All 511 rest on counts" not in said
    assert "3 of 3 sites rest on old counts, the oldest from November 2016 (125 to 154 days before)." in said
    assert "502 are placed where the scenario supposes plots." in said


def test_the_title_of_a_source_is_marked_as_english(client: FlaskClient) -> None:
    told = client.get("/displacement?at=2017-04-04&lang=ar").text
    title = "IOM Iraq facilitates peacebuilding activities in conflict-affected communities"
    assert f'<span class="then" lang="en" dir="ltr">{title}</span>' in told
    assert f'<span class="then">{title}' not in told


def test_two_sites_together_are_joined_by_a_word(client: FlaskClient) -> None:
    said = plain(client, "/sites/haj-ali?at=2017-04-04&lang=ar")
    assert "مخيم الحاج علي ومخيم قاعدة القيارة الجوية معاً: 70,000+ نسمة، 4 نيسان 2017؛ ولم يُذكر كم في كل موقع." in said


@pytest.mark.parametrize("day", ["2016-10-30", "2017-04-04", "2017-07-04", "2017-08-31"])
def test_a_count_that_no_longer_holds_was_made_all_the_same(client: FlaskClient, app_db: Connection, day: str) -> None:
    """On 4 April the 3,500 plots of Jad'ah 5 were counted on 31 March; on 4 July 17,000+ people of 16 June."""
    counted = app_db.scalar(
        text("SELECT count(*) FROM site_state(:day) WHERE counted_as_of > CAST(:day AS date) - 31"), {"day": day}
    )
    assert counted == (day == "2017-04-04")
    panel = plain(client, f"/?at={day}&lang=en")
    assert "was counted · last 31 days" not in panel
    assert "has a report" not in panel
    assert "has a count that holds" in panel
    told = plain(client, f"/plan/catchments?at={day}&lang=en")
    assert "No plots were counted" not in told
    assert "No count of plots of that time still holds: a new count would tell what is free." in told


def test_the_nearest_free_place_is_told_behind_ten_sites_of_unknown_capacity(client: FlaskClient) -> None:
    asked = "/plan/nearest?q=Hammam+al-Alil&lang=en"
    for more in ("", "&include_unknown=1", "&include_unknown=1&limit=1"):
        told = plain(client, f"{asked}&at=2017-07-04{more}")
        assert "Bardarash is nearest: 2 places free, 45.7 km away, counted November 2016." in told
        assert "No open site is known to have" not in told
    assert "No open site is known to have 1 free place." in plain(client, f"{asked}&at=2016-10-30&include_unknown=1")


@pytest.mark.parametrize(
    ("site", "said"),
    [("bersive-1", "November 2016"), ("hasansham-u3", "4 November 2016"), ("mamrashan", "November 2016")],
)
def test_a_month_is_not_told_as_the_first_day_of_a_site(client: FlaskClient, site: str, said: str) -> None:
    told = plain(client, f"/sites/{site}?at=2016-10-30&lang=en")
    assert f"The first statement about it is of {said}." in told


def test_the_first_statement_about_a_site_is_of_the_day_from_which_it_is_known(
    client: FlaskClient, app_db: Connection
) -> None:
    """Movements and services tell of a site too."""
    first = app_db.execute(
        text(
            "SELECT k.site_id, min(d.day)::date"
            " FROM generate_series('2016-10-17'::date, '2018-02-28', '1 day') AS d(day)"
            " CROSS JOIN LATERAL sites_known(d.day::date) AS k GROUP BY 1 HAVING min(d.day) > '2016-10-17'"
        )
    ).all()
    assert len(first) > 25
    for site_id, day in first:
        told = client.get(f"/sites/{site_id}?at=2016-10-17&lang=en").text
        assert re.findall(r'<a href="[^"]*\bat=([\d-]+)[^"]*">The first statement', told) == [day.isoformat()], site_id


def test_what_an_old_count_called_full_is_full_by_that_count(client: FlaskClient) -> None:
    said = plain(client, f"/plan/saturation?site=chamishku&inflow=5&{APRIL}")
    assert "By its count of November 2016 Chamishku was full already." in said
    assert "Chamishku is full on" not in said


def test_the_running_total_holds_the_recount_from_the_day_it_was_published(client: FlaskClient) -> None:
    """The recount was told on 3 July 2017, the running total that holds it on the 6th."""
    holds = "the running total holds the recount of east Mosul as well"
    for day in ("2017-07-04", "2017-07-05"):
        told = plain(client, f"/displacement?at={day}&lang=en")
        assert "a recount of east Mosul (about 380,000 people newly recorded)" in told
        assert "holds the recount" not in told
    assert f"From 441,720 to 1,034,670: {holds}" in plain(client, "/displacement?at=2017-07-06&lang=en")


def test_plots_are_of_a_day_in_brackets(client: FlaskClient) -> None:
    said = plain(client, f"/plan?q=Qayyarah&families=11&max_km=150&{APRIL}")
    assert "Changed since: 3,500 of 3,500 plots (31 Mar 2017); then 2,283 families" in said
