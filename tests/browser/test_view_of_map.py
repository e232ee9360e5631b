"""The map as somebody moves and widens it: its title, full screen, and pages that never scroll sideways."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DAY, axe_violations
from tests.browser.test_embeds import ESSENTIAL_ON_MAPS

pytestmark = pytest.mark.browser
PAGES = (
    *(
        "/",
        "/?look=road",
        "/sites",
        "/sites/qayyarah-airstrip",
        "/corridors/C02",
        "/corridors/C02/road",
        "/displacement",
    ),
    *("/communities/rabia", "/plan", "/plan?q=Hammam+al-Alil&families=3500", "/plan/gaps", "/plan/catchments"),
    *("/plan/movements", "/plan/changes", "/plan/peacebuilding", "/plan/compare", "/about", "/credits", "/snapshots"),
)


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("width", [320, 1024])
def test_no_page_scrolls_sideways(open_page: Any, width: int, lang: str) -> None:
    watched = open_page("/about?lang=en", width=width, height=800)
    start = watched.page.url.partition("/about")[0]
    wider = {}
    for path in PAGES:
        watched.page.goto(f"{start}{path}{'&' if '?' in path else '?'}{DAY}&lang={lang}")
        if over := watched.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"):
            wider[path] = over
    assert wider == {}


def test_the_title_names_where_somebody_has_moved(open_page: Any) -> None:
    """By keyboard to the south until Qayyarah lies in the middle; a page of that address has the same title."""
    page = open_page(f"/?{DAY}&lang=en", width=1366, height=768).page
    assert "around Mosul" in page.locator(".map-title h1").inner_text()
    page.focus(".leaflet-container")
    for _press in range(6):
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(300)
    expect(page.locator(".map-title h1")).not_to_contain_text("Mosul")
    moved = page.locator(".map-title h1").inner_text()
    page.reload()
    assert page.locator(".map-title h1").inner_text() == moved


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (360, 740)])
def test_full_screen_keeps_title_day_and_key_and_paints_all_of_it(open_page: Any, width: int, height: int) -> None:
    page = open_page(f"/?{DAY}&lang=en", width=width, height=height).page
    page.click(".hm-full-button")
    expect(page.locator(":fullscreen")).to_be_visible()
    page.wait_for_timeout(500)
    for part in (".map-title h1", ".day-slider", ".map-strip" if width > 1280 else ".map-key", ".leaflet-container"):
        assert page.evaluate(
            """part => {
            const shown = document.querySelector(part), box = shown.getBoundingClientRect();
            return document.fullscreenElement.contains(shown) && box.height > 10 && box.bottom <= innerHeight + 1;
        }""",
            part,
        ), part
    painted = page.evaluate("""() => {
        const canvas = document.querySelector('.leaflet-container canvas').getBoundingClientRect();
        const map = document.querySelector('.leaflet-container').getBoundingClientRect();
        const upright = canvas.top <= map.top && canvas.bottom >= map.bottom;
        return upright && canvas.left <= map.left && canvas.right >= map.right;
    }""")
    assert painted


@pytest.mark.parametrize(("width", "lang"), [(1366, "ar"), (360, "en")])
def test_what_opens_on_the_map_begins_with_a_sentence_and_is_accessible(open_page: Any, width: int, lang: str) -> None:
    """A site, a movement and a tray, each in a box of its own, and on a phone a tray as a list under the map."""
    page = open_page(f"/?{DAY}&lang={lang}", width=width, height=760).page
    assert [found for found in axe_violations(page) if found[0] != ESSENTIAL_ON_MAPS] == []
    for kind in ("site", "movement", "tray"):
        page.locator(f'[data-key^="{kind}:"][role=button]').first.focus()
        page.keyboard.press("Enter")
        opened = page.locator(".hm-popup, [data-listed]:not([hidden])")
        opened.wait_for()
        assert [found for found in axe_violations(page) if found[0] != ESSENTIAL_ON_MAPS] == [], kind
        if kind != "tray":
            said = opened.locator("h2 + p, p").first.inner_text()
            assert len(said.split()) > 3, (kind, said)
        page.keyboard.press("Escape")
        opened.wait_for(state="hidden")
