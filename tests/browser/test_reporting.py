"""A manager's phone in a real browser: presses counted, the network off and on, two managers, a shared phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from geodata.rules.dates import TIME_ZONE
from geodata.server.logins import Addresses
from tests.browser.conftest import AXE
from tests.signed_in import add_account, as_owner, browser_cookie

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

SITE = "haj-ali"
YESTERDAY = datetime.now(TIME_ZONE).date() - timedelta(days=1)


@dataclass
class Phones:
    """A server with one site, two managers of it, and phones."""

    browser: Browser
    addresses: Addresses
    address: str
    sara: int
    omar: int
    contexts: list[BrowserContext]

    def phone(self, account: int, **how: Any) -> Page:
        context = self.browser.new_context(viewport={"width": 360, "height": 740}, locale="en-GB", **how)
        self.contexts.append(context)
        context.add_cookies([browser_cookie(self.address, self.addresses, account)])
        return context.new_page()

    def rows(self, statement: str) -> list[Any]:
        with as_owner(self.addresses) as connection:
            return list(connection.execute(text(statement), {"site": SITE}).mappings())

    def reports(self) -> list[Any]:
        return self.rows("SELECT * FROM ninewa.site_report WHERE site_id = :site AND account_id > 0 ORDER BY report_id")

    def home(self, page: Page) -> None:
        page.goto(f"{self.address}/my-sites")
        ready(page)

    def form(self, page: Page) -> None:
        page.goto(f"{self.address}/sites/{SITE}/report")
        ready(page)


def ready(page: Page) -> None:
    """The outbox has begun, and a worker keeps the pages from now on."""
    page.wait_for_selector("html[data-outbox=ready]", state="attached")
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller !== null")


@pytest.fixture
def phones(browser: Browser, fresh_database: Addresses, serve: Callable[[Addresses], str]) -> Iterator[Phones]:
    sara, omar = (add_account(fresh_database, name, "site_manager", sites=[SITE]) for name in ("Sara", "Omar"))
    with as_owner(fresh_database) as connection:
        connection.execute(
            text(
                "INSERT INTO ninewa.site_report (site_id, as_of, as_of_precision, plots_ready, plots_occupied,"
                " families, individuals, source_id, account_id)"
                " VALUES (:site, :day, 'day', 500, 400, 400, 2100, 1, :account)"
            ),
            {"site": SITE, "day": YESTERDAY, "account": sara},
        )
    found = Phones(browser, fresh_database, serve(fresh_database), sara, omar, [])
    yield found
    for context in found.contexts:
        context.close()


def test_a_day_without_change_takes_two_presses(phones: Phones) -> None:
    page = phones.phone(phones.sara)
    phones.home(page)
    presses = 0
    for name in ("Report of Haj Ali", "Same as last time"):
        page.get_by_role("link" if presses == 0 else "button", name=name).click()
        presses += 1
    page.wait_for_selector("h1:text('Recorded')")
    assert presses == 2
    assert [row["families"] for row in phones.reports()] == [400, 400]


def test_two_changes_take_two_fields_and_one_press_more(phones: Phones) -> None:
    page = phones.phone(phones.sara, java_script_enabled=False)
    page.goto(f"{phones.address}/my-sites")
    page.get_by_role("link", name="Report of Haj Ali").click()
    page.get_by_label("Families", exact=True).fill("٤١٠")
    page.get_by_label("Plots occupied", exact=True).fill("410")
    page.get_by_role("button", name="Send, the rest as last time").click()
    page.wait_for_selector("h1:text('Recorded')")
    newest = phones.reports()[-1]
    assert (newest["families"], newest["plots_occupied"], newest["plots_ready"]) == (410, 410, 500)


def test_a_report_made_offline_survives_and_goes_out_when_the_network_returns(phones: Phones) -> None:
    page = phones.phone(phones.sara)
    phones.home(page)
    phones.form(page)
    phones.home(page)
    page.context.set_offline(True)
    page.get_by_role("link", name="Report of Haj Ali").click()
    page.wait_for_selector("main[data-kept] .kept-copy:not([hidden])")
    page.wait_for_selector("html[data-outbox=ready]", state="attached")
    page.get_by_label("Families", exact=True).fill("415")
    made_at = page.get_by_label("Time in Baghdad").input_value()
    page.get_by_role("button", name="Send, the rest as last time").click()
    page.wait_for_selector(".kept-here")
    assert "Haj Ali" in page.locator(".outbox").inner_text()
    page.reload()
    page.wait_for_selector(".outbox:not([hidden]) li")
    assert page.locator("[data-last=families]").inner_text() == "415"
    assert len(phones.reports()) == 1
    # Another page of the same browser, the first one closed: it is still there, and goes out by itself.
    other = page.context.new_page()
    page.close()
    other.goto(f"{phones.address}/my-sites")
    other.wait_for_selector(".outbox:not([hidden]) li")
    other.context.set_offline(False)
    other.evaluate("dispatchEvent(new Event('online'))")
    other.wait_for_selector(".outbox[hidden]", state="attached")
    sent = phones.reports()[-1]
    assert (sent["families"], sent["plots_ready"], len(phones.reports())) == (415, 500, 2)
    assert sent["observed_at"].astimezone(TIME_ZONE).strftime("%H:%M") == made_at


def test_two_reports_made_offline_go_out_in_their_order(phones: Phones) -> None:
    page = phones.phone(phones.sara)
    phones.form(page)
    phones.form(page)
    page.context.set_offline(True)
    for families in ("405", "406"):
        page.goto(f"{phones.address}/sites/{SITE}/report")
        page.wait_for_selector("html[data-outbox=ready]", state="attached")
        page.get_by_label("Families", exact=True).fill(families)
        page.get_by_role("button", name="Send, the rest as last time").click()
        page.wait_for_selector(".kept-here")
    page.context.set_offline(False)
    page.goto(f"{phones.address}/my-sites")
    for _look in range(40):  # the outbox is hidden before it is read, too
        if len(phones.reports()) == 3:
            break
        page.wait_for_timeout(250)
    assert [row["families"] for row in phones.reports()] == [400, 405, 406]


def test_two_managers_at_once_see_both_versions(phones: Phones) -> None:
    one, other = phones.phone(phones.sara), phones.phone(phones.omar)
    phones.form(one)
    phones.form(other)
    other.get_by_label("Families", exact=True).fill("450")
    other.get_by_role("button", name="Send, the rest as last time").click()
    other.wait_for_selector("h1:text('Recorded')")
    one.get_by_label("Families", exact=True).fill("390")
    one.get_by_role("button", name="Send, the rest as last time").click()
    one.wait_for_selector("h1:text('Somebody else reported meanwhile')")
    assert {"390", "450"} <= set(one.locator(".versions .differs").inner_text().split())
    assert len(phones.reports()) == 2
    one.get_by_role("button", name="Go on from yours").click()
    one.wait_for_selector("form.report")
    assert one.get_by_label("Families", exact=True).input_value() == "390"
    ready(one)
    one.get_by_role("button", name="Send, the rest as last time").click()
    one.wait_for_selector("h1:text('Recorded')")
    assert [row["families"] for row in phones.reports()] == [400, 450, 390]


def test_offline_and_overtaken_it_waits_for_its_sender(phones: Phones) -> None:
    page = phones.phone(phones.sara)
    phones.form(page)
    phones.form(page)
    other = phones.phone(phones.omar)
    phones.form(other)
    other.get_by_label("Families", exact=True).fill("450")
    other.get_by_role("button", name="Send, the rest as last time").click()
    other.wait_for_selector("h1:text('Recorded')")
    page.context.set_offline(True)
    page.get_by_label("Families", exact=True).fill("391")
    page.get_by_label("Time in Baghdad").fill(datetime.now(TIME_ZONE).strftime("%H:%M"))
    page.get_by_role("button", name="Send, the rest as last time").click()
    page.wait_for_selector(".kept-here")
    page.context.set_offline(False)
    page.goto(f"{phones.address}/my-sites")
    page.wait_for_selector(".outbox li")
    page.wait_for_timeout(1000)
    newest = phones.reports()[-1]
    if newest["families"] == 450:  # said to be of a later minute than the other: both have to be looked at
        page.get_by_role("button", name="Look at it").click()
        page.wait_for_selector("h1:text('Somebody else reported meanwhile')")
        page.get_by_role("button", name="Go on from yours").click()
        ready(page)
        page.get_by_role("button", name="Send, the rest as last time").click()
        page.wait_for_selector("h1:text('Recorded')")
        page.wait_for_selector(".outbox[hidden]", state="attached")
    assert sorted(row["families"] for row in phones.reports()) == [391, 400, 450]


def test_on_a_shared_phone_a_report_waits_for_its_own_person(phones: Phones) -> None:
    page = phones.phone(phones.sara)
    phones.form(page)
    phones.form(page)
    page.context.set_offline(True)
    page.get_by_label("Families", exact=True).fill("417")
    page.get_by_role("button", name="Send, the rest as last time").click()
    page.wait_for_selector(".kept-here")
    # The session of the one ends, another signs in on the same phone.
    page.context.clear_cookies()
    page.context.add_cookies([browser_cookie(phones.address, phones.addresses, phones.omar)])
    page.context.set_offline(False)
    phones.home(page)
    page.wait_for_selector(".outbox:not([hidden])")
    assert "somebody else" in page.locator(".outbox").inner_text()
    assert "Haj Ali" not in page.locator(".outbox").inner_text()
    assert len(phones.reports()) == 1
    page.context.clear_cookies()
    page.context.add_cookies([browser_cookie(phones.address, phones.addresses, phones.sara)])
    phones.home(page)
    page.wait_for_selector(".outbox[hidden]", state="attached")
    assert (phones.reports()[-1]["families"], phones.reports()[-1]["account_id"]) == (417, phones.sara)


def test_signing_out_takes_the_kept_pages_and_leaves_the_reports(phones: Phones) -> None:
    page = phones.phone(phones.sara)
    phones.home(page)
    phones.home(page)
    assert page.evaluate("caches.open('kept-pages').then((pages) => pages.keys()).then((keys) => keys.length)") > 0
    page.goto(f"{phones.address}/logout")
    with page.expect_navigation():  # the page asks first whether there is a network
        page.get_by_role("main").get_by_role("button").first.click()
    assert page.evaluate("caches.has('kept-pages')") is False
    page.context.set_offline(True)
    with pytest.raises(Exception, match=r"ERR_INTERNET_DISCONNECTED|ERR_FAILED"):
        page.goto(f"{phones.address}/my-sites")


def test_a_page_that_is_not_theirs_any_more_is_not_kept_either(phones: Phones) -> None:
    page = phones.phone(phones.sara)
    phones.form(page)
    phones.form(page)
    phones.home(page)
    assert kept_pages(page, 2) == ["/my-sites", f"/sites/{SITE}/report"]
    with as_owner(phones.addresses) as connection:
        connection.execute(text("UPDATE ninewa.role_grant SET revoked_at = now()"))
    page.goto(f"{phones.address}/sites/{SITE}/report")
    assert kept_pages(page, 1) == ["/my-sites"]
    with as_owner(phones.addresses) as connection:
        connection.execute(text("UPDATE ninewa.web_session SET ended_at = now()"))
    page.goto(f"{phones.address}/my-sites")
    assert kept_pages(page, 0) == []


def test_what_is_refused_is_said_and_stays_readable_and_nobody_is_signed_out_without_a_network(phones: Phones) -> None:
    page = phones.phone(phones.sara)
    phones.home(page)
    phones.form(page)
    phones.form(page)
    page.context.set_offline(True)
    page.get_by_label("Families", exact=True).fill("418")
    page.get_by_role("button", name="Send, the rest as last time").click()
    page.wait_for_selector(".kept-here")
    # Signing out needs the network: that is said, and the copies go; the report stays.
    page.get_by_role("link", name="Sign out").click()
    page.wait_for_selector(".kept-here:text('you are still signed in')")
    assert page.evaluate("caches.has('kept-pages')") is False
    # Meanwhile the site was given to somebody else.
    with as_owner(phones.addresses) as connection:
        connection.execute(text("UPDATE ninewa.role_grant SET revoked_at = now()"))
    page.context.set_offline(False)
    phones.home(page)
    page.wait_for_selector(".outbox li:has-text('not there any more, or not yours')")
    page.get_by_text("What it says").click()
    said = page.locator(".outbox dl").inner_text().split("\n")
    assert {"Families", "418", "Plots ready", "500"} <= {part.strip() for part in said}
    # Nor may the account report any more: on the page that is still open the report says so.
    with as_owner(phones.addresses) as connection:
        connection.execute(text("UPDATE ninewa.account SET role = 'planner'"))
    page.evaluate("waiting().then(([one]) => keep({ ...one, trouble: '' })).then(sendAll)")
    page.wait_for_selector(".outbox li:has-text('may not send it any more')")
    assert len(phones.reports()) == 1
    # With the network back signing out works as before.
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/logout" not in url)
    assert page.context.cookies() == [] or not phones.rows("SELECT 1 FROM ninewa.web_session WHERE ended_at IS NULL")


def kept_pages(page: Page, expected: int) -> list[str]:
    """Their paths, as soon as there are so many, or after two seconds."""
    for _ in range(20):
        urls = page.evaluate(
            "caches.open('kept-pages').then((pages) => pages.keys()).then((keys) => keys.map((key) => key.url))"
        )
        if len(urls) == expected:
            break
        page.wait_for_timeout(100)
    return sorted(urlsplit(url).path for url in urls)


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("path", ["/my-sites", f"/sites/{SITE}/report", f"/sites/{SITE}/reports"])
def test_pages_fit_a_small_phone_and_everybody(phones: Phones, lang: str, path: str) -> None:
    page = phones.phone(phones.sara)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{phones.address}{path}?lang={lang}")
    page.wait_for_selector("html[data-outbox=ready]", state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
