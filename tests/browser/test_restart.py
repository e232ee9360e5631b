"""A phone that is switched off: what it kept is still there when its browser is opened again, and goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.browser.test_reporting import SITE, Phones, phones, ready  # noqa: F401
from tests.conftest import how_browsers_start
from tests.signed_in import browser_cookie

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext


def test_a_report_made_offline_outlives_its_browser(phones: Phones, tmp_path: Path) -> None:  # noqa: F811
    """The profile is closed, which ends its browser, and opened by another: without a network, then with one."""

    def browser() -> BrowserContext:
        return phones.browser.browser_type.launch_persistent_context(
            tmp_path, viewport={"width": 360, "height": 740}, locale="en-GB", **how_browsers_start()
        )

    form = f"{phones.address}/sites/{SITE}/report"
    first = browser()
    cookie: Any = {**browser_cookie(phones.address, phones.addresses, phones.sara), "expires": 2_000_000_000}
    first.add_cookies([cookie])
    page = first.new_page()
    for address in (form, form):
        page.goto(address)
        ready(page)
    first.set_offline(True)
    page.goto(form)
    page.wait_for_selector("html[data-outbox=ready]", state="attached")
    page.get_by_label("Families", exact=True).fill("415")
    page.get_by_role("button", name="Send, the rest as last time").click()
    page.wait_for_selector(".kept-here")
    first.close()
    assert len(phones.reports()) == 1

    second = browser()
    second.set_offline(True)
    page = second.new_page()
    page.goto(form)
    page.wait_for_selector(".outbox:not([hidden]) li")
    assert page.locator("[data-last=families]").inner_text() == "415"
    second.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector(".outbox[hidden]", state="attached")
    second.close()
    assert [row["families"] for row in phones.reports()] == [400, 415]
