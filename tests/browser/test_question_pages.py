"""The pages of the planning questions as everybody needs them: complete, narrow enough, accessible, by keyboard."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest

from tests.browser.conftest import axe_violations

pytestmark = pytest.mark.browser
QUESTIONS = ("gaps", "catchments", "changes", "movements", "peacebuilding")
DAY = "2017-04-11"  # not the day that a page shows by itself, so that a link which loses it is seen
SIZES = ((1400, 900), (390, 844))
AXE_AT = (("en", 1400), ("ar", 390))  # each language and each width, without the time that all four would take
FOLLOWED = "main a[href^='/']:not(.days-nearby a), .site-nav a, .site-footer a, .product"
FOCUSED = """() => {
    const here = document.activeElement;
    if (here.matches('.days-nearby a')) return '';
    return here.closest('form.filters:not(.site-search)') ? here.name || here.tagName : '';
}"""


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_s_page_is_sound_at_every_width(open_page: Any, question: str, lang: str) -> None:
    watched = open_page(f"/plan/{question}?at={DAY}&lang={lang}")
    page = watched.page
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if (lang, width) in AXE_AT:
            assert axe_violations(page) == []
    assert page.locator("h1").inner_text().strip()
    assert page.locator("main table.data tbody tr").count() > 0
    assert (watched.complaints, watched.foreign) == ([], [])


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_day_and_language_go_along_and_the_keyboard_sends_the_form(open_page: Any, question: str, lang: str) -> None:
    watched = open_page(f"/plan/{question}?at={DAY}&lang={lang}")
    page = watched.page
    links = page.locator(FOLLOWED).evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(links) > 15
    for link in links:
        said = parse_qs(urlparse(link).query)
        assert (said.get("at"), said.get("lang")) == ([DAY], [lang]), link
    other = page.locator("a.other-language").get_attribute("href")
    assert parse_qs(urlparse(other).query)["at"] == [DAY]

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    reached: list[str] = []
    while "BUTTON" not in reached and len(reached) < 60:
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
    form = page.locator("main form.filters").first
    fields = form.locator("input:not([type=hidden]), select").evaluate_all("fields => fields.map(field => field.name)")
    assert fields
    assert [name for name in dict.fromkeys(reached) if name] == [*fields, "BUTTON"]
    with page.expect_navigation():
        page.keyboard.press("Enter")
    asked = parse_qs(urlparse(page.url).query)
    assert asked["lang"] == [lang]
    assert asked.get("at", asked.get("to")) == [DAY]
    assert page.evaluate("document.documentElement.lang") == lang
    assert (watched.complaints, watched.foreign) == ([], [])
