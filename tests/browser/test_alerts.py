"""Alerts as a planner meets them: on the map, then on their page, where one is acknowledged without a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from tests.browser.conftest import axe_violations
from tests.conftest import copy_of, drop
from tests.signed_in import add_account, browser_cookie
from tests.test_alerts import store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAME = "ninewa_alerted"


@pytest.fixture(scope="module")
def addresses(template: str, cluster: Cluster) -> Iterator[Addresses]:
    made = copy_of(template, NAME, cluster)
    store(made, "haj-ali", 0, 520)
    yield made
    drop(cluster, NAME)


def test_from_the_map_to_an_acknowledged_alert(
    addresses: Addresses, serve: Callable[[Addresses], str], browser: Browser
) -> None:
    server = serve(addresses)
    cookie = browser_cookie(server, addresses, add_account(addresses, "Lana", "planner"))
    with_script = browser.new_context()
    phone = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False, has_touch=True)
    for context in (with_script, phone):
        context.add_cookies([cookie])
    page = phone.new_page()
    page.goto(f"{server}/alerts?lang=en")
    assert page.locator(".alerts li").count() == 1
    assert "Over capacity by 20 families" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.click("text=Acknowledge")
    page.fill("input[name=note]", "20 tents are on their way")
    page.press("input[name=note]", "Enter")
    page.wait_for_selector("li.known")
    assert "20 tents are on their way" in page.inner_text("li.known")
    assert "by: you" in page.inner_text("li.known")
    reader = with_script.new_page()
    for lang in ("en", "ar"):
        for path in (f"/alerts?lang={lang}", f"/sites/haj-ali?lang={lang}"):
            reader.goto(server + path)
            assert axe_violations(reader) == [], path
    for context in (with_script, phone):
        context.close()
