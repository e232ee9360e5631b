"""A name without a blank is broken where the line ends: no page becomes wider than its screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page

from geodata.imports import importing
from geodata.server.logins import Addresses

ROWS = "site_id,name,name_ar,type,lat,lon\nlong-name,{},{},camp,36.1,43.2\n".format("W" * 180, "ض" * 180)
REPORT = "site_id,as_of,plots_ready,plots_occupied,families,note\nlong-name,2017-04-04,900,20,20,{}\n".format("w" * 400)
PAGES = (
    "/sites/long-name",
    "/sites",
    "/plan?families=10&at=2017-04-04",
    "/search?q=WWWW",
    "/plan/gaps?at=2017-04-04",
    "/plan/changes",
    "/plan/catchments?at=2017-04-04",
    "/corridors/C02?at=2017-04-04",
)


@pytest.mark.parametrize("width", [390, 1400])
def test_no_page_is_wider_than_its_screen(
    page: Page, fresh_database: Addresses, serve: Callable[[Addresses], str], width: int
) -> None:
    for kind, rows in (("sites", ROWS), ("site_reports", REPORT)):
        done = importing.run(
            fresh_database.owner,
            rows.encode(),
            f"{kind}.csv",
            kind,
            key="of tests",
            today=date(2026, 11, 23),
            apply=True,
        )
        assert done.new == 1, done.reading.problems
    address = serve(fresh_database)
    page.set_viewport_size({"width": width, "height": 900})
    for path in PAGES:
        for lang in ("en", "ar"):
            page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={lang}")
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{path} {lang}: {wide} px"
