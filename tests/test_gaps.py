"""What sites lack by the standards: worked examples on the facts, the rule of a gap, and what it may not do."""

import csv
import io
import re
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from geodata.facts.files import rows
from geodata.rules.gaps import Arriving, Gap, gap
from geodata.rules.pairs import days_apart, together
from geodata.rules.standards import MARKS, Standard, of_set, sets, standards
from webmap.asked.chosen_day import EVERYTHING
from webmap.gaps import queries, tables
from webmap.gaps.findings import gaps_on
from webmap.gaps.question import Question
from webmap.words.i18n import speaking

WORKED = (Path(__file__).parent.parent / "docs" / "worked-examples.md").read_text(encoding="utf-8")
NOVEMBER = "at=2016-11-30&lang=en"
limits = st.sampled_from([one for one in standards() if one.indicator != "health_distance"])
counts = st.integers(min_value=0, max_value=10_000_000)
amounts = st.fractions(min_value=0, max_value=10_000_000, max_denominator=1000)


def answer(client: FlaskClient, address: str) -> dict[str, Any]:
    found = client.get(address)
    assert found.status_code == 200, found.get_data(as_text=True)
    told: dict[str, Any] = found.get_json()
    return told


def of(told: dict[str, Any], site_id: str, indicator: str) -> dict[str, Any]:
    found = [one for one in told["results"] if (one["site_id"], one["indicator"]) == (site_id, indicator)]
    assert len(found) == 1
    return dict(found[0])


def total(told: dict[str, Any], indicator: str) -> dict[str, Any]:
    return next(dict(one) for one in told["totals"] if one["indicator"] == indicator)


@given(limits, counts, counts, amounts)
def test_more_people_never_lessen_a_gap(limit: Standard, people: int, more: int, there: Fraction) -> None:
    before, after = gap(limit, people, there), gap(limit, people + more, there)
    assert before.missing is not None
    assert after.missing is not None
    assert after.missing >= before.missing
    assert after.percent <= before.percent
    assert (before.missing == 0) == (before.level == "reached") == (before.percent == 100)


@given(limits, counts, amounts)
def test_what_is_missing_is_just_enough(limit: Standard, people: int, there: Fraction) -> None:
    missing = gap(limit, people, there).missing
    assert missing is not None
    assert gap(limit, people, there + missing).level == "reached"
    assert missing == 0 or gap(limit, people, there + missing - 1).level != "reached"


def test_meeting_a_limit_exactly_passes() -> None:
    latrines, water = of_set("cccm-iraq")["latrines"], of_set("sphere")["water_litres"]
    assert gap(latrines, 5600, Fraction(280)).level == "reached"
    assert gap(latrines, 5601, Fraction(280)).missing == 1
    assert gap(water, 100, Fraction(1500)).level == "reached"
    assert [gap(water, 100, Fraction(litres)).level for litres in (1499, 750, 749)] == ["near", "near", "below"]


def test_every_limit_names_its_source_and_keeps_its_mark() -> None:
    assert sets() == ("cccm-iraq", "sphere-first", "sphere", "unhcr", "unhcr-later")
    assert all(row["source"] and row["mark"] in MARKS for row in rows("standards"))
    unchecked = {(one.set, one.indicator) for one in standards() if one.mark == "unchecked"}
    assert unchecked == {(name, "covered_area") for name in ("sphere-first", "sphere", "unhcr", "unhcr-later")}


def test_unhcr_has_two_sets_and_sphere_another_limit_at_first(client: FlaskClient) -> None:
    limits = {name: {one.indicator: int(one.limit) for one in of_set(name).values()} for name in sets()}
    names = ("water_litres", "water_points", "latrines", "showers")
    assert [limits["unhcr"][name] for name in names] == [15, 250, 50, 50]
    assert [limits["unhcr-later"][name] for name in names] == [20, 100, 20, 20]
    assert (limits["sphere-first"]["latrines"], limits["sphere"]["latrines"]) == (50, 20)
    told = answer(client, "/api/plan/gaps?set=unhcr-later&at=2017-04-04&lang=en")
    assert of(told, "qayyarah-airstrip", "water_litres")["level"] == "near"  # 15 of 20 litres


def test_limits_agreed_later_say_that_they_are_applied_back(client: FlaskClient) -> None:
    said = {day: answer(client, f"/api/plan/gaps?at={day}&lang=en")["answer"] for day in ("2017-04-04", "2018-09-01")}
    assert said["2017-04-04"].startswith("Iraq CCCM targets (agreed 2018, applied back): ")
    assert said["2018-09-01"].startswith("Iraq CCCM targets: ")


def test_qayyarah_airstrip_in_november_2016_and_after_a_thousand_families(client: FlaskClient) -> None:
    """5,019 persons and 280 latrines: 251 are needed. With 5,000 more, 501: 221 are missing."""
    told = answer(client, f"/api/plan/gaps?{NOVEMBER}&site=qayyarah-airstrip&families=1000")
    latrines = of(told, "qayyarah-airstrip", "latrines")
    assert (latrines["people"], latrines["there"], latrines["needed"], latrines["missing"]) == (5019, 280, 251, 0)
    assert latrines["level"] == "reached"
    assert latrines["after"] == {"people": 10019, "needed": 501, "missing": 221, "percent": 55, "level": "near"}
    # 1,000 tents on concrete and one caravan, a row each of the same report.
    shelters = of(told, "qayyarah-airstrip", "shelters")
    assert (shelters["there"], shelters["needed"], shelters["missing"], shelters["percent"]) == (1001, 1004, 3, 99)
    assert total(told, "latrines")["missing_after"] == total(told, "latrines")["missing"] + 221
    assert "221 more latrines" in told["answer"]


def test_figures_of_days_too_far_apart_make_no_gap(client: FlaskClient) -> None:
    """280 latrines of November for 20,300 people of January, 450 tents of 4 November for 12,000 of 8 January."""
    told = answer(client, "/api/plan/gaps?set=cccm-iraq&at=2017-04-04&lang=en")
    assert [total(told, one)["missing"] for one in ("latrines", "showers", "shelters")] == [0, 0, 319]
    assert [total(told, one)["sites_to_count_again"] for one in ("latrines", "showers", "shelters")] == [1, 1, 1]
    assert (
        told["answer"]
        == "Iraq CCCM targets (agreed 2018, applied back): sites with known figures need 319 more shelters."
    )
    for site_id, indicator, then, people in (
        ("qayyarah-airstrip", "latrines", 5019, 20300),
        ("qayyarah-airstrip", "showers", 5019, 20300),
        ("hasansham-u3", "shelters", 3000, 12000),
    ):
        one = of(told, site_id, indicator)
        assert (one["count_again"], one["missing"], one["level"], one["people"]) == (True, None, None, people)
        assert (one["apart"]["people_then"], round(one["apart"]["times"])) == (then, 4)
    body = client.get("/plan/gaps?at=2017-04-04&lang=en").get_data(as_text=True)
    shown = re.sub("[\u2066-\u2069]", "", re.sub(r"<[^>]+>", " ", body))
    assert "17.9 people a latrine (Nov 2016); ≈4 times as many people since" in shown
    assert "count again in Hasansham U3 and Qayyarah Airstrip." in shown


def test_what_was_reported_as_a_rate_stays_a_rate(client: FlaskClient) -> None:
    """15 litres reported are 15 litres judged, whoever came since; the people of the time make amounts of it."""
    told = answer(client, "/api/plan/gaps?set=sphere&at=2017-04-04&lang=en")
    water = of(told, "qayyarah-airstrip", "water_litres")
    assert (water["units_for_one_person"], water["basis"], water["there_as_of"]) == (15, "rate", "2016-11-30")
    assert (water["there_as_of_precision"], water["people_as_of_precision"]) == ("month", "month")
    assert (water["missing"], water["level"], water["percent"]) == (0, "reached", 100)
    assert (water["people"], water["people_as_of"], water["there"]) == (5019, "2016-11-30", 75285)
    assert total(told, "water_litres")["missing"] == 0


def test_a_rate_is_judged_without_people_too(owner: Connection) -> None:
    """Ten litres are two thirds of fifteen for however many; how many litres are missing is then not known."""
    owner.execute(text("SET LOCAL search_path TO exact, ninewa, public"))
    owner.execute(
        text(
            "INSERT INTO ninewa.service_report (site_ids, as_of, indicator, value, source_id) SELECT ARRAY['amalla'],"
            " DATE '2017-04-01', 'water_litres_per_person_day', 10, min(source_id) FROM ninewa.source"
        )
    )
    arriving = {"amalla": Arriving("amalla", 10, Fraction(5))}
    found = gaps_on(owner, Question("sphere", arriving=arriving), date(2017, 4, 4), EVERYTHING, "en")
    water = next(
        one for one in found.assessed if (one.site.site_id, one.standard.indicator) == ("amalla", "water_litres")
    )
    assert water.now == Gap(None, None, 66, "near")
    assert (water.amount, water.after) == (None, None)
    in_all = next(one for one in found.totals if one.standard.indicator == "water_litres")
    assert (in_all.missing, in_all.unsure) == (0, {"now": 1, "after": 1})
    with speaking("en"):
        shown = tables.totals_table(found).rows[1]
    assert re.sub("[\u2066-\u2069]", "", shown[1].text) == "≥\u00a00"


@pytest.mark.parametrize(
    ("one", "other", "days"),
    [
        ((date(2017, 1, 31), "day"), (date(2016, 11, 30), "day"), 62),
        ((date(2017, 1, 31), "day"), (date(2016, 11, 30), "month"), 91),
        ((date(2016, 11, 30), "month"), (date(2016, 11, 30), "month"), 29),
        ((date(2016, 12, 31), "year"), (date(2016, 6, 1), "day"), 213),
        ((date(2017, 3, 1), None), (date(2017, 4, 1), "day"), 31),
    ],
)
def test_days_apart_are_the_most_that_two_statements_can_mean(one: Any, other: Any, days: int) -> None:
    assert days_apart(*one, *other) == days_apart(*other, *one) == days
    assert together(*one, *other) == (days <= 31)


def test_the_worked_example_says_what_the_product_answers(client: FlaskClient) -> None:
    told = answer(client, f"/api/plan/gaps?{NOVEMBER}&site=qayyarah-airstrip&families=1000")
    latrines, shelters = (of(told, "qayyarah-airstrip", indicator) for indicator in ("latrines", "shelters"))
    after = latrines["after"]
    april = answer(client, "/api/plan/gaps?at=2017-04-04")
    totals = {one["indicator"]: one["missing"] for one in april["totals"]}
    for line in (
        f"Latrines: {latrines['people']:,} ÷ 20 = {latrines['people'] / 20:,}, so {latrines['needed']} are needed;"
        f" {latrines['there']} are there: {latrines['level']}.",
        f"Shelters: {shelters['people']:,} ÷ 5 = {shelters['people'] / 5:,}, so {shelters['needed']:,} are needed;"
        f" {shelters['there']:,} are there: {shelters['missing']} missing ({shelters['percent']} %).",
        f"there are {after['people']:,} people. Latrines: {after['people']:,} ÷ 20 = {after['people'] / 20:,}, so"
        f" {after['needed']} are needed; {latrines['there']} are there: {after['missing']} missing"
        f" ({after['percent']} %).",
        f"In all: {totals['latrines']} latrines, {totals['showers']} showers, {totals['shelters']} shelters.",
    ):
        assert line in WORKED


def test_unknown_is_no_fail_and_doubtful_and_joint_figures_tell_nothing(client: FlaskClient) -> None:
    told = answer(client, "/api/plan/gaps?set=sphere&at=2018-09-01&lang=en")
    for site_id, indicator in (
        ("essian", "water_litres"),  # its only figure is doubtful
        ("kabarto-1", "latrines"),  # doubtful
        ("salamiyah-1", "covered_area"),  # one figure for two sites
        ("haj-ali", "latrines"),  # never reported
    ):
        one = of(told, site_id, indicator)
        assert (one["there"], one["missing"], one["level"]) == (None, None, None), site_id
    for one in told["totals"]:
        assert one["sites_computed"] + one["sites_to_count_again"] + one["sites_not_known"] == told["sites"]
        assert one["reached"] + one["near"] + one["below"] == one["sites_computed"]


def test_people_pass_through_screening_sites_and_closed_ones_hold_nobody(client: FlaskClient) -> None:
    told = answer(client, "/api/plan/gaps?at=2017-04-04")
    listed = {one["site_id"] for one in told["results"]}
    assert not listed & {"hammam-al-alil-screening", "hamdaniya-junction-rc", "hammam-al-alil-2"}
    assert told["sites"] == len(listed) == 28


def test_health_is_measured_over_the_ground_to_services_of_that_day(client: FlaskClient, owner: Connection) -> None:
    told = answer(client, f"/api/plan/gaps?{NOVEMBER}")
    near = {one["site_id"]: one for one in told["health"]["results"]}
    measured = owner.scalar(
        text(
            "SELECT ST_Distance(s.geom::geography, p.geom::geography) / 1000"
            " FROM ninewa.site s, ninewa.service_point p"
            " WHERE s.site_id = 'qayyarah-airstrip' AND p.name = :service"
        ),
        {"service": near["qayyarah-airstrip"]["service"]},
    )
    assert near["qayyarah-airstrip"]["distance_km"] == pytest.approx(measured, abs=0.001)
    assert near["jadah-1"]["farther"] is True
    assert near["qayyarah-airstrip"]["farther"] is True  # the delivery unit 4.5 km away is no primary care
    assert [one["kind"] for one in near["qayyarah-airstrip"]["beside"]] == ["primary_health_centre", "maternity"]
    assert near["hasansham-u3"]["farther"] is False
    assert near["debaga-1"]["farther"] is None  # its care was last stated in September: not known, no fail
    assert near["amalla"]["farther"] is None  # no position and no service of its own


def test_health_within_five_kilometres_is_primary_care_of_the_last_month(client: FlaskClient) -> None:
    """Field trauma hospitals and the mobile clinic of one day in November are named beside it."""
    near = {one["site_id"]: one for one in answer(client, "/api/plan/gaps?at=2017-04-04&lang=en")["health"]["results"]}
    hammam = near["hammam-al-alil-1"]
    assert (hammam["farther"], hammam["service"]) == (True, None)
    assert "field_hospital" in [one["kind"] for one in hammam["beside"]]
    u3 = near["hasansham-u3"]
    assert (u3["farther"], u3["service"], u3["beside"][0]["service"]) == (
        None,
        None,
        "Mobile medical clinic in Hasansham U3",
    )
    assert u3["beside"][0]["stated_on"] == "2016-11-06"


def test_the_page_says_how_many_it_is_computed_for_and_how_old(client: FlaskClient) -> None:
    shown = client.get("/plan/gaps?at=2017-04-04&lang=en").get_data(as_text=True)
    assert "At best it is computed for 12 of 28 sites." in shown
    assert "people known" not in shown  # counts of different days are not added
    assert "42 of 42 figures used are older than 31 days" in shown
    assert "Nothing can be judged of" in shown
    assert (
        "No primary care with a known position was stated in the last 31 days. Within 5 km of 3 sites none was stated"
        " earlier either. Families were not" in shown
    )
    assert "0 families are known" not in shown
    assert 'href="/sites/qayyarah-airstrip?lang=en&amp;at=2017-04-04"' in shown
    after = client.get("/plan/gaps?at=2017-04-04&lang=en&site=qayyarah-airstrip&families=200").get_data(as_text=True)
    assert "Its people are of 31 January 2017, what is there of 31 January 2017." in after
    assert client.get("/plan/gaps?lang=ar&site=qayyarah-airstrip&families=3&at=2017-04-04").status_code == 200


def test_the_file_has_every_site_and_leaves_unknown_cells_empty(public_client: FlaskClient) -> None:
    told = public_client.get("/plan/gaps.csv?set=unhcr&at=2017-04-04&lang=en").get_data(as_text=True)
    found = list(csv.DictReader(io.StringIO(told.removeprefix("\ufeff"))))
    assert len(found) == 28 * 5
    amalla = next(row for row in found if row["site"] == "Amalla")
    assert {amalla[name] for name in ("people", "there", "needed", "missing", "level", "people_basis")} == {""}
    assert {row["site_id"] for row in found} >= {"amalla", "haj-ali", "qaymawa"}
    assert amalla["site_id"] == "amalla"


@pytest.mark.parametrize(
    ("query", "status", "parameter"),
    [
        ("families=-1&site=haj-ali", 400, "families"),
        ("families=1000000000&site=haj-ali", 400, "families"),
        ("families=NaN&site=haj-ali", 400, "families"),
        ("families=5", 400, "site"),
        ("families=5&site=nowhere", 404, "site"),
        ("families=5&site=%00", 404, "site"),
        ("families=5&site=hammam-al-alil-screening", 400, "site"),
        ("arrive=nowhere:5", 404, "arrive"),
        ("arrive=%00:5", 404, "arrive"),
        ("arrive=haj-ali", 400, "arrive"),
        ("arrive=haj-ali:-5", 400, "arrive"),
        ("arrive=haj-ali:1000001", 400, "arrive"),
        ("arrive=haj-ali:5&arrive=hammam-al-alil-screening:5", 400, "arrive"),
        ("arrive=haj-ali:5&site=nowhere&families=5", 404, "site"),
        ("&".join(["arrive=haj-ali:1"] * 201), 400, "arrive"),
        ("family_size=0", 400, "family_size"),
        ("family_size=NaN", 400, "family_size"),
        ("family_size=1e3", 400, "family_size"),
        ("set=none", 400, "set"),
        ("at=1990-01-01", 400, "at"),
        ("at=2010-01-01", 400, "at"),
    ],
)
def test_bad_input_is_told_by_its_name(client: FlaskClient, query: str, status: int, parameter: str) -> None:
    if "at=" not in query:
        query += "&at=2017-04-04"
    told = client.get(f"/api/plan/gaps?lang=en&{query}")
    assert (told.status_code, told.content_type) == (status, "application/problem+json")
    assert told.get_json()["parameter"] == parameter
    shown = client.get(f"/plan/gaps?lang=en&{query}")
    assert (shown.status_code, parameter in shown.get_data(as_text=True)) == (status, True)


def test_nothing_learnt_later_enters_and_a_correction_counts(owner: Connection) -> None:
    owner.execute(text("SET LOCAL search_path TO exact, ninewa, public"))
    owner.execute(
        text(
            "INSERT INTO ninewa.service_report (site_ids, as_of, indicator, value, source_id)"
            " SELECT ARRAY['haj-ali'], DATE '2017-02-10', 'latrines', 80, min(source_id) FROM ninewa.source"
        )
    )
    arriving = {"haj-ali": Arriving("haj-ali", 10, Fraction(11, 2))}
    before = gaps_on(owner, Question("cccm-iraq"), date(2017, 2, 9), EVERYTHING, "en")
    after = gaps_on(owner, Question("cccm-iraq", Fraction(11, 2), arriving), date(2017, 2, 10), EVERYTHING, "en")
    found = [
        next(one for one in gaps.assessed if (one.site.site_id, one.standard.indicator) == ("haj-ali", "latrines"))
        for gaps in (before, after)
    ]
    assert found[0].now is None
    assert found[1].now is not None
    assert found[1].after is not None
    # 1,770 people need 89 latrines; 55 more, 92.
    assert (found[1].now.needed, found[1].now.missing, found[1].after.needed, found[1].after.missing) == (89, 9, 92, 12)


def test_no_list_is_cut_silently(app_db: Connection) -> None:
    assert len(queries.sites_on(app_db, date(2018, 9, 1), EVERYTHING, "en")) < queries.LARGEST_LIST


def test_a_site_named_without_an_arrival_is_shown_alone(client: FlaskClient) -> None:
    """Page, file and program's answer are of that site; what its page says of it is the same."""
    of_all = answer(client, "/api/plan/gaps?at=2017-04-04&lang=en")
    alone = answer(client, "/api/plan/gaps?at=2017-04-04&lang=en&site=bardarash")
    assert alone["sites"] == 1
    assert alone["results"] == [one for one in of_all["results"] if one["site_id"] == "bardarash"]
    assert [one["site_id"] for one in alone["health"]["results"]] == ["bardarash"]
    assert alone["answer"] == "Iraq CCCM targets (agreed 2018, applied back): Bardarash lacks nothing that is known."
    unknown = answer(client, "/api/plan/gaps?at=2017-04-04&lang=en&site=haj-ali")
    assert "what Haj Ali needs is not known" in unknown["answer"]
    lines = client.get("/plan/gaps.csv?at=2017-04-04&site=bardarash").get_data(as_text=True).strip().splitlines()
    assert len(lines) == 1 + len(alone["results"])
    body = client.get("/plan/gaps?at=2017-04-04&lang=en&site=bardarash").get_data(as_text=True)
    assert 'value="haj-ali"' in body, "another site can be chosen"
    by_site = body.partition('id="by-site"')[2].partition("</section>")[0]
    assert set(re.findall(r'href="/sites/([a-z0-9-]+)', by_site)) == {"bardarash"}
    for site_id, status in (("nowhere", 404), ("hammam-al-alil-screening", 400)):
        refused = client.get(f"/plan/gaps?at=2017-04-04&lang=en&site={site_id}")
        assert refused.status_code == status
        assert "(<code>site</code>)" in refused.get_data(as_text=True)
