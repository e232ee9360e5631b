"""A snapshot as people meet it, from the map it is frozen of until it is withdrawn: each by what a browser shows them.

Lana reads English and Omar Arabic; readers and other people's pages are walked in both languages.
"""

from __future__ import annotations

import html
import re
import struct
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from scripts import set_up
from scripts.web_server import WebServer
from tests.browser.conftest import Watched, axe_violations, watch
from tests.browser.test_embeds import KEPT
from tests.conftest import copy_of, drop, free_port
from tests.signed_in import add_account, as_owner, browser_cookie

if TYPE_CHECKING:
    from playwright.sync_api import APIRequestContext, Browser, Page

pytestmark = pytest.mark.browser
LANGUAGES = ("en", "ar")
DAY = "2017-04-04"
TITLES = {"Lana": "Around Mosul, week 14", "Omar": "حول الموصل، الأسبوع 14"}
SERIES = "weekly"
REASON = "A wrong <b>day</b>"
LARGEST_PREVIEW = 300_000  # bytes of a picture that chats fetch
PATIENCE = 90  # s, on a machine that does much else meanwhile


@pytest.fixture(scope="module")
def addresses(template: str, cluster: Cluster) -> Iterator[Addresses]:
    """A database in which one site is above low, so that something is removed and a second person is asked."""
    made = copy_of(template, "ninewa_frozen", cluster)
    with as_owner(made) as connection:
        connection.exec_driver_sql("UPDATE site SET sensitivity = 'moderate' WHERE site_id = 'haj-ali'")
    yield made
    drop(cluster, "ninewa_frozen")


@pytest.fixture(scope="module")
def server(addresses: Addresses) -> Iterator[str]:
    """Known under its own address; a withdrawal holds as soon as each worker has heard of it."""
    set_up.derived_files()
    port = free_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WEBMAP_ADDRESS", f"http://127.0.0.1:{port}")
        patch.setenv("WEBMAP_WITHDRAWAL_SECONDS", "2")
        started = WebServer("127.0.0.1", port, addresses)
        started.start()
        assert not started.wait_until_ready(PATIENCE, ended=lambda: False)
    yield f"http://127.0.0.1:{port}"
    started.stop()


class Pasted:
    """Somebody else's site, of another origin, in which there is what was pasted last."""

    def __init__(self) -> None:
        said = self
        self.body = ""

        class Page(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(204 if self.path.endswith(".ico") else 200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                if not self.path.endswith(".ico"):
                    page = f'<!doctype html><html lang="en"><title>Partner</title><body>{said.body}</body></html>'
                    self.wfile.write(page.encode())

            def log_message(self, *_arguments: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("localhost", 0), Page)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://localhost:{self.server.server_port}/"


@pytest.fixture
def partner() -> Iterator[Pasted]:
    made = Pasted()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Watched]]:
    """A page of a browser of its own; with `cookie` somebody has signed in there."""
    contexts = []

    def opened(cookie: Any = None, width: int = 1100) -> Watched:
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce"))
        contexts[-1].set_default_timeout(PATIENCE * 1000)
        if cookie:
            contexts[-1].add_cookies([cookie])
        watched = Watched(contexts[-1].new_page())
        watch(watched)
        return watched

    yield opened
    for context in contexts:
        context.close()


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for what each worker hears of within two seconds, and on a busy machine later."""
    give_up_at = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < give_up_at, what
        time.sleep(0.2)


def freeze(page: Page, server: str, lang: str, title: str) -> str:
    """From the map to a draft that waits for a second person; returns its address."""
    page.goto(f"{server}/?at={DAY}&layers=sites,movements&lang={lang}")
    page.locator('a[href*="/snapshots/new"]').click()
    page.fill("#title", title)
    page.fill("#series", SERIES)
    assert page.input_value("#day") == DAY
    page.locator("button.primary").click()
    page.wait_for_selector("#left-out")
    removed = page.locator("#left-out").inner_text()
    assert {"en": "Haj Ali", "ar": "حاج علي"}[lang] in removed, removed
    assert {"en": "rounded to about 1 km", "ar": "1 كم"}[lang] in removed, removed
    assert axe_violations(page) == []
    page.locator('button[value="waiting"]').click()
    expect(page.locator('button[value="waiting"]')).to_have_count(0)
    return page.url.partition("?")[0]


def approve(page: Page, server: str, lang: str, title: str) -> str:
    """As the second person, from the list; returns the token of what is public from then on."""
    page.goto(f"{server}/snapshots?lang={lang}")
    page.get_by_role("link", name=title).click()
    drawn = page.locator(".frozen-picture img")
    drawn.evaluate("node => node.decode()")
    page.locator('button[value="published"]').click()
    shown = re.search(r"/s/([A-Za-z0-9_-]{22})", page.locator('dd a[href*="/s/"]').get_attribute("href") or "")
    assert shown is not None
    return shown[1]


def named_in(text: str, token: str) -> set[str]:
    """The paths of a snapshot that a page of it names, whatever for."""
    return set(re.findall(rf"/(?:s|embed)/{token}[^\"'<>{{}}\s]*", html.unescape(text)))


def bytes_of(asking: APIRequestContext, server: str, token: str) -> dict[str, bytes]:
    """All that is given out of a snapshot in both languages, by its path: what its pages name, and what frames ask."""
    paths: set[str] = set()
    for lang in LANGUAGES:
        for path in (f"/s/{token}?lang={lang}", f"/embed/{token}?lang={lang}"):
            paths |= named_in(asking.get(server + path).text(), token)
        paths |= {f"/s/{token}.{end}?lang={lang}" for end in ("svg", "png", "pdf", "csv", "geojson", "html")}
        paths |= {f"/s/{token}/map-{width}.{end}?lang={lang}" for width in (360, 720) for end in ("svg", "png")}
        paths |= {f"/s/{token}/data.json?lang={lang}"}
    frozen = {path for path in paths if not re.search("/now|explore=1|%3F", path)}
    answers = {path: asking.get(server + path) for path in sorted(frozen)}
    assert {path: one.status for path, one in answers.items() if one.status != 200} == {}
    assert len(answers) > 40
    return {path: one.body() for path, one in answers.items()}


def look_at_frame(watched: Watched, partner: Pasted, body: str, lang: str, *, explored: bool) -> None:
    """Paste what stands there to be pasted, and look at what a visitor of that page sees."""
    partner.body = body
    page = watched.page
    page.goto(partner.address)
    frame = page.frame_locator("iframe")
    frame.locator("picture img").evaluate("node => node.decode()")
    assert frame.locator("html").get_attribute("lang") == lang
    if explored:
        frame.locator("a.explore").click()
        frame.locator("[data-ready]").wait_for()
        assert frame.locator(".hm-site").count() > 8
    inner = next(one for one in page.frames if "/embed/" in one.url)
    assert inner.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert inner.evaluate(KEPT) == ""
    assert page.context.cookies() == []


def ask_as_consumer(asking: APIRequestContext, page: str, most: int) -> dict[str, Any]:
    """As a site does to which somebody gives the address of a page: it finds the endpoint there, and asks it."""
    found: dict[str, str] = dict(
        re.findall(r'<link rel="alternate" type="([^"]+\+oembed)" href="([^"]+)"', asking.get(page).text())
    )
    there = re.match(r"https?://[^/]+", page)
    assert there
    whole = {kind: there[0] + html.unescape(href) for kind, href in found.items()}
    told: dict[str, Any] = asking.get(f"{whole['application/json+oembed']}&maxwidth={most}").json()
    in_xml = asking.get(f"{whole['text/xml+oembed']}&maxwidth={most}").text()
    assert f"<title>{html.escape(told['title'])}</title>" in in_xml
    assert (told["type"], told["version"]) == ("rich", "1.0")
    assert told["width"] <= most
    picture = asking.get(told["thumbnail_url"])
    size = struct.unpack(">II", picture.body()[16:24])
    assert (picture.status, size) == (200, (told["thumbnail_width"], told["thumbnail_height"]))
    return told


def look_at_preview(asking: APIRequestContext, page: str) -> None:
    """As a chat does that shows a link which somebody sent: from the head of the page alone, without a script."""
    said = {
        name: html.unescape(value)
        for name, value in re.findall(
            r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)"', asking.get(page).text()
        )
    }
    assert said["og:title"] == TITLES["Lana"]
    assert "2017" in said["og:description"]
    assert said["og:image:alt"]
    picture = asking.get(said["og:image"])
    assert (picture.status, picture.headers["content-type"]) == (200, "image/png")
    assert len(picture.body()) <= LARGEST_PREVIEW
    width, height = struct.unpack(">II", picture.body()[16:24])
    assert width >= 1200
    assert 1.3 < width / height < 2


def test_from_the_map_to_the_withdrawal(
    addresses: Addresses, server: str, new_page: Callable[..., Watched], partner: Pasted
) -> None:
    people = {name: add_account(addresses, name, "planner") for name in TITLES}
    lana, omar = (new_page(browser_cookie(server, addresses, one)).page for one in people.values())
    draft = freeze(lana, server, "en", TITLES["Lana"])
    token = approve(omar, server, "ar", TITLES["Lana"])

    visitor = new_page()
    asking = visitor.page.context.request
    for lang, sandboxed in (("en", True), ("ar", False)):
        page = f"{server}/s/{token}?lang={lang}"
        visitor.page.goto(page)
        visitor.page.locator("picture img").first.evaluate("node => node.decode()")
        assert axe_violations(visitor.page) == []
        code = next(one for one in visitor.page.locator("pre").all_inner_texts() if one.startswith("<iframe"))
        plain = re.sub(r' sandbox="[^"]*"', "", code)
        assert plain != code
        look_at_frame(visitor, partner, code if sandboxed else plain, lang, explored=True)
        told = ask_as_consumer(asking, page, 500)
        look_at_frame(visitor, partner, told["html"], lang, explored=False)
        look_at_preview(asking, page)

    before = bytes_of(asking, server, token)
    for lang, word in (("en", "still says the same"), ("ar", "ما زالت")):
        assert word in asking.get(f"{server}/s/{token}/now?lang={lang}").text()
    with as_owner(addresses) as connection:
        connection.exec_driver_sql("UPDATE site_report SET families = families + 7")
        connection.exec_driver_sql("UPDATE figure SET value = value + 1")
    assert bytes_of(asking, server, token) == before
    visitor.page.goto(f"{server}/s/{token}?lang=en")
    visitor.page.locator(".moment a").click()
    assert "says something else of 4 April 2017 by now: Sites" in visitor.page.inner_text("main").replace("\n", " ")

    freeze(omar, server, "ar", TITLES["Omar"])
    successor = approve(lana, server, "en", TITLES["Omar"])
    until(lambda: successor in asking.get(f"{server}/s/{token}/now?lang=en").text(), "no newer one")
    assert bytes_of(asking, server, token) == before
    for lang in LANGUAGES:
        visitor.page.goto(f"{server}/s/{token}/now?lang={lang}")
        assert visitor.page.get_by_role("link", name=TITLES["Omar"]).count() == 1
        assert axe_violations(visitor.page) == []
    assert (visitor.complaints, visitor.foreign) == ([], [])

    lana.goto(f"{draft}?lang=en")
    lana.locator("summary").last.click()
    lana.fill("#reason", REASON)
    lana.select_option("#successor", successor)
    lana.locator("form.keeping button").click()
    lana.wait_for_selector(f'dd a[href*="{successor}"]')
    gone = [*before, f"/s/{token}/now?lang=en", f"/embed/{token}?lang=ar&explore=1"]
    gone += [f"/oembed?url={server}/s/{token}&format={kind}" for kind in ("json", "xml")]
    # Twice in turn, as each of the two workers hears of it for itself.
    for path in gone * 2:
        until(lambda path=path: asking.get(server + path).status == 410, f"{path} is there still")  # type: ignore[misc]
    for lang in LANGUAGES:
        reader = new_page().page
        for address in (f"{server}/s/{token}?lang={lang}", f"{server}/s/{token}.pdf?lang={lang}"):
            answer = reader.goto(address)
            assert answer is not None
            assert answer.status == 410
            assert REASON in reader.inner_text("main")
            assert reader.locator(f'a[href*="{successor}"]').count() == 1
            assert axe_violations(reader) == []
        partner.body = (
            f'<iframe title="map" width="640" height="300" src="{server}/embed/{token}?lang={lang}"></iframe>'
        )
        reader.goto(partner.address)
        notice = reader.frame_locator("iframe")
        assert REASON in notice.locator("main").inner_text()
        assert notice.locator(f'a[href*="{successor}"]').get_attribute("target") == "_blank"
    assert asking.get(f"{server}/s/{successor}?lang=ar").status == 200
