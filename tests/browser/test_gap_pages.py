"""What sites lack and which is nearest, on a phone and on paper: the figure asked for is seen without scrolling."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
# The swatch is a pseudo-element: it has no box of its own to ask for, but the line of its word is wide enough for both.
SPLIT_SWATCHES = """() => [...document.querySelectorAll('main span.unknown')].filter(word => {
    const range = document.createRange();
    range.selectNodeContents(word);
    const text = range.getClientRects()[0], whole = word.getClientRects()[0];
    return text.width && Math.abs(text.top - whole.top) > 6;
}).length"""


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize(
    ("address", "table", "last_seen"),
    [
        ("/plan/gaps?set=cccm-iraq", "#by-site", 3),
        ("/plan/gaps?arrive=haj-ali:300", "#by-site", 3),
        ("/plan/gaps?arrive=haj-ali:300", "#totals", 3),
        ("/plan/catchments?within=all", ".catchment-table", 3),
    ],
)
def test_what_is_missing_is_seen_on_a_phone(
    open_page: Any, lang: str, address: str, table: str, last_seen: int
) -> None:
    page = open_page(f"{address}&at=2017-04-04&lang={lang}", **PHONE).page
    for cell in page.locator(f"{table} tr > :nth-child({last_seen})").all():
        box = cell.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
    assert page.evaluate(SPLIT_SWATCHES) == 0


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_map_of_gaps_is_drawn_once_on_the_screen_and_once_on_paper(open_page: Any, lang: str) -> None:
    page = open_page(f"/plan/gaps?set=unhcr&arrive=haj-ali:300&at=2017-04-04&lang={lang}").page
    maps = page.locator("#where svg.route-map")
    assert [one.is_visible() for one in maps.all()] == [True, False]
    labels = [one.bounding_box() for one in maps.first.locator("text.halo:not(.scale-text)").all()]
    for n, one in enumerate(labels):
        for other in labels[n + 1 :]:
            across = min(one["x"] + one["width"], other["x"] + other["width"]) - max(one["x"], other["x"])
            down = min(one["y"] + one["height"], other["y"] + other["height"]) - max(one["y"], other["y"])
            assert across <= 1 or down <= 8, (one, other)  # of a line 24 px high, whose letters take half
    page.emulate_media(media="print")
    assert [one.is_visible() for one in maps.all()] == [False, True]
    assert not page.locator("#shelter").is_visible()
    assert page.locator("#rests-on li.only-print").first.is_visible()
