"""What stands on the first screen of a phone, and what a reader without script is given."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import DAY

pytestmark = pytest.mark.browser
WIDTH, HEIGHT = 360, 640


@pytest.mark.parametrize(("lang", "script"), [("en", True), ("ar", False)])
def test_the_list_of_sites_begins_on_the_first_screen(open_page: Any, lang: str, script: bool) -> None:
    page = open_page(f"/sites?{DAY}&lang={lang}", width=WIDTH, height=HEIGHT, java_script_enabled=script).page
    for number in range(2):
        box = page.locator(".sites-in-brief li").nth(number).bounding_box()
        assert box["y"] + box["height"] < HEIGHT
    assert "2017" in page.inner_text(".fold-line .day-in-words")
    assert page.locator(".fold-line .days-nearby a").count() == 3
    assert page.locator("#filters").is_hidden()
    page.locator('a[href="#filters"]').click()
    page.check("input[name=free]")
    page.locator("#filters .button").click()
    page.wait_for_url("**free=1**")
    assert page.locator("#filters").is_hidden()
    assert 0 < page.locator(".sites-in-brief li").count() < 10
    assert page.locator(".sites-in-brief li").first.bounding_box()["y"] < HEIGHT / 2


def test_wide_nothing_is_folded(open_page: Any) -> None:
    page = open_page(f"/sites?{DAY}&lang=en", width=1366, height=768).page
    assert page.locator("#filters").is_visible()
    assert page.locator(".fold-line").first.is_hidden()


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("path", ["/plan", "/plan/compare", "/plan/changes"])
def test_the_links_between_questions_take_one_line_that_begins_where_one_is(
    open_page: Any, path: str, lang: str
) -> None:
    page = open_page(f"{path}?{DAY}&lang={lang}", width=WIDTH, height=HEIGHT).page
    links = page.locator("nav.questions")
    assert links.bounding_box()["height"] <= 64
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    here = links.locator("[aria-current]")
    group = here.locator("xpath=ancestor::div[1]").bounding_box()
    assert 0 <= (WIDTH - group["x"] - group["width"] if lang == "ar" else group["x"]) <= 20
    links.locator("a").last.focus()  # what is further along comes into sight
    box = links.locator("a").last.bounding_box()
    assert 0 <= box["x"] <= WIDTH - box["width"]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_without_script_the_map_says_its_weekday_and_leads_to_days_nearby(
    contexts: Any, live_server: str, lang: str
) -> None:
    page = contexts(WIDTH, 740, (("java_script_enabled", False),)).new_page()
    page.goto(f"{live_server}/?{DAY}&lang={lang}&layers=sites")
    form = page.locator(".day-form")
    assert {"en": "Tuesday 4 April 2017", "ar": "الثلاثاء، 4\u00a0نيسان 2017"}[lang] in form.inner_text()
    days = [one.get_attribute("href") for one in form.locator(".days-nearby a").all()]
    assert [day.partition("at=")[2][:10] for day in days] == ["2017-04-03", "2017-04-05", "2017-04-11"]
    assert all("layers=sites" in day and f"lang={lang}" in day for day in days)
    form.locator("input[type=date]").fill("2017-03-30")
    form.locator(".button").click()
    page.wait_for_url("**at=2017-03-30**")
    assert "layers=sites" in page.url
    assert page.locator(".map-picture img").is_visible()
    page.close()
