"""From the first start to a manager who is signed in, as a new user walks it: with a keyboard's forms and no script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from scripts import first_administrator
from tests.browser.conftest import axe_violations
from tests.conftest import copy_of, drop
from tests.signed_in import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAME = "ninewa_walked"
WIDTH = 320


@pytest.fixture(scope="module")
def addresses(template: str, cluster: Cluster) -> Iterator[Addresses]:
    yield copy_of(template, NAME, cluster)
    drop(cluster, NAME)


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[[], Page]]:
    """A page of a browser of its own, without script and as narrow as phones are."""
    contexts = []

    def opened() -> Page:
        contexts.append(
            browser.new_context(viewport={"width": WIDTH, "height": 640}, java_script_enabled=False, has_touch=True)
        )
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


def choose_password(page: Page) -> None:
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.press("#again", "Enter")
    page.wait_for_selector(".person-line")


def test_first_start_administrator_manager(
    addresses: Addresses, serve: Callable[[Addresses], str], new_page: Callable[[], Page], browser: Browser
) -> None:
    server = serve(addresses)
    link = first_administrator.link(addresses.owner)
    assert link is not None
    admin = new_page()
    admin.goto(f"{server}{link}&lang=en")
    choose_password(admin)
    assert first_administrator.link(addresses.owner) is None
    admin.goto(f"{server}/people?lang=en")
    admin.fill("#name", "Sara Yousif")
    admin.check("input[value=site_manager]")
    admin.press("#name", "Enter")
    given = admin.inner_text(".one-time-link")
    for number, site in enumerate(("haj-ali", "qaymawa")):
        admin.fill("#site", site)
        admin.press("#site", "Enter")
        admin.wait_for_selector(f".sessions li >> nth={number}")
    of_sara = admin.url

    manager = new_page()
    manager.goto(f"{given}&lang=ar")
    choose_password(manager)
    manager.goto(f"{server}/account?lang=en")
    assert manager.locator("section.block").first.locator("li").count() == 2
    pages = [(admin, path) for path in ("/people", of_sara.removeprefix(server).partition("?")[0], "/account")]
    pages += [(manager, path) for path in ("/account", "/login", "/logout", "/link?token=x")]
    cookies = {page: page.context.cookies() for page in (admin, manager)}
    for who, path in pages:
        for lang in ("en", "ar"):
            context = browser.new_context(viewport={"width": WIDTH, "height": 640})
            context.add_cookies(cookies[who])  # type: ignore[arg-type]
            page = context.new_page()
            page.goto(f"{server}{path}{'&' if '?' in path else '?'}lang={lang}")
            assert axe_violations(page) == [], (path, lang)
            assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH, (path, lang)
            context.close()
    manager.goto(f"{server}/logout?lang=en")
    manager.press("button.primary", "Enter")
    manager.wait_for_url(f"{server}/?lang=en")
    assert manager.locator(".person-line").count() == 0
    assert not [cookie for cookie in manager.context.cookies() if cookie["name"].startswith("session-")]
