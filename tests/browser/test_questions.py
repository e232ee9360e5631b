"""Walks through the planning questions in a real browser: what the page says is what the program's answer says."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect

from webmap.words.i18n import MARKS

pytestmark = pytest.mark.browser
ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
READ_ROWS = """tables => tables.flatMap(table => [...table.querySelectorAll('tbody tr:not(.total)')].map(
    row => [...row.cells].map(cell => cell.innerText)))"""

# Numbers that cover the mark of a place: the letters' height is nine of the twelve pixels.
COVERING = """drawing => [...drawing.querySelectorAll('text.number')].filter(text => {
    const box = text.getBBox(), foot = Number(text.getAttribute('y'));
    return [...drawing.querySelectorAll('circle.spot')].some(mark => {
        const x = mark.cx.baseVal.value, y = mark.cy.baseVal.value;
        const aside = Math.max(box.x - x, 0, x - box.x - box.width), above = Math.max(foot - 9 - y, 0, y - foot);
        return Math.hypot(aside, above) < mark.r.baseVal.value;
    });
}).map(text => text.textContent)"""


def rows(part: Any) -> list[list[str]]:
    """What the rows of the tables within a part of the page say, without totals, signs of direction and of lines."""
    found = part.locator("table.data").evaluate_all(READ_ROWS)
    return [[cell.translate(ISOLATES).replace("\u00a0", " ").strip() for cell in row] for row in found]


def table(page: Any, caption: str) -> Any:
    return page.locator(".table-scroll", has=page.locator("caption", has_text=re.compile(f"^{caption}")))


def asked(page: Any) -> dict[str, str]:
    """The choices in the page's address."""
    return {name: given[0] for name, given in parse_qs(urlparse(page.url).query).items()}


def program_s_answer(page: Any) -> Any:
    """What the API answers to the very choices of the page's address."""
    told = page.request.get(page.url.replace("/plan/", "/api/plan/"))
    assert told.ok
    return told.json()


def downloaded(page: Any, link: str) -> list[dict[str, str]]:
    with page.expect_download() as download:
        page.get_by_role("link", name=link, exact=True).click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    return [{key: value.translate(ISOLATES) for key, value in row.items()} for row in csv.DictReader(io.StringIO(text))]


def send(page: Any, button: str = "Show") -> None:
    with page.expect_navigation():
        page.locator("main form.filters").get_by_role("button", name=button).click()


def shown(value: int | None, sign: str = "", qualifier: str | None = None) -> str:
    return "unknown" if value is None else MARKS.get(qualifier or "", "{}").format(f"{sign}{value:,}")


def missing(one: dict[str, Any], key: str = "missing") -> str:
    return shown(one[key], qualifier=one[f"{key}_qualifier"])


def test_a_planner_asks_another_set_and_what_an_arrival_would_lack(open_page: Any) -> None:
    watched = open_page("/plan/gaps?at=2017-04-04&lang=en")
    page = watched.page
    before = page.locator("h1").inner_text()
    today = {row[0]: row[1] for row in rows(table(page, "In all sites"))}
    page.select_option("#set", "sphere")
    page.fill("#families", "500")
    page.select_option("#site", "qaymawa")
    page.fill("#family_size", "6")
    send(page)
    told = program_s_answer(page)
    assert asked(page) == {
        **{"lang": "en", "at": "2017-04-04", "set": "sphere"},
        **{"families": "500", "site": "qaymawa", "family_size": "6"},
    }
    assert told["arriving"]["people"] == 3000

    after = {row[0]: (row[1], row[2]) for row in rows(table(page, "In all sites"))}
    assert list(after.values()) == [(missing(one), missing(one, "missing_after")) for one in told["totals"]]
    assert after["Latrines"][0] == today["Latrines"] != after["Latrines"][1]
    here = {one["indicator"]: one for one in told["results"] if one["site_id"] == "qaymawa"}
    assert here["latrines"]["after"]["missing"] > here["latrines"]["missing"] == 0
    said = page.locator("h1").inner_text().translate(ISOLATES)
    assert said != before
    assert "500 more families (3,000 people), Qaymawa (Zelikan) needs" in said
    assert f"{here['latrines']['after']['missing']:,} more latrines" in said
    assert f"{here['water_litres']['after']['missing']:,} more litres of water" in said

    listed = rows(table(page, "By site"))
    assert listed[0][0] == "Qaymawa (Zelikan)"
    known = [one for one in told["results"] if one["missing"] is not None]
    again = [one for one in told["results"] if one["count_again"]]
    assert Counter((row[0], row[2]) for row in listed) == Counter(
        [(one["name"], missing(one)) for one in known] + [(one["name"], "count again") for one in again]
    )
    in_file = downloaded(page, "This table as CSV")
    assert len(in_file) == len(told["results"])
    assert sum(row["missing"] == "" for row in in_file) == len(told["results"]) - len(known)
    assert (watched.complaints, watched.foreign) == ([], [])


def test_the_numbers_on_the_map_of_catchments_are_those_of_the_rows_and_lead_to_sites(open_page: Any) -> None:
    watched = open_page("/plan/catchments?at=2017-04-04&lang=en")
    page = watched.page
    assert page.locator(".route-map").evaluate(COVERING) == []
    before = page.locator("h1").inner_text()
    page.fill(".day-form input[name=at]", "2016-12-01")
    send(page)
    assert asked(page) == {"lang": "en", "at": "2016-12-01"}
    assert page.locator("h1").inner_text() != before
    told = program_s_answer(page)
    areas = [(one["id"], one["properties"]) for one in told["features"]]

    listed = rows(table(page, "Nearest-site areas on 1 December 2016"))
    assert [(int(row[0]), row[1]) for row in listed] == [
        (number, name) for number, properties in areas for name in properties["names"]
    ]
    numbers = ", ".join(page.locator(".route-map text.number").all_text_contents()).translate(ISOLATES).split(", ")
    assert sorted(int(number) for number in numbers) == [number for number, _properties in areas]
    assert page.locator(".route-map path.area").count() == page.locator(".route-map circle.spot").count() == len(areas)
    free_of_one = {
        properties["names"][0]: properties["free_plots"] for _n, properties in areas if properties["sites"] == 1
    }
    assert {row[1]: row[2] for row in listed if row[1] in free_of_one} == {
        name: shown(free) for name, free in free_of_one.items()
    }
    assert {value is None for value in free_of_one.values()} == {True, False}
    in_file = downloaded(page, "This table as CSV")
    assert [(row["catchment"], row["site"]) for row in in_file] == [(row[0], row[1]) for row in listed]

    page.locator(".catchment-table").get_by_role("link", name="Qaymawa (Zelikan)").click()
    page.wait_for_url("**/sites/qaymawa?*")
    assert asked(page) == {"lang": "en", "at": "2016-12-01"}
    expect(page.locator("h1")).to_contain_text("Qaymawa (Zelikan)")
    assert (watched.complaints, watched.foreign) == ([], [])


def test_the_weekly_report_s_writer_takes_the_text_and_the_file_of_two_days(open_page: Any) -> None:
    watched = open_page("/plan/changes?at=2017-04-11&lang=en")
    page = watched.page
    page.fill("#from", "2017-03-28")
    page.fill("#to", "2017-04-04")
    send(page, "Compare")
    assert {name: asked(page).get(name) for name in ("lang", "from", "to")} == {
        **{"lang": "en", "from": "2017-03-28", "to": "2017-04-04"}
    }
    told = program_s_answer(page)
    assert "25,128 more" in page.locator("h1").inner_text()
    assert f"{len(told['changes'])} changes from 28 March 2017" in page.locator("main").inner_text()
    page.locator(".report-text").click()
    chosen = page.evaluate("getSelection().toString()")
    assert chosen.split("\n") == told["text"].split("\n")
    assert "304,152 (4 April 2017), 25,128 more than before (279,024, 27 March 2017)" in chosen

    in_file = downloaded(page, "All changes as CSV")
    assert [(row["kind"], row["id"]) for row in in_file] == [(one["kind"], str(one["id"])) for one in told["changes"]]
    kinds = list(dict.fromkeys(row["kind"] for row in in_file))
    assert [head.get_attribute("id") for head in page.locator("main .block:has(table) h2").all()] == [
        "sites-head",  # those of the map
        *(f"{kind}-head" for kind in kinds),
    ]
    for kind in kinds:
        listed = rows(page.locator(f"[aria-labelledby={kind}-head]"))
        of_kind = [row for row in in_file if row["kind"] == kind]
        assert len(listed) == len(of_kind)
        for row, filed in zip(listed, of_kind, strict=True):
            if len(row) == 3:  # what is known, as a sentence, which the file ends with its source
                assert filed["sentence"].startswith(row[1].rstrip("."))
            else:
                assert (f"{int(filed['after']):,}" if filed["after"] else "unknown") in row[2]
                assert (row[1] == "unknown") == (filed["before"] == "")
            if kind != "movement":  # the page names both its ends
                assert row[0] == filed["name"] or (filed["site_id"] == "" and filed["name"] in row[0])
    assert (watched.complaints, watched.foreign) == ([], [])


def sizes(part: Any) -> list[tuple[str, str, str]]:
    """Origin, destination and size of each flow in a part's list, which stands under its destination."""
    listed = part.locator("table.flows tbody").evaluate_all(
        "groups => groups.flatMap(group => [...group.rows].slice(1).map("
        "row => [row.cells[0], group.rows[0].cells[0], row.cells[1]].map(cell => cell.innerText)))"
    )
    plain = [[text.translate(ISOLATES).strip() for text in row] for row in listed]
    return [(origin, into.removeprefix("To "), size) for origin, into, size in plain]


def expected_sizes(flows: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    signs = {"approx": "≈", None: ""}
    places = [flow["destination"] for flow in flows]
    return [
        (
            flow["origin"],
            flow["destination"],
            shown(flow["value"], signs[flow["qualifier"]]).replace("unknown", "number unknown"),
        )
        for flow in sorted(flows, key=lambda flow: places.index(flow["destination"]))
    ]


def test_filtered_movements_never_have_passages_added(open_page: Any) -> None:
    watched = open_page("/plan/movements?at=2017-04-04&lang=en")
    page = watched.page
    people, passages = (page.locator(f"[aria-labelledby={part}-head]") for part in ("people", "passages"))
    page.fill("#from", "2017-03-28")
    page.select_option("#origin", "West Mosul")
    send(page)
    told = program_s_answer(page)
    assert asked(page)["origin"] == "West Mosul"
    assert page.locator("#origin").input_value() == "West Mosul"
    assert {flow["origin"] for flow in (*told["flows"], *told["passages"])} == {"West Mosul"}
    assert sizes(people) == expected_sizes(told["flows"])
    assert sizes(passages) == expected_sizes(told["passages"])
    passed, moved = (sum(flow["people"] or 0 for flow in told[part]) for part in ("passages", "flows"))
    assert passed
    assert moved
    assert f"{passed:,}" in passages.inner_text()
    for mixed in (passed, passed + moved):
        assert f"{mixed:,}" not in people.inner_text()
    assert f"{passed + moved:,}" not in page.locator("main").inner_text()
    page.locator("details.block summary").click()
    assert len(rows(page.locator("details.block"))) == len(told["left_out"])
    flow_rows = [flow_id for part in ("flows", "passages") for flow in told[part] for flow_id in flow["rows"]]
    used = [row["used"] for row in downloaded(page, "All rows as CSV")]
    assert (used.count("yes"), len(used)) == (len(flow_rows), len(flow_rows) + len(told["left_out"]))

    for kind, full, empty in (("transit", passages, people), ("transfer", people, passages)):
        page.select_option("#kind", kind)
        send(page)
        told = program_s_answer(page)
        assert {flow["kind"] for flow in (*told["flows"], *told["passages"])} == {kind}
        assert sizes(full) == expected_sizes(told["flows"] or told["passages"])
        expect(empty.locator("table")).to_have_count(0)
        expect(empty.locator(".empty")).to_contain_text("reported for these days")
    assert (watched.complaints, watched.foreign) == ([], [])


def test_a_peacebuilding_officer_narrows_the_circle_and_goes_to_the_community(open_page: Any) -> None:
    watched = open_page("/plan/peacebuilding?at=2017-04-04&lang=en")
    page = watched.page
    ranked = page.locator("[aria-labelledby=ranked-head]")
    before = rows(ranked)
    page.fill("#within_km", "10")
    page.fill("#days", "14")
    send(page)
    assert asked(page) == {"lang": "en", "at": "2017-04-04", "within_km": "10", "days": "14"}
    told = program_s_answer(page)
    listed = rows(ranked)
    assert listed != before
    assert [(row[0], row[1]) for row in listed] == [
        (shown(one["rank"]).replace("unknown", "cannot be ranked"), one["name"]) for one in told["communities"]
    ]
    assert [row[2].split("\n")[0] for row in listed] == [
        shown(one["newly_arrived_people"], "≈" if one["estimated"] else "").replace("unknown", "none reported")
        for one in told["communities"]
    ]
    assert "within 10 km" in ranked.inner_text()
    assert "in the last 14 days" in ranked.inner_text()

    first = told["communities"][0]
    block = page.locator(f"[aria-labelledby={first['community_id']}-head]")
    near = block.locator("details table")
    expect(near).to_be_hidden()
    block.locator("summary").click()
    expect(near).to_be_visible()
    assert [(row[1], row[2].split("\n")[0]) for row in rows(block)] == [
        (f"{site['distance_km']:.1f} km", shown(site["families"])) for site in first["sites"]
    ]
    assert block.locator("details a[href*='/corridors/']").count() == len(first["corridors"])
    ranked.get_by_role("link", name=first["name"]).click()
    page.wait_for_url(f"**/communities/{first['community_id']}?*")
    assert asked(page) == {"lang": "en", "at": "2017-04-04"}
    expect(page.locator("h1")).to_contain_text(first["name"])
    assert (watched.complaints, watched.foreign) == ([], [])
