"""Every page in a real Chromium: no complaint, no foreign request, no sideways scroll, accessible in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.conftest import DAY, axe_violations

pytestmark = pytest.mark.browser
PAGES = (
    "/",
    "/?look=road",
    "/print",
    "/sites",
    "/sites/qayyarah-airstrip",
    "/corridors",
    "/corridors/C02",
    "/corridors/C02/road",
    "/corridors/trunks/south/analysis",
    "/communities",
    "/communities/rabia",
    "/displacement",
    "/search?q=Shekhan",
    "/plan",
    "/plan?q=Hammam+al-Alil&families=3500",
    "/plan/nearest?q=36.15,43.24",
    "/plan/along?corridor=C02",
    "/plan/saturation?site=qaymawa&inflow=12.5",
    "/plan/compare?a=q%3DMosul%26families%3D300%26plots%3Dhaj-ali:100",
    "/credits",
    "/about",
    "/my-sites/help",
)
# Pins that lie close together cannot be 24 px apart: the standard's "essential" exception, tables carry the same.
ESSENTIAL_ON_MAPS = "target-size"


def asked(address: str, lang: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{DAY}&lang={lang}"


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("width", [1400, 390])
def test_a_page_opens_without_complaint_and_asks_nobody_else(
    open_page: Any, address: str, lang: str, width: int
) -> None:
    watched = open_page(asked(address, lang), width=width, height=900 if width > 600 else 844)
    assert watched.complaints == []
    assert watched.foreign == []
    if address != "/print":  # a sheet of paper is as wide as paper
        sideways = watched.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert sideways <= 1


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?arrive=36.1676,43.2549:3500&arrive=36.45,43.1:700",
        "/sites",
        "/sites/qayyarah-airstrip",
        "/displacement",
        "/corridors/C02",
        "/corridors/C02/road",
        "/corridors/trunks/south/analysis",
        "/communities/rabia",
        "/my-sites/help",
        "/plan?q=Hammam+al-Alil&families=3500",
        "/plan/compare?a=q%3DMosul%26families%3D300%26plots%3Dhaj-ali:100",
    ],
)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_page_is_accessible_by_axe(open_page: Any, address: str, lang: str) -> None:
    page = open_page(asked(address, lang)).page
    serious = [
        found for found in axe_violations(page) if not (found[0] == ESSENTIAL_ON_MAPS and address.split("?")[0] == "/")
    ]
    assert serious == []


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_pages_read_from_the_right_side_and_the_map_never_mirrors(open_page: Any, lang: str) -> None:
    page = open_page(asked("/", lang)).page
    assert page.evaluate("document.documentElement.dir") == ("rtl" if lang == "ar" else "ltr")
    assert page.evaluate("getComputedStyle(document.querySelector('[data-map-frame]')).direction") == "ltr"
    panel, frame = (page.locator(css).bounding_box() for css in (".map-panel", "[data-map-frame]"))
    assert (panel["x"] > frame["x"]) == (lang == "en")


def test_pages_say_all_without_script(browser: Any, live_server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server}/?{DAY}&lang=en")
    assert page.locator("text=304,152").count() >= 1
    page.goto(f"{live_server}/?{DAY}&lang=en&arrive=36.1676,43.2549:3500")
    told = page.locator("[data-arriving-told]")
    assert "3,500 unplaced" in told.inner_text()
    assert "families=3500" in (told.locator("a").get_attribute("href") or "")
    assert page.locator("table.data tbody tr").count() > 60
    context.close()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_what_is_copied_holds_no_sign_that_nobody_sees(page: Any, live_server: str, lang: str) -> None:
    page.goto(f"{live_server}/sites?at=2017-04-04&lang={lang}")
    page.evaluate(
        """addEventListener('copy', (event) => {
            window.copied = ['text/plain', 'text/html'].map((kind) => event.clipboardData.getData(kind));
        })"""
    )
    assert re.search("[\u2066-\u2069]", page.content())
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+C")
    page.wait_for_function("window.copied")
    for copied in page.evaluate("window.copied"):
        assert "3,200" in copied
        assert not re.search("[\u2066-\u2069]", copied)
