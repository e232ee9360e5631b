"""What changed and movements in a real browser: the text is copied by keyboard, labels of the maps cover nothing."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
LONG = "from=2016-10-20&to=2017-07-04&at=2017-04-04"
# Boxes of the texts of the map that is shown, in its own units: those that leave it, and pairs that share room.
COVERED = """svg => {
    const frame = svg.viewBox.baseVal, boxes = [...svg.querySelectorAll('text')].map(text => {
        const box = text.getBBox();
        return {text: text.textContent, x0: box.x, x1: box.x + box.width, y0: box.y + 3, y1: box.y + box.height - 3};
    });
    const outside = boxes.filter(b => b.x0 < 0 || b.x1 > frame.width || b.y0 < 0 || b.y1 > frame.height);
    const shared = boxes.flatMap((a, n) => boxes.slice(n + 1)
        .filter(b => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1).map(b => a.text + ' / ' + b.text));
    return [...outside.map(b => b.text), ...shared];
}"""


def test_the_text_for_a_report_is_copied_by_keyboard(open_page: Any) -> None:
    page = open_page("/plan/changes?at=2017-04-04&lang=en").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.focus("[data-copy-text=report-short]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-copy-text=report-short]")).to_have_text("Copied")
    short = page.evaluate("navigator.clipboard.readText()")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-copy-text=report-text]")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    for one in (short, copied):
        assert one.startswith("What changed from 28 March 2017 to 4 April 2017:\nDisplaced now")
        assert "\nSources:\n[1] " in one
    assert 5 < len(short.splitlines()) < 12 < 20 < len(copied.splitlines())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "report-text"


def test_where_there_is_no_clipboard_the_text_is_chosen_and_copied(open_page: Any) -> None:
    page = open_page("/plan/changes?at=2017-04-04&lang=en").page
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.click("[data-copy-text]")
    assert page.evaluate("getSelection().toString()").startswith("What changed from 28 March 2017")
    assert page.locator("[data-copy-text]").first.inner_text() == "Copied"


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("question", ["changes", "movements"])
def test_labels_cover_no_other_label_and_stay_on_the_map(open_page: Any, question: str, lang: str, width: int) -> None:
    page = open_page(f"/plan/{question}?{LONG}&lang={lang}", width=width).page
    maps = page.locator("svg.route-map:visible")
    assert maps.count() == 1
    assert maps.locator("text").count() > 4
    assert maps.evaluate(COVERED) == []
