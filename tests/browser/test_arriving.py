"""Families arriving on the map, by mouse, touch and keyboard, in both directions of writing."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DAY

pytestmark = pytest.mark.browser
UNPLACED = re.compile("[\u2066-\u2069]")
MOVES = ".hm-arriving animate, .hm-arriving [style*=transition]"


def arrivals(page: Any) -> list[str]:
    return parse_qs(urlparse(page.url).query).get("arrive", [])


def said(page: Any) -> str:
    return UNPLACED.sub("", page.locator("[data-arriving-told] strong").inner_text())


def drawn(page: Any) -> dict[str, Any]:
    """What the map draws of the plan."""
    found: dict[str, Any] = page.evaluate(
        """() => {
            const one = map_1_scene.arriving;
            const count = name => document.querySelectorAll(name).length;
            return {
                unplaced: one.unplaced, placements: one.placements.map(p => [p.origin, p.id, p.families]),
                squares: count('.hm-lacking'), lines: count('.hm-arriving .hm-movement'),
                asked: count('.hm-asked'), filled: count('.hm-arrived-fill'),
            };
        }"""
    )
    return found


def test_by_mouse_a_marker_is_dragged_from_the_edge_numbered_shared_and_joined_by_a_second(open_page: Any) -> None:
    watched = open_page(f"/?{DAY}&lang=en&max_km=160")
    page = watched.page
    assert "arriving" not in " ".join(page.evaluate("[...document.scripts].map(one => one.src)"))
    frame, button = page.locator(".folium-map").bounding_box(), page.locator(".hm-arrive-button").bounding_box()
    middle = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    page.mouse.move(button["x"] + 20, button["y"] + 10)
    page.mouse.down()
    page.mouse.move(button["x"] - 60, button["y"] - 60, steps=4)
    page.locator(".hm-carried").wait_for()
    page.mouse.move(*middle, steps=4)
    page.mouse.up()
    page.locator(".hm-arriving-box select").select_option("160")
    slider = page.locator(".hm-arriving-box input[type=range]")
    expect(page.locator("[data-arriving-told]")).to_contain_text("placed in 3 sites")

    slider.focus()
    slider.evaluate("one => { one.value = 8000; one.dispatchEvent(new Event('input')); }")
    preview = drawn(page)  # before the server said anything
    assert (preview["unplaced"], preview["squares"]) == (8000 - 11, 80)
    assert (preview["lines"], preview["filled"]) == (3, 3)
    assert preview["asked"] > 1
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-arriving-told] strong")).to_contain_text("8,089 unplaced")
    page.wait_for_url(lambda url: [one.rpartition(":")[2] for one in arrivals_of(url)] == ["8100"])
    assert drawn(page)["unplaced"] == 8089
    before = arrivals(page)
    marker = page.locator("[data-arrival='0']").bounding_box()
    page.mouse.move(marker["x"] + 20, marker["y"] + 15)
    page.mouse.down()
    page.mouse.move(marker["x"] + 60, marker["y"] - 25, steps=4)
    page.mouse.up()
    page.wait_for_url(lambda url: "arrive=" in url and arrivals_of(url) != before)

    page.get_by_role("button", name="Another arrival").click()
    expect(page.locator("[data-arrival]")).to_have_count(2)
    expect(page.locator("[data-arriving-told] strong")).to_contain_text("16,189 unplaced")
    page.wait_for_url(lambda url: len(arrivals_of(url)) == 2)
    lat, lon = map(float, arrivals(page)[1].partition(":")[0].split(","))
    expect(page.locator(".hm-arriving-box .hm-copy input")).to_have_value(f"{lat:.4f}, {lon:.4f}")
    box, own = (page.locator(one).bounding_box() for one in (".hm-arriving-box", "[data-arrival='1']"))
    assert box["x"] + box["width"] <= own["x"] + 10 or box["x"] >= own["x"] + own["width"] - 10
    shared, shown, sentence = page.url, drawn(page), said(page)
    again = open_page(urlparse(shared).path + "?" + urlparse(shared).query).page
    again.locator("[data-arrival='1']").wait_for()
    assert (drawn(again), said(again), arrivals(again)) == (shown, sentence, arrivals(page))
    again.locator("[data-arriving-told] a").click()
    again.wait_for_url("**/plan?**")
    assert sentence in re.sub(r"\s+", " ", UNPLACED.sub("", again.locator(".answer").first.inner_text()))
    assert watched.complaints == []


def arrivals_of(url: str) -> list[str]:
    return parse_qs(urlparse(url).query).get("arrive", [])


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_by_keyboard_the_marker_stands_in_the_middle_and_arrows_move_it(open_page: Any, lang: str) -> None:
    watched = open_page(f"/?{DAY}&lang={lang}", 1366, 820)
    page = watched.page
    page.locator(".hm-arrive-button").focus()
    page.keyboard.press("Enter")
    count = page.locator(".hm-arriving-box input[type=number]")
    expect(count).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("2345")
    page.keyboard.press("Tab")
    expect(page.locator("[data-arriving-told] strong")).to_contain_text("2,345")
    page.keyboard.press("Escape")
    marker = page.locator("[data-arrival='0']")
    expect(marker).to_be_focused()
    page.wait_for_url(lambda url: arrivals_of(url)[:1] and arrivals_of(url)[0].endswith(":2345"))
    (first,) = arrivals(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.wait_for_url(lambda url: moved_north_east(first, arrivals_of(url)[0]))
    expect(marker).to_be_focused()
    assert "2,345" in (marker.get_attribute("aria-label") or "")
    assert page.locator(MOVES).count() == 0
    page.keyboard.press("Delete")
    expect(page.locator(".hm-arriving, [data-arriving-told]")).to_have_count(0)
    assert "arrive" not in page.url
    assert watched.complaints == []


def moved_north_east(before: str, after: str) -> bool:
    (lat, lon), (north, east) = ([float(n) for n in one.split(":")[0].split(",")] for one in (before, after))
    return north > lat and east > lon


def test_on_a_phone_a_long_press_opens_it_and_its_slider_takes_the_day_s_place(open_page: Any) -> None:
    watched = open_page(f"/?{DAY}&lang=ar", 390, 844, has_touch=True)
    page = watched.page
    day = page.locator("[data-day-slider]")
    there = day.bounding_box()
    frame = page.locator(".folium-map").bounding_box()
    # What a long press fires; a headless browser knows no such gesture.
    page.locator(".folium-map").evaluate(
        "(one, where) => one.dispatchEvent(new MouseEvent('contextmenu', where))",
        {"clientX": frame["x"] + 150, "clientY": frame["y"] + 170, "bubbles": True, "cancelable": True},
    )
    box = page.locator(".hm-arriving-box")
    box.wait_for()
    assert not day.is_visible()
    assert abs(box.bounding_box()["y"] - there["y"]) < 140  # the sentence above the map may be longer now
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    slider = box.locator("input[type=range]")
    slider.evaluate(
        "one => { one.value = 3000; one.dispatchEvent(new Event('input')); one.dispatchEvent(new Event('change')); }"
    )
    expect(page.locator("[data-arriving-told] strong")).to_contain_text("2,998")
    box.locator(".hm-close").click()
    assert day.is_visible()
    assert page.locator("[data-arrival]").count() == 1
    assert watched.complaints == []
