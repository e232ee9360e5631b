"""Pages in a real browser: what it complains of is collected, and any complaint fails the test that asked for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlparse

import pytest

from webmap.map_of_day.embed_code import SANDBOX

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Frame, Page, Request, ViewportSize

DAY = "at=2017-04-04"
AXE = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")


@dataclass
class Watched:
    """A page with everything that it complained of and whom it asked."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Callable[..., BrowserContext]:
    """Gives a context with these options, the same one again: a new one reads and compiles every file anew."""

    @cache
    def kept(width: int, height: int, options: tuple[tuple[str, object], ...]) -> BrowserContext:
        # Whatever a test gives beside the size: new_context says which options there are.
        size: ViewportSize = {"width": width, "height": height}
        return browser.new_context(viewport=size, reduced_motion="reduce", **dict(options))  # type: ignore[arg-type]

    return kept


@pytest.fixture
def open_page(contexts: Callable[..., BrowserContext], live_server: str) -> Iterator[Callable[..., Watched]]:
    """Opens an address of the live server at a size and waits until the map, if there is one, is drawn."""
    opened: list[Page] = []

    def open_at(
        address: str, width: int = 1400, height: int = 900, server: str = live_server, **options: object
    ) -> Watched:
        context = contexts(width, height, tuple(options.items()))
        watched = Watched(context.new_page())
        opened.append(watched.page)
        watch(watched)
        watched.page.goto(server + address, wait_until="networkidle")
        if watched.page.locator("[data-map-frame]").count():
            watched.page.wait_for_selector("[data-ready]", timeout=20000)
        return watched

    yield open_at
    for page in opened:
        page.close()
        page.context.clear_cookies()
        page.context.clear_permissions()


def watch(watched: Watched) -> None:
    page = watched.page
    page.on("console", lambda m: watched.complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    page.on(
        "requestfailed",
        lambda request: None if _is_download(request) else watched.complaints.append(f"failed: {request.url}"),
    )
    page.on(
        "request",
        lambda request: watched.foreign.append(request.url) if _is_foreign(request.url) else None,
    )


def _is_download(request: Request) -> bool:
    """A link to a file leaves the page where it is: the browser gives up going there once it sees the file."""
    return request.is_navigation_request() and request.failure == "net::ERR_ABORTED"


def _is_foreign(url: str) -> bool:
    parts = urlparse(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in ("127.0.0.1", "localhost")


def axe_violations(page: Page | Frame) -> list[tuple[str, str, list[Any]]]:
    """What axe finds against WCAG 2.2 A and AA: rule, what it asks for, the first five places."""
    page.evaluate(AXE)
    # Of what is well axe need not say where it stands, which takes as long again as looking.
    violations = page.evaluate(
        """axe.run(document, {
            runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']},
            resultTypes: ['violations'],
        }).then((found) => found.violations)"""
    )
    return [(rule["id"], rule["help"], [node["target"] for node in rule["nodes"]][:5]) for rule in violations]


@pytest.fixture(scope="module")
def partner(live_server: str) -> Iterator[str]:
    """A page of another origin with two frames of a width: one sandboxed, and one of a page that stands in none."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.endswith(".ico"):
                self.send_response(204)
                self.end_headers()
                return
            width, lang, sandbox = self.path.strip("/").split("/")[:3]
            kept = f'sandbox="{SANDBOX}"' if sandbox == "1" else ""
            body = (
                f'<!doctype html><html lang="{lang}"><head><title>Partner</title></head><body style="margin:0">'
                f'<iframe id="map" title="map" {kept} width="{width}" height="300" style="border:0" allow="fullscreen" '
                f'src="{live_server}/embed/live?{DAY}&lang={lang}&layers=sites,corridors,movements"></iframe>'
                f'<iframe id="other" title="other" width="{width}" src="{live_server}/sites?{DAY}"></iframe>'
                f'<script src="{live_server}/embed/height.js"></script><p style="height:3000px">Words</p></body></html>'
            ).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("localhost", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
