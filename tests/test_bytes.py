"""What travels: how many bytes a first visit loads, and that nothing is ever loaded from anybody else."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bench.pages import Answer, cold

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "webmap" / "static"
KILOBYTE = 1000
# Names of XML vocabularies look like addresses, but nothing is loaded from them.
VOCABULARIES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink")
THINGS = ("/sites/qayyarah-airstrip", "/corridors/C02", "/communities/rabia")
ASKED = {"/search": "q=Mosul", "/search.json": "q=Mosul"}
LIBRARIES = [file.read_text(encoding="utf-8") for file in sorted((STATIC / "vendor").rglob("*.js"))]


def fetch(client: FlaskClient, address: str) -> Answer:
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200, address
    packed = answer.headers.get("Content-Encoding") == "gzip"
    text = (gzip.decompress(answer.data) if packed else answer.data).decode(errors="replace")
    return Answer(answer.content_type, len(answer.data), text)


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize(
    ("address", "kilobytes", "requests"),
    [("/", 150, 20), ("/sites", 40, 20), ("/sites/qayyarah-airstrip", 25, 20), ("/sites/haj-ali", 25, 20)],
)
def test_a_first_visit_stays_within_its_bytes(
    client: FlaskClient, address: str, kilobytes: int, requests: int, lang: str
) -> None:
    loaded = cold(lambda one: fetch(client, one), f"{address}?lang={lang}")
    assert sum(loaded.values()) <= kilobytes * KILOBYTE, loaded
    assert len(loaded) <= requests, loaded


def test_the_map_s_first_visit_counts_its_data_its_days_its_base_map_and_its_code(client: FlaskClient) -> None:
    loaded = "\n".join(cold(lambda one: fetch(client, one), "/?lang=en"))
    for part in ("/map/data.json", "/map/days.json", "basemap.json", "leaflet.js", "site.css", "icon.svg"):
        assert part in loaded


class Foreign(HTMLParser):
    """Addresses in a page or an SVG picture that a browser would load, send to or go to by itself."""

    def __init__(self, own: str) -> None:
        super().__init__()
        self._own = own
        self._in = ""
        self._told = ""
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in = tag
        for name, value in attrs:
            if (tag, name) != ("a", "href") and not name.startswith("xmlns"):
                self.found += [f"{tag} {name}={one}" for one in foreign_in(value or "", self._own)]

    def handle_endtag(self, tag: str) -> None:
        for library in LIBRARIES:  # names its home, and stands whole in the file for offline
            self._told = self._told.replace(library, "")
        self.found += [f"{tag}: {one}" for one in foreign_in(self._told, self._own)]
        self._in = self._told = ""

    def handle_data(self, data: str) -> None:
        if self._in in ("script", "style"):
            self._told += data


def foreign_in(text: str, own: str) -> list[str]:
    text = re.sub(r"sha256-[\w+/]+=*", "", text)  # of a policy: one digest in 60 or so holds two slashes
    found = re.findall(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^\s\"'<>)]+", text)
    return [one for one in found if not one.startswith((own, *VOCABULARIES))]


def strings_in(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from strings_in(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_in(inner, key)
    elif isinstance(value, str):
        yield key, value


def addresses(app: Flask) -> list[str]:
    """Every page and answer that needs no more than its address, one of each kind of thing, and one that is missing."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    return [*(rule.rule for rule in rules), *THINGS, "/nothing-here", "/map/nothing.json"]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_no_page_names_anybody_else_to_load_from(app: Flask, client: FlaskClient, lang: str) -> None:
    kinds = set()
    for address in addresses(app):
        answer = client.get(f"{address}?{ASKED.get(address, 'at=2017-04-04')}&lang={lang}")
        assert answer.status_code < 500, address
        kind = str(answer.content_type).split(";")[0]
        kinds.add(kind)
        if kind in ("text/html", "image/svg+xml"):
            page = Foreign("http://localhost/")
            page.feed(answer.get_data(as_text=True))
            assert not page.found, f"{address}: {page.found}"
        elif kind.endswith("json"):
            # A source's own address is told under this name, for people to follow.
            named = [(key, text) for key, text in strings_in(json.loads(answer.data)) if key != "source_url"]
            wrong = [(key, found) for key, text in named if (found := foreign_in(text, "http://localhost/"))]
            assert not wrong, f"{address}: {wrong}"
    assert {"text/html", "application/json"} <= kinds


@pytest.mark.parametrize("file", sorted(STATIC.rglob("*.css")), ids=lambda file: file.relative_to(STATIC).as_posix())
def test_style_sheets_load_nothing_from_elsewhere(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "@import" not in text
    assert not [one for one in re.findall(r"url\(\s*['\"]?([^'\")]+)", text) if not one.startswith(("data:", "#"))]


@pytest.mark.parametrize(
    "file",
    sorted(path for path in STATIC.rglob("*") if path.suffix in (".js", ".svg") and "vendor" not in path.parts),
    ids=lambda file: file.relative_to(STATIC).as_posix(),
)
def test_our_own_scripts_and_pictures_name_nobody_else(file: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    without_comments = re.sub(r"(^|\s)//.*$", "", text, flags=re.MULTILINE)
    quoted = re.findall(r"""["'`]((?:[a-z]+:)?//[^"'`]*)""", without_comments)
    assert not [one for one in quoted if not one.startswith(VOCABULARIES)]


def test_the_base_map_is_what_its_sources_make() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "build-basemap"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
