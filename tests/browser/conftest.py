"""Pages in a real browser: what it complains of is collected, and any complaint fails the test that asked for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlparse

import pytest

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
