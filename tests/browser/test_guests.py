"""A guest in a real browser: no account, no script; what waits fits a small phone and everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import AXE
from tests.browser.test_reporting import SITE, Phones, phones  # noqa: F401

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_guest_reports_without_script_and_a_manager_decides(phones: Phones, lang: str) -> None:  # noqa: F811
    manager = phones.phone(phones.sara)
    manager.set_viewport_size({"width": 320, "height": 640})
    manager.goto(f"{phones.address}/sites/{SITE}/guests?lang={lang}")
    manager.locator("#given_to").fill("<b>camp clinic</b>")
    manager.locator("main form.report button").click()
    link = manager.locator(".whole-link").inner_text()
    fits(manager)
    context = phones.browser.new_context(
        viewport={"width": 320, "height": 640}, java_script_enabled=False, extra_http_headers={"Accept-Language": lang}
    )
    phones.contexts.append(context)
    guest = context.new_page()
    guest.goto(f"{phones.address}{urlsplit(link).path}")
    guest.locator("#families").fill("٤١٠")
    guest.locator("#plots_occupied").fill("410")
    guest.locator("form.report button[value=only]").click()
    guest.wait_for_selector("p.message")
    manager.goto(f"{phones.address}/reports/waiting?lang={lang}")
    assert "410" in manager.locator(".waiting").inner_text()
    fits(manager)
    manager.locator(".decide button.primary").click()
    manager.wait_for_selector("p.message")
    assert phones.reports()[-1]["families"] == 410
    reader = phones.phone(phones.omar)
    reader.set_viewport_size({"width": 320, "height": 640})
    reader.goto(guest.url)
    fits(reader)


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
