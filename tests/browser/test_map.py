"""The map as people use it: drawn the same each time, by day, by keyboard, by search, and safe with any name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import create_engine, pool, text

from geodata.server.logins import Addresses
from tests.browser.conftest import DAY
from tests.conftest import Make

pytestmark = pytest.mark.browser
HOSTILE = "A${window.x=1}<img src=x onerror=window.x=1></script>"


def test_the_same_data_and_view_give_the_same_picture(open_page: Any) -> None:
    pictures = {open_page(f"/?{DAY}&lang=en").page.locator("[data-map-frame]").screenshot() for _ in range(4)}
    assert len(pictures) == 1


def colour_at(page: Any, longitude: float, latitude: float, reach: int = 3) -> set[tuple[int, int, int]]:
    """Colours of the base map's canvas around a position."""
    found = page.evaluate(
        """([lon, lat, reach]) => {
            const map = map_1;
            const at = map.latLngToContainerPoint([lat, lon]);
            const canvas = map.getContainer().querySelector('canvas');
            const box = canvas.getBoundingClientRect(), frame = map.getContainer().getBoundingClientRect();
            const scale = canvas.width / box.width;
            const x = (at.x + frame.left - box.left) * scale, y = (at.y + frame.top - box.top) * scale;
            const data = canvas.getContext('2d').getImageData(x - reach, y - reach, 2 * reach + 1, 2 * reach + 1).data;
            const colours = [];
            for (let n = 0; n < data.length; n += 4) colours.push([data[n], data[n + 1], data[n + 2]]);
            return colours;
        }""",
        [longitude, latitude, reach],
    )
    return {tuple(colour) for colour in found}


def is_bluish(colour: tuple[int, int, int]) -> bool:
    red, _green, blue = colour
    return blue > red + 12


def test_the_tigris_and_the_border_lie_above_the_land(open_page: Any) -> None:
    page = open_page(f"/?{DAY}&lang=en&bbox=43.0,35.6,43.6,36.1").page
    base = page.evaluate("map_1_scene.base")
    river = next(river for river in base["rivers"] if river.get("name") == "Tigris")
    inside = [p for path in river["paths"] for p in path if 43.1 < p[0] < 43.5 and 35.7 < p[1] < 36.0]
    assert inside
    assert sum(any(is_bluish(c) for c in colour_at(page, *p)) for p in inside) >= 0.9 * len(inside)
    land = colour_at(page, 43.05, 35.85, 1)
    assert not any(is_bluish(colour) for colour in land)


def test_the_slider_takes_map_numbers_tables_and_address_along(open_page: Any) -> None:
    watched = open_page(f"/?{DAY}&lang=en")
    page = watched.page
    slider = page.locator("[data-day-slider] input[type=range]")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**at=2017-04-06**")
    expect(page.locator("h1")).to_contain_text("6 April 2017")
    assert "314,268" in page.locator(".map-panel").inner_text()
    assert "Sites on 6 April 2017" in page.locator("#tables").inner_text()
    page.keyboard.press("PageUp")
    page.wait_for_url("**at=2017-04-13**")
    expect(page.locator("h1")).to_contain_text("13 April 2017")
    assert "at=2017-04-13" in page.locator(".site-nav a", has_text="Sites").first.get_attribute("href")
    assert watched.complaints == []


def test_a_symbol_opens_by_keyboard_with_the_fields_of_its_row_and_gives_the_focus_back(open_page: Any) -> None:
    page = open_page(f"/?{DAY}&lang=en").page
    symbol = page.locator('[data-key="site:essian"]').first
    symbol.focus()
    page.keyboard.press("Enter")
    popup = page.locator(".hm-popup, [role=dialog]").first
    popup.wait_for()
    said = popup.inner_text()
    assert "2,717" in said
    assert "unknown" in said
    assert popup.locator("a[href*='/sites/essian']").count() == 1
    page.keyboard.press("Escape")
    popup.wait_for(state="detached")


def test_by_keyboard_each_layer_is_one_stop_sites_first_and_arrows_go_on_inside(open_page: Any) -> None:
    page = open_page(f"/?{DAY}&lang=en").page
    met: list[str] = []
    page.locator(".folium-map").focus()
    for _step in range(12):
        page.keyboard.press("Tab")
        key = page.evaluate("document.activeElement.closest('.hm-scene') && document.activeElement.dataset.key")
        if key is None:
            break
        met.append(key.split(":")[0])
    assert met[0] == "site"
    assert {"movement", "community", "service", "corridor"} < set(met)
    assert len(met) == len(set(met))
    page.locator('[data-key="site:essian"]').first.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.key") not in ("site:essian", None)
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.key") == "site:essian"


def test_on_a_phone_a_tray_opens_its_list_and_a_finger_means_the_nearest_symbol(open_page: Any) -> None:
    page = open_page(f"/?{DAY}&lang=en", 390, 780).page
    tray = page.locator('[data-key^="tray:"]').first
    tray.focus()
    page.keyboard.press("Enter")
    assert page.locator("[data-listed] li").count() == len(tray.get_attribute("data-key").split("+"))
    page.keyboard.press("Escape")
    assert page.locator("[data-listed]").is_hidden()
    assert page.evaluate("document.activeElement.dataset.key").startswith("tray:")
    near = "map_1_scene.placed.symbols.find(({site}) => site.id === 'essian').p"
    for far, opens in ((21, True), (400, False)):
        page.evaluate("map_1_scene.popup.close(true)")
        assert page.evaluate(f"map_1_scene.openNear({{x: {near}.x, y: {near}.y - {far}}})") is opens
    assert page.locator(".hm-popup").count() == 0
    assert page.locator(".map-numbered li:not(.hm-elsewhere)").count() > 0


def test_hostile_names_run_nothing_anywhere_on_the_map(open_page: Any, serve: Any, fresh_database: Addresses) -> None:
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        for table in ("site", "community", "corridor"):
            connection.execute(text(f"UPDATE {table} SET name = :name"), {"name": HOSTILE})
        connection.execute(text("UPDATE place_name SET name = :name WHERE preferred"), {"name": HOSTILE})
        connection.execute(text("UPDATE service_point SET name = :name, operator = :name"), {"name": HOSTILE})
    server = serve(fresh_database)
    for lang in ("en", "ar"):
        watched = open_page(f"/?{DAY}&lang={lang}", server=server)
        page = watched.page
        for key in ("site:", "community:", "movement:", "corridor:", "service:"):
            mark = page.locator(f'[data-key^="{key}"]').first
            if mark.count():
                mark.dispatch_event("click")
                page.wait_for_timeout(100)
                page.keyboard.press("Escape")
        assert page.evaluate("window.x") is None
        assert watched.complaints == []


def from_a_disk(browser: Browser, file: Path, width: int) -> tuple[Page, list[str], list[str]]:
    """A file opened without a network, what it asks for, and what the browser says of it."""
    context = browser.new_context(offline=True, viewport={"width": width, "height": 844}, reduced_motion="reduce")
    page, asked, said = context.new_page(), list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_selector("[data-ready]", timeout=20000)
    return page, asked, said


def test_one_file_from_a_disk_asks_nobody_and_hostile_names_are_text(
    browser: Browser, make_app: Make, fresh_database: Addresses, tmp_path: Path
) -> None:
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        connection.execute(text("UPDATE site SET name = :name WHERE site_id <> 'essian'"), {"name": HOSTILE})
        connection.execute(text("UPDATE community SET name = :name"), {"name": HOSTILE})
        connection.execute(
            text("UPDATE place_name SET name = :name WHERE preferred AND entity_id <> 'essian'"), {"name": HOSTILE}
        )
    client = make_app(fresh_database, role="public").test_client()
    for lang, width in (("en", 1366), ("ar", 390)):
        file = tmp_path / f"{lang}.html"
        file.write_bytes(client.get(f"/offline.html?{DAY}&lang={lang}").data)
        page, asked, said = from_a_disk(browser, file, width)
        assert page.locator(".hm-number").count() > 20
        number = page.locator('[data-key="site:essian"] .hm-number').text_content()
        row = page.locator("tbody tr", has=page.locator("th", has_text="Essian" if lang == "en" else "ايسيان")).first
        assert row.locator("td").first.text_content() == number
        page.locator('[data-key="site:essian"]').dispatch_event("click")
        assert page.locator(".hm-popup tr").count() > 3
        page.keyboard.press("Escape")
        page.locator('[data-key^="community:"]').first.dispatch_event("click")
        assert "onerror" in page.locator(".hm-popup h2").inner_text()
        assert page.locator("details table.data").count() >= 5
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 1
        assert page.evaluate("window.x") is None
        assert asked == [file.as_uri()]
        assert said == []
        page.context.close()


TWO_MAPS = """
async () => {
    const given = HM.written('map-settings'), say = map_1_scene.say;
    document.body.innerHTML = ['one', 'two'].map(name => `<section id="${name}">
      <div id="map-${name}"></div><div data-day-slider data-day-words=""></div>
      <fieldset data-map-layers></fieldset></section>`).join('');
    const made = (name, changes) => {
        Object.assign(document.getElementById('map-' + name).style, { width: '480px', height: '420px' });
        const map = L.map('map-' + name, { zoomSnap: 0, zoomControl: false, attributionControl: false });
        const scene = HM.scene(map, Object.assign({}, given, { say, page: document.getElementById(name) }, changes));
        scene.layer({ kind: 'places', title: 'places' });
        for (const kind of ['movements', 'sites', 'communities']) scene.layer({ kind, title: kind, choice: kind });
        scene.control('layers', { rows: ['sites', 'communities'].map(kind => ({ kind, label: kind, choice: kind })) });
        scene.control('slider');
        scene.control('coordinates');
        scene.start();
        return scene;
    };
    window.one = made('one', { layers: ['sites'] });
    window.two = made('two', { at: '2017-02-20', layers: ['movements', 'communities'] });
    await Promise.all([one.ready, two.ready]);
}
"""


def drawn(page: Any, name: str) -> dict[str, Any]:
    """What one of two maps shows: its day, its layers, whether sites are drawn, and whether a box is open."""
    shown: dict[str, Any] = page.evaluate(
        """name => {
            const root = document.getElementById('map-' + name), keys = [...root.querySelectorAll('[data-key]')];
            return {
                at: window[name].data.at, kinds: window[name].shown.map(spec => spec.kind).sort(),
                open: !!root.querySelector('[role=dialog]'),
                sites: keys.some(node => /^(site|tray):/.test(node.getAttribute('data-key'))),
            };
        }""",
        name,
    )
    return shown


def test_two_maps_on_one_page_have_each_their_own_layers_day_and_box(open_page: Any) -> None:
    watched = open_page(f"/?{DAY}&lang=en")
    page = watched.page
    page.evaluate(TWO_MAPS)
    page.wait_for_selector("#two [data-day-slider] input[type=range]")
    one = {"at": "2017-04-04", "kinds": ["places", "sites"], "open": False, "sites": True}
    two = {"at": "2017-02-20", "kinds": ["communities", "movements", "places"], "open": False, "sites": False}
    assert drawn(page, "one") == one
    assert drawn(page, "two") == two

    page.evaluate("() => { window.shown = new Promise(done => two.map.once('day', () => done())); }")
    page.locator("#two [data-day-slider] input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.evaluate("shown")
    page.locator("#two [data-choice=communities] input").uncheck()
    page.locator('#one [data-key^="site:"], #one [data-key^="tray:"]').first.dispatch_event("click")
    page.locator("#one [role=dialog]").wait_for()
    assert drawn(page, "one") == one | {"open": True}
    assert drawn(page, "two") == two | {"at": "2017-02-21", "kinds": ["movements", "places"]}
    identifiers = page.evaluate("[...document.querySelectorAll('pattern, linearGradient')].map(node => node.id)")
    assert len(identifiers) == len(set(identifiers))
    assert "at=2017-04-04" in page.url  # neither map has the control of the address
    assert watched.complaints == []


def test_the_print_sheet_is_one_page_of_a4(open_page: Any) -> None:
    for lang in ("en", "ar"):
        page = open_page(f"/print?{DAY}&lang={lang}", width=1123, height=794).page
        printed = page.pdf(prefer_css_page_size=True, print_background=True)
        assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") + printed.count(b"/Type/Page/") == 1
        said = page.locator("body").inner_text()
        assert "2017" in said
        assert "IOM DTM" in said


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("at", ["2016-10-30", "2017-04-04", "2017-07-04", "2017-08-31"])
def test_nothing_on_the_print_sheet_lies_over_anything_else(open_page: Any, at: str, lang: str) -> None:
    page = open_page(f"/print?at={at}&lang={lang}", width=1123, height=794).page
    edges = [
        page.locator(name).evaluate_all(f"nodes => Math.max(...nodes.map(one => one.getBoundingClientRect().{side}))")
        for name, side in (
            *((".sheet-side section", "bottom"), (".sheet-key", "top"), (".sheet-key *", "bottom")),
            *((".sheet > footer", "top"), (".sheet > footer", "bottom"), (".sheet", "bottom")),
        )
    ]
    assert edges == sorted(edges)
    wide = "nodes => nodes.filter(node => node.scrollWidth > node.clientWidth + 1).map(node => node.textContent)"
    assert page.locator(".sheet [data-legend] li").evaluate_all(wide) == []


def test_the_phone_has_no_panel_over_the_map_and_large_targets(open_page: Any) -> None:
    page = open_page(f"/?{DAY}&lang=en", width=390, height=844, has_touch=True).page
    frame = page.locator("[data-map-frame]").bounding_box()
    panel = page.locator(".map-panel").bounding_box()
    assert panel["y"] >= frame["y"] + frame["height"]
    for button in page.locator(".leaflet-control button, .day-play").all():
        box = button.bounding_box()
        if box:
            assert min(box["width"], box["height"]) >= 44


def test_a_press_on_the_strip_shows_the_site_on_that_day(open_page: Any) -> None:
    page = open_page(f"/?{DAY}&lang=en").page
    expect(page.locator(".strip-rows")).to_have_count(0)  # it comes when somebody comes to it
    page.locator("[data-strip]").scroll_into_view_if_needed()
    qaymawa = page.get_by_role("button", name="Qaymawa (Zelikan)", exact=True).last
    expect(qaymawa).to_be_visible()
    drawing, row = page.locator(".strip-drawing").bounding_box(), qaymawa.bounding_box()
    page.mouse.click(drawing["x"] + drawing["width"] * 0.25, row["y"] + row["height"] / 2)
    expect(page.locator(".hm-popup h2")).to_have_text("Qaymawa (Zelikan)")
    day = re.search(r"at=(\d{4}-\d\d-\d\d)", page.url)
    assert day
    assert "2016-12-01" < day[1] < "2017-02-14", day[1]
    page.locator(".strip-rows button").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".hm-popup h2")).to_have_text(page.locator(".strip-rows button").nth(1).inner_text())
    line = page.locator(".strip-rows .day-line").bounding_box()
    assert abs(line["x"] - page.locator(".day-curve .day-line").bounding_box()["x"]) < 1.5


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_strip_lies_under_the_curve_beside_its_names(open_page: Any, lang: str) -> None:
    page = open_page(f"/?{DAY}&lang={lang}", width=1366).page
    page.locator("[data-strip]").scroll_into_view_if_needed()
    expect(page.locator(".strip-row").first).to_be_attached()
    assert page.locator(".strip-row").count() == page.locator(".strip-rows button").count() > 30
    drawing, track = (page.locator(one).bounding_box() for one in (".strip-drawing", ".day-track"))
    assert abs(drawing["x"] - track["x"]) < 1
    assert abs(drawing["width"] - track["width"]) < 1
    for name in page.locator(".strip-rows button").all():
        box = name.bounding_box()
        assert box["x"] + box["width"] <= drawing["x"] + 1 or box["x"] >= drawing["x"] + drawing["width"] - 1
