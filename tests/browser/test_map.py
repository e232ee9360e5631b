"""The map as people use it: drawn the same each time, by day, by keyboard, by search, and safe with any name."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import create_engine, pool, text

from geodata.server.logins import Addresses
from tests.browser.conftest import DAY

pytestmark = pytest.mark.browser
HOSTILE = "A${window.x=1}<img src=x onerror=window.x=1></script>"


def test_the_same_data_and_view_give_the_same_picture(open_page: Any) -> None:
    pictures = {open_page(f"/?{DAY}&lang=en").page.locator("[data-map-frame]").screenshot() for _ in range(4)}
    assert len(pictures) == 1


def colour_at(page: Any, longitude: float, latitude: float, reach: int = 3) -> set[tuple[int, int, int]]:
    """Colours of the base map's canvas around a position."""
    found = page.evaluate(
        """([lon, lat, reach]) => {
            const map = HM.map || Object.values(window).find(thing => thing instanceof L.Map);
            const at = map.latLngToContainerPoint([lat, lon]);
            const canvas = map.getContainer().querySelector('canvas');
            const box = canvas.getBoundingClientRect(), frame = map.getContainer().getBoundingClientRect();
            const scale = canvas.width / box.width;
            const x = (at.x + frame.left - box.left) * scale, y = (at.y + frame.top - box.top) * scale;
            const data = canvas.getContext('2d').getImageData(x - reach, y - reach, 2 * reach + 1, 2 * reach + 1).data;
            const colours = [];
            for (let n = 0; n < data.length; n += 4) colours.push([data[n], data[n + 1], data[n + 2]]);
            return colours;
        }""",
        [longitude, latitude, reach],
    )
    return {tuple(colour) for colour in found}


def is_bluish(colour: tuple[int, int, int]) -> bool:
    red, _green, blue = colour
    return blue > red + 12


def test_the_tigris_and_the_border_lie_above_the_land(open_page: Any) -> None:
    page = open_page(f"/?{DAY}&lang=en&bbox=43.0,35.6,43.6,36.1").page
    base = page.evaluate("HM.sceneOf(HM.map).base")
    river = next(river for river in base["rivers"] if river.get("name") == "Tigris")
    inside = [p for path in river["paths"] for p in path if 43.1 < p[0] < 43.5 and 35.7 < p[1] < 36.0]
    assert inside
    assert sum(any(is_bluish(c) for c in colour_at(page, *p)) for p in inside) >= 0.9 * len(inside)
    land = colour_at(page, 43.05, 35.85, 1)
    assert not any(is_bluish(colour) for colour in land)


def test_the_slider_takes_map_numbers_tables_and_address_along(open_page: Any) -> None:
    watched = open_page(f"/?{DAY}&lang=en")
    page = watched.page
    slider = page.locator("[data-day-slider] input[type=range]")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**at=2017-04-06**")
    expect(page.locator("h1")).to_contain_text("6 April 2017")
    assert "314,268" in page.locator(".map-panel").inner_text()
    assert "Sites on 6 April 2017" in page.locator("#tables").inner_text()
    page.keyboard.press("PageUp")
    page.wait_for_url("**at=2017-04-13**")
    expect(page.locator("h1")).to_contain_text("13 April 2017")
    assert "at=2017-04-13" in page.locator(".site-nav a", has_text="Sites").first.get_attribute("href")
    assert watched.complaints == []


def test_a_symbol_opens_by_keyboard_with_the_fields_of_its_row_and_gives_the_focus_back(open_page: Any) -> None:
    page = open_page(f"/?{DAY}&lang=en").page
    symbol = page.locator('[data-key="site:essian"]').first
    symbol.focus()
    page.keyboard.press("Enter")
    popup = page.locator(".hm-popup, [role=dialog]").first
    popup.wait_for()
    said = popup.inner_text()
    assert "2,717" in said
    assert "unknown" in said
    assert popup.locator("a[href*='/sites/essian']").count() == 1
    page.keyboard.press("Escape")
    popup.wait_for(state="detached")


def test_hostile_names_run_nothing_anywhere_on_the_map(open_page: Any, serve: Any, fresh_database: Addresses) -> None:
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        for table in ("site", "community", "corridor"):
            connection.execute(text(f"UPDATE {table} SET name = :name"), {"name": HOSTILE})
        connection.execute(text("UPDATE place_name SET name = :name WHERE preferred"), {"name": HOSTILE})
        connection.execute(text("UPDATE service_point SET name = :name, operator = :name"), {"name": HOSTILE})
    server = serve(fresh_database)
    for lang in ("en", "ar"):
        watched = open_page(f"/?{DAY}&lang={lang}", server=server)
        page = watched.page
        for key in ("site:", "community:", "movement:", "corridor:", "service:"):
            mark = page.locator(f'[data-key^="{key}"]').first
            if mark.count():
                mark.dispatch_event("click")
                page.wait_for_timeout(100)
                page.keyboard.press("Escape")
        assert page.evaluate("window.x") is None
        assert watched.complaints == []


def test_the_print_sheet_is_one_page_of_a4(open_page: Any) -> None:
    for lang in ("en", "ar"):
        page = open_page(f"/print?{DAY}&lang={lang}", width=1123, height=794).page
        printed = page.pdf(prefer_css_page_size=True, print_background=True)
        assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") + printed.count(b"/Type/Page/") == 1
        said = page.locator("body").inner_text()
        assert "2017" in said
        assert "IOM DTM" in said


def test_the_phone_has_no_panel_over_the_map_and_large_targets(open_page: Any) -> None:
    page = open_page(f"/?{DAY}&lang=en", width=390, height=844, has_touch=True).page
    frame = page.locator("[data-map-frame]").bounding_box()
    panel = page.locator(".map-panel").bounding_box()
    assert panel["y"] >= frame["y"] + frame["height"]
    for button in page.locator(".leaflet-control button, .day-play").all():
        box = button.bounding_box()
        if box:
            assert min(box["width"], box["height"]) >= 44


def test_a_long_press_gives_the_coordinates_and_leads_to_a_plan_there(open_page: Any) -> None:
    watched = open_page(f"/?{DAY}&lang=en")
    page = watched.page
    frame = page.locator("[data-map-frame]").bounding_box()
    page.mouse.click(frame["x"] + frame["width"] / 2 + 130, frame["y"] + frame["height"] - 60, button="right")
    link = page.locator("a[href*='/plan?']", has_text="Plan an arrival here")
    expect(link).to_have_attribute("href", re.compile(r"q=3\d\.\d+%2C\+4\d\.\d+.*at=2017-04-04|at=2017-04-04.*q=3\d"))
    link.click()
    page.wait_for_url("**/plan?**")
    expect(page.locator("h1")).to_contain_text(re.compile("placed|Who goes where|families", re.IGNORECASE))
    assert watched.complaints == []
