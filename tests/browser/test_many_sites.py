"""A map of 2,000 sites: counted where they stand close, asked for by the view, drawn without looking at all pairs."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from bench import sites as made_up
from geodata.server.logins import Addresses
from tests.browser.conftest import DAY

pytestmark = pytest.mark.browser
SITES = 2000
# What a redraw may compare; looking at all pairs of 2,000 sites once would be two million.
MOST_PAIRS, MOST_BOXES = 20_000, 100_000


@pytest.fixture
def many(fresh_database: Addresses, serve: Any) -> str:
    """A server on a database with 2,000 made-up sites beside the shipped ones."""
    with psycopg.connect(fresh_database.owner.replace("+psycopg", "")) as owner:
        made_up.insert(owner, SITES)
    address: str = serve(fresh_database)
    return address


def shown(page: Any) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(
        """() => ({
            sites: map_1_scene.data.sites.length, groups: map_1_scene.data.groups.map(group => group.count),
            drawn: document.querySelectorAll('[data-key^="sites:"]').length,
            work: map_1_scene.work, zoom: map_1.getZoom(),
            explained: document.querySelector('.map-panel [data-key-of="groups"]').checkVisibility(),
        })"""
    )
    return found


def milliseconds(page: Any) -> float:
    """The quickest of ten redraws."""
    found: float = page.evaluate(
        """() => Math.min(...Array.from({ length: 10 }, () => {
            const before = performance.now();
            map_1_scene.redraw();
            return performance.now() - before;
        }))"""
    )
    return found


@pytest.mark.parametrize(("width", "height"), [(1400, 900), (390, 844)])
def test_very_many_sites_are_counted_and_told_apart_closer_up(
    open_page: Any, many: str, width: int, height: int
) -> None:
    watched = open_page(f"/?{DAY}&lang=en&bbox=41.2,34.95,44.4,37.4", server=many, width=width, height=height)
    page = watched.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/map/data.json" in request.url else None)
    wide = shown(page)
    assert wide["sites"] + sum(wide["groups"]) > 1000
    assert wide["sites"] <= 300
    assert wide["drawn"] > 10
    assert wide["explained"]
    assert wide["work"]["pairs"] <= MOST_PAIRS
    assert wide["work"]["boxes"] <= MOST_BOXES
    print(f"{width}: {wide['sites']} sites, {len(wide['groups'])} groups, {milliseconds(page):.0f} ms, {wide['work']}")

    # The largest group that is drawn, by keyboard, until what it stands for is drawn site by site.
    for _step in range(8):
        if not shown(page)["groups"]:
            break
        page.evaluate(
            """() => {
                window.moved = new Promise(done => map_1.once('view', () => done()));
                document.querySelector('[data-key^="sites:"]').focus();
            }"""
        )
        page.keyboard.press("Enter")
        page.evaluate("moved")
    close = shown(page)
    assert close["groups"] == []
    assert not close["explained"]
    assert 0 < close["sites"] <= 300
    assert close["zoom"] > wide["zoom"]
    assert all("bbox=" in address and "zoom=" in address for address in asked)
    assert close["work"]["pairs"] <= MOST_PAIRS
    assert close["work"]["boxes"] <= MOST_BOXES
    print(f"{width}, close: {close['sites']} sites, {milliseconds(page):.0f} ms, {close['work']}")
    assert watched.complaints == []


def test_a_move_asks_once_for_what_it_leads_to(open_page: Any, many: str) -> None:
    page = open_page(f"/?{DAY}&lang=en&bbox=42.9,36.1,43.4,36.5", server=many).page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/map/data.json" in request.url else None)
    page.evaluate(
        "() => { window.moved = new Promise(done => map_1.once('view', () => done())); map_1.panBy([400, 0]); }"
    )
    page.evaluate("moved")
    assert len(asked) == 1
    page.evaluate("() => { map_1.fire('moveend'); map_1.fire('moveend'); }")
    page.wait_for_timeout(300)
    assert len(asked) == 1
