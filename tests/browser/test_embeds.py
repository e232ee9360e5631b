"""The map in pages of another origin, in frames sandboxed and not: no complaint, nothing kept, nobody held."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Watched, axe_violations, watch
from webmap.map_of_day.embed_code import high_enough

pytestmark = pytest.mark.browser
ESSENTIAL_ON_MAPS = "target-size"
KEPT = """() => {
    try {
        return document.cookie + (localStorage.length + sessionStorage.length || '');
    } catch (error) {
        return error.name === 'SecurityError' ? '' : error.name;  // a sandbox has neither
    }
}"""


@pytest.mark.parametrize(
    ("width", "lang", "sandbox"), [(320, "ar", 1), (640, "en", 1), (1200, "en", 0), (640, "ar", 0)]
)
def test_a_partner_shows_the_map(browser: Any, partner: str, width: int, lang: str, sandbox: int) -> None:
    context = browser.new_context(
        viewport={"width": width + 20, "height": 900}, has_touch=True, reduced_motion="reduce"
    )
    watched = Watched(context.new_page())
    watch(watched)
    page = watched.page
    page.goto(f"{partner}/{width}/{lang}/{sandbox}/", wait_until="networkidle")
    picture, other = page.frame_locator("#map"), page.frame_locator("#other")
    assert picture.locator("picture img").evaluate("node => node.complete && node.naturalWidth > 300")
    assert other.locator("a").get_attribute("target") == "_blank"
    # As high as what stands in it, which is at most what a frame without our script is given.
    page.wait_for_function("document.getElementById('map').offsetHeight !== 300")
    told = page.locator("#map").evaluate("node => node.offsetHeight")
    assert high_enough(width).height - 130 <= told <= high_enough(width).height
    frame = next(one for one in page.frames if "/embed/live" in one.url)
    assert frame.evaluate("document.documentElement.scrollWidth") <= width
    assert axe_violations(frame) == []

    picture.locator("a.explore").click()
    picture.locator("[data-ready]").wait_for(timeout=20000)
    frame = next(one for one in page.frames if "/embed/live" in one.url)
    assert "layers=sites" in frame.url
    assert frame.locator(".hm-site").count() > 8
    assert frame.locator(".hm-community").count() == 0
    box = frame.locator("[data-map-frame]").bounding_box()
    assert box
    assert abs(box["width"] - width) <= 1
    assert [one for one in axe_violations(frame) if one[0] != ESSENTIAL_ON_MAPS] == []

    zoom = frame.evaluate("map_1.getZoom()")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.wheel(0, 200)
    hint = frame.locator(".hm-hint")
    hint.wait_for(state="visible")
    assert "Ctrl" in hint.inner_text()
    page.wait_for_function("scrollY > 0")
    assert frame.evaluate("map_1.getZoom()") == zoom
    page.evaluate("scrollTo(0, 0)")
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    frame.wait_for_function("zoom => map_1.getZoom() > zoom", arg=zoom)

    assert frame.evaluate(KEPT) == ""
    assert context.cookies() == []
    assert (watched.complaints, watched.foreign) == ([], [])
    context.close()
