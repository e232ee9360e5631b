"""From a plan to a reservation and its end, and a saved question, in a real browser, in both languages."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from geodata.rules.dates import today
from geodata.server.logins import Addresses
from tests.browser.conftest import axe_violations
from tests.signed_in import add_account, as_owner, browser_cookie
from tests.test_reserving import ASKED, OTHER, SITE, report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PICTURES = os.environ.get("PICTURES")  # a folder for screenshots to look at


def judge(page: Page, name: str) -> None:
    """Both languages, wide and at 320 px: nothing for axe to complain of, nothing that sticks out."""
    here = page.url
    for lang in ("en", "ar"):
        page.goto(re.sub("lang=[a-z]+", f"lang={lang}", here), wait_until="networkidle")
        assert page.locator("html").get_attribute("lang") == lang
        for width in (1200, 320):
            page.set_viewport_size({"width": width, "height": 800})
            if PICTURES:
                page.screenshot(path=str(Path(PICTURES) / f"{name}-{lang}-{width}.png"), full_page=True)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, lang, width)
            assert axe_violations(page) == [], (name, lang, width)
    page.set_viewport_size({"width": 1200, "height": 800})
    page.goto(here, wait_until="networkidle")


def test_places_of_a_plan_are_reserved_and_given_free(
    browser: Browser, fresh_database: Addresses, serve: Callable[[Addresses], str]
) -> None:
    report(fresh_database, SITE, 110, 60, 10)
    report(fresh_database, OTHER, 125, 100)
    planner = add_account(fresh_database, "Omar", "planner")
    manager = add_account(fresh_database, "Sara", "site_manager", [SITE])
    address = serve(fresh_database)
    context = browser.new_context(viewport={"width": 1200, "height": 800}, locale="en-GB")
    context.add_cookies([browser_cookie(address, fresh_database, planner)])
    page = context.new_page()
    try:
        page.goto(f"{address}/plan?{ASKED}&at={today()}&lang=en")
        page.get_by_role("link", name="Save this question").click()
        judge(page, "save")
        page.get_by_label("Title").fill("Haj Ali tonight")
        page.get_by_role("button", name="Save", exact=True).click()
        page.wait_for_selector("text=As when it was saved: 30 placed, 0 unplaced.")
        judge(page, "saved-one")
        page.get_by_role("link", name="Reserve these places").click()
        judge(page, "reserve")
        page.get_by_label("Plots to reserve: Haj Ali").fill("41")
        page.get_by_role("button", name="Reserve", exact=True).click()
        page.wait_for_selector("#problem:has-text('40 places are left. Nothing was reserved.')")
        assert axe_violations(page) == []
        assert page.get_by_label("Plots to reserve: Haj Ali").input_value() == "41"
        page.get_by_label("Plots to reserve: Haj Ali").fill("٢٠")
        page.get_by_label("Note").fill("Two buses from Badush")
        page.get_by_role("button", name="Reserve", exact=True).click()
        page.wait_for_selector("[role=status]:has-text('20 plots reserved until')")
        judge(page, "reservations")
        page.goto(f"{address}/sites/{SITE}?lang=en&at={today()}")
        page.wait_for_selector("text=20 plots are taken off because planners reserved them here")
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / "site.png"), full_page=True)
            page.goto(f"{address}/plan?{ASKED}&at={today()}&lang=en", wait_until="networkidle")
            page.screenshot(path=str(Path(PICTURES) / "plan.png"), full_page=True)
        page.goto(f"{address}/plan/saved?lang=en")
        judge(page, "saved")
        context.clear_cookies()
        context.add_cookies([browser_cookie(address, fresh_database, manager)])
        page.goto(f"{address}/my-sites?lang=en")
        page.wait_for_selector("text=20 plots are reserved until")
        judge(page, "my-sites")
        page.get_by_role("link", name="Arrived or cancel").click()
        judge(page, "reservation")
        page.get_by_role("button", name="Cancel it").click()
        page.wait_for_selector("#problem:has-text('Say in a few words why')")
        page.get_by_role("button", name="They have arrived").click()
        page.wait_for_selector("text=arrived, said")
        with as_owner(fresh_database) as connection:
            rows = connection.execute(text("SELECT plots, ended_how FROM ninewa.reservation")).all()
        assert [tuple(row) for row in rows] == [(20, "arrived")]
    finally:
        context.close()
