"""The pictures of docs/managers.md and docs/managers.ar.md, of the product as it is.

Not run with the tests: `.venv/bin/python -P -m pytest tests/browser/pictures_for_managers.py` makes them anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.test_reporting import SITE, Phones, phones, ready  # noqa: F401
from tests.conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

PICTURES = ROOT / "docs" / "managers"
LARGEST_BYTES, HIGHEST = 60_000, 1100


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_pictures(phones: Phones, lang: str) -> None:  # noqa: F811
    page = phones.phone(phones.sara)
    form = f"{phones.address}/sites/{SITE}/report?lang={lang}"
    page.goto(f"{phones.address}/my-sites?lang={lang}")
    ready(page)
    keep(page, f"my-sites-{lang}")
    for _twice in range(2):  # the second time the page's worker keeps it
        page.goto(form)
        ready(page)
    page.locator("#families").fill("415")
    page.locator("#plots_occupied").fill("415")
    keep(page, f"report-{lang}")
    page.context.set_offline(True)
    page.goto(form)
    page.wait_for_selector("html[data-outbox=ready]", state="attached")
    page.locator("#families").fill("415")
    page.locator("#plots_occupied").fill("415")
    page.locator("form.report button[value=same]").last.click()
    page.wait_for_selector(".kept-here")
    keep(page, f"waiting-{lang}")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector(".outbox[hidden]", state="attached")
    newest = phones.reports()[-1]["report_id"]
    page.goto(f"{phones.address}/sites/{SITE}/report/{newest}?lang={lang}")
    keep(page, f"recorded-{lang}")


def keep(page: Page, name: str) -> None:
    page.evaluate("document.activeElement.blur()")
    tall = page.evaluate("document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": 360, "height": min(tall, HIGHEST)}
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", clip=clip, full_page=True)  # type: ignore[arg-type]  # a FloatRect
    assert (PICTURES / f"{name}.png").stat().st_size <= LARGEST_BYTES
