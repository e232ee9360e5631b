"""What a browser loads for a page on its first visit: every address, and the bytes that travel."""

from __future__ import annotations

import gzip
import http.client
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

CSS_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")
LOADING_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
LOADING_ATTRIBUTES = {
    "img": ("src", "srcset"),
    "script": ("src",),
    "iframe": ("src",),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "object": ("data",),
    "embed": ("src",),
    "input": ("src",),
    "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"),
}


@dataclass(frozen=True)
class Answer:
    """An answer as it travelled: its bytes compressed, and what they hold."""

    kind: str
    travelled: int
    text: str


Fetch = Callable[[str], Answer]


class _Links(HTMLParser):
    """The addresses that an HTML page loads by itself, in its order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._settings: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value for name, value in attrs if value}
        if tag == "link" and LOADING_LINKS & set(given.get("rel", "").split()):
            self.found.append(given.get("href", ""))
        if tag != "source" or "media" not in given:  # of a picture's drawings one is loaded: that of wide windows
            self.found += [given[name] for name in LOADING_ATTRIBUTES.get(tag, ()) if name in given]
        if tag == "script" and given.get("id") == "map-settings":
            self._settings = []

    def handle_data(self, data: str) -> None:
        if self._settings is not None:
            self._settings.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._settings is not None:
            settings = json.loads("".join(self._settings))
            self.found += [value for name, value in settings.items() if name.endswith("_url")]
            self._settings = None


def loaded_by(answer: Answer) -> list[str]:
    """The addresses that an answer makes a browser load, as they are written; of the map also its data."""
    if answer.kind.startswith("text/html"):
        links = _Links()
        links.feed(answer.text)
        return [address for address in links.found if not address.startswith(("data:", "#"))]
    if answer.kind.startswith("text/css"):
        found = (first or second for first, second in CSS_ADDRESS.findall(answer.text))
        return [address for address in found if not address.startswith(("data:", "#"))]
    return []


def cold(fetch: Fetch, address: str) -> dict[str, int]:
    """Bytes travelled for each address that a browser with nothing stored loads for the page, the page first."""
    loaded: dict[str, int] = {}
    waiting = [address]
    for one in waiting:
        if one in loaded:
            continue
        answer = fetch(one)
        loaded[one] = answer.travelled
        waiting += [urljoin(one, link) for link in loaded_by(answer)]
    return loaded


def fetch_from(port: int) -> Fetch:
    """Fetches from a server on this machine, as a browser that takes gzip would."""

    def fetch(address: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise LookupError(f"{address} answers {answer.status}")
        packed = answer.headers.get("Content-Encoding") == "gzip"
        plain = gzip.decompress(body) if packed else body
        return Answer(answer.headers.get_content_type(), len(body), plain.decode(errors="replace"))

    return fetch
