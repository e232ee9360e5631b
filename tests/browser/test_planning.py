"""A planner's walk in a real browser: click a point, work it out, share it, change it, compare."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = pytest.mark.browser


def test_click_a_point_work_it_out_share_and_compare(open_page: Any) -> None:
    watched = open_page("/plan?at=2017-04-04&lang=en")
    page = watched.page
    box = page.locator(".for-wide svg.plan-map").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.62, box["y"] + box["height"] * 0.5)
    latitude, longitude = page.locator("form.question input[name=q]").input_value().split(", ")
    assert 35.5 < float(latitude) < 37
    assert 42.5 < float(longitude) < 44
    page.fill("input[name=families]", "3500")
    page.fill("input[name=max_km]", "999")
    page.click("text=Work it out")
    assert page.locator("p.answer").first.inner_text().startswith("11 placed in 3 sites, 3,489 unplaced.")
    assert page.locator(".answer .ask").inner_text().replace("\u2068", "").startswith("Ask first: ")
    assert page.locator(".for-wide path.move").count() == 3
    page.select_option("#what-plots", "haj-ali")
    page.fill("#what-number", "500")
    page.locator(".what-if form", has=page.locator("#what-number")).locator("button").click()
    assert "Haj Ali" in page.locator(".message.scenario").inner_text()
    assert "plots=haj-ali" in page.url
    shared = open_page(page.url.partition("/plan")[1] + page.url.partition("/plan")[2])
    assert shared.page.locator("p.answer").first.inner_text().startswith("511 placed in 4 sites")
    shared.page.click("text=Compare with what is known")
    assert shared.page.locator("p.answer").first.inner_text() == "A places 500 families more than B: 511, not 11."
    assert watched.complaints == shared.complaints == []


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize(
    "question",
    [
        "/plan?q=Hammam+al-Alil&families=3500",
        "/plan?q=Hammam+al-Alil&families=3500&plots=haj-ali:500",
        "/plan?q=Hammam+al-Alil&families=3500&tiers=1,2,3,4&same_governorate=1&max_km=200",
        "/plan/nearest?q=36.15,43.24",
        "/plan/along?corridor=C02&within_km=100",
        "/plan/saturation?site=qaymawa&inflow=12.5",
        "/plan/saturation?site=qaymawa&inflow=12.5&horizon_days=3650&ready=2017-04-20:100&ready=2016-11-01:5",
        "/plan?q=Hammam+al-Alil&people=17500&family_size=5&close=qaymawa&plots=jadah-6:500",
        "/plan/compare?a=q%3DMosul%26families%3D300%26plots%3Dhaj-ali:100",
        "/plan/gaps?set=cccm-iraq",
        "/plan/gaps?set=unhcr",
        "/plan/gaps?families=700&site=haj-ali",
        "/plan/gaps?set=unhcr&arrive=haj-ali:300&arrive=qaymawa:200&arrive=jadah-5:100",
        "/plan/catchments?within=all",
        "/plan/changes?from=2016-10-20&to=2017-07-04",
        "/plan/movements?from=2016-10-20&to=2017-07-04",
        "/plan/movements?from=2017-03-01&to=2017-06-01",
        "/plan/changes?from=2017-03-01&to=2017-04-10",
        "/plan/peacebuilding?within_km=100&days=300",
    ],
)
def test_an_answer_prints_on_one_page(open_page: Any, question: str, lang: str) -> None:
    page = open_page(f"{question}&at=2017-04-04&lang={lang}").page
    assert page.locator("main.one-sheet .answer").count(), "an answer, not an error"
    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", sheet)) == 1


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_sentences_of_a_table_have_room_on_a_phone(open_page: Any, lang: str) -> None:
    page = open_page(f"/plan?q=Hammam+al-Alil&families=3500&at=2017-04-04&lang={lang}", width=320).page
    told = page.locator("section.block:has(#ask-first) tbody td:not(.num)")
    assert told.count() > 4
    assert min(cell.bounding_box()["width"] for cell in told.all()) >= 110
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_paper_says_which_rows_it_leaves_out(open_page: Any) -> None:
    page = open_page("/plan/gaps?at=2017-04-04").page
    rows, said = page.locator("#by-site tbody tr"), page.locator("#by-site .only-print")
    on_screen = rows.count()
    assert all(row.is_visible() for row in rows.all())
    assert not said.is_visible()
    page.emulate_media(media="print")
    printed = sum(row.is_visible() for row in rows.all())
    assert 0 < printed < on_screen
    assert said.inner_text() == f"The first {printed} of {on_screen}; all are at the address above."
    assert page.get_by_text("/plan/gaps?at=2017-04-04").is_visible()


@pytest.mark.parametrize(("width", "kind"), [(1400, "wide"), (390, "phone")])
def test_when_a_site_fills_is_drawn_with_its_steps(open_page: Any, width: int, kind: str) -> None:
    question = "/plan/saturation?site=qaymawa&inflow=12.5&ready=2017-02-18:100&at=2017-02-01&lang=en"
    watched = open_page(question, width=width)
    charts = watched.page.locator("svg.filling")
    assert [chart.is_visible() for chart in charts.all()] == [kind == "wide", kind == "phone"]
    chart = watched.page.locator(f"svg.filling.{kind}")
    assert chart.locator(".step").count() == 1
    texts = [text.strip("\u2068\u2069") for text in chart.locator("text").all_text_contents()]
    assert {"1 Feb 2017", "full on 1 Mar 2017", "+100", "240 places free"} <= set(texts)
    boxes = [one.bounding_box() for one in chart.locator("text.halo").all()]
    for n, box in enumerate(boxes):
        assert not [other for other in boxes[n + 1 :] if _touch(box, other)], texts
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= width
    assert watched.complaints == []


def _touch(a: dict[str, float], b: dict[str, float]) -> bool:
    across = a["x"] < b["x"] + b["width"] and b["x"] < a["x"] + a["width"]
    # The boxes hold the halo and the room above and below the letters too.
    return across and a["y"] + 10 < b["y"] + b["height"] and b["y"] + 10 < a["y"] + a["height"]


def test_arabic_digits_can_be_typed_and_stay(open_page: Any) -> None:
    watched = open_page("/plan?q=Hammam+al-Alil&families=1&at=2017-04-04&lang=ar")
    watched.page.fill("form.question input[name=families]", "٣٬٥٠٠")
    watched.page.locator("form.question button").click()
    assert "3,500" in watched.page.locator("p.answer").first.inner_text()
    assert watched.page.locator("form.question input[name=families]").input_value() == "٣٬٥٠٠"
    assert watched.complaints == []
