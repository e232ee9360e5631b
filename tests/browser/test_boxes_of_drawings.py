"""Nothing of a drawing lies outside its box, where a page would cut it off or draw it over other words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import DAY

pytestmark = pytest.mark.browser
PAGES = (
    *("/sites", "/sites/qayyarah-airstrip", "/sites/bersive-1", "/sites/hammam-al-alil-1", "/displacement"),
    *("/plan?q=Hammam+al-Alil&families=3500&max_km=999", "/plan/saturation?site=bersive-1&inflow=1", "/plan/movements"),
    *(
        "/plan/gaps",
        "/plan/catchments",
        "/plan/peacebuilding",
        "/plan/changes",
        "/corridors/C02",
        "/corridors/C02/analysis",
    ),
)
# In maps, ground and lines go on beyond the edge: there the words alone are looked at.
OUTSIDE = """() => {
    const shown = [...document.querySelectorAll('main svg')].filter(svg => svg.getBoundingClientRect().width > 20);
    const whole = '.chart, .bars, .squares, .flow-bar, .sparkline, .site-symbol', over = 1.5;
    return shown.flatMap(svg => {
        const frame = svg.getBoundingClientRect();
        const parts = svg.querySelectorAll(svg.matches(whole) ? 'text, rect, circle, path, polyline' : 'text');
        return [...parts].filter(part => !part.closest('defs')).filter(part => {
            const box = part.getBoundingClientRect();
            return box.width + box.height > 0 && (box.left < frame.left - over || box.right > frame.right + over
                || box.top < frame.top - over || box.bottom > frame.bottom + over);
        }).map(part => svg.getAttribute('class') + ': ' + (part.textContent || part.getAttribute('class')));
    });
}"""
TITLES_BY_HEIGHT = """() => [...document.querySelectorAll('main .block h2')].map(title => [
    title.getBoundingClientRect().top, title.textContent]).sort((a, b) => a[0] - b[0]).map(one => one[1])"""


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("width", [360, 1366])
def test_nothing_of_a_drawing_lies_outside_its_box(open_page: Any, width: int, lang: str) -> None:
    watched = open_page("/sites?lang=en", width=width, height=800)
    found, looked_at = {}, 0
    for path in PAGES:
        watched.page.goto(
            watched.page.url.partition("/sites")[0] + f"{path}{'&' if '?' in path else '?'}{DAY}&lang={lang}"
        )
        looked_at += watched.page.locator("main svg").count()
        if outside := watched.page.evaluate(OUTSIDE):
            found[path] = outside
    assert found == {}
    assert looked_at > 100


def test_on_a_phone_the_page_of_a_site_answers_first_what_a_planner_asks_first(open_page: Any) -> None:
    """Is it full, what it lacks, how it came so, where it lies, and then the rest; wide the columns stay."""
    page = open_page(f"/sites/qayyarah-airstrip?{DAY}&lang=en", width=360, height=740).page
    ordered = page.evaluate(TITLES_BY_HEIGHT)
    assert ordered[0] == "What it lacks"
    assert ordered[1] == "People living here"
    assert ordered[2:4] == ["Where it is", "From plan to free place"]


def test_in_the_wide_list_of_sites_names_stay_in_sight(open_page: Any) -> None:
    page = open_page(f"/sites?{DAY}&lang=en", width=900, height=700).page
    box = page.locator(".site-list .table-scroll")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    before = page.locator(".site-list th.name").first.bounding_box()
    box.evaluate("box => { box.scrollLeft = 200; }")
    assert page.locator(".site-list th.name").first.bounding_box() == before


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_in_the_wide_list_no_symbol_covers_its_name(open_page: Any, lang: str) -> None:
    page = open_page(f"/sites?{DAY}&lang={lang}", width=1366, height=768).page
    covered = page.evaluate("""() => [...document.querySelectorAll('.site-list th.name')].filter(name => {
        const [symbol, link] = ['svg', 'a'].map(part => name.querySelector(part).getBoundingClientRect());
        return symbol.left < link.right - 4 && symbol.right > link.left + 4;
    }).map(name => name.innerText)""")
    assert covered == []
