"""The map in other people's pages: for everybody the same, in any frame, with every choice kept; and oEmbed."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, pool, text

from geodata.server.logins import Addresses
from tests.conftest import Make
from webmap.map_of_day.embed_code import frame_size, picture_for

AT = "at=2017-04-04"
OURS = "http://localhost"
FIRST_PAINT, INTERACTIVE = 15_000, 120_000  # bytes, compressed


@pytest.fixture(autouse=True)
def _no_process_is_left(app: Flask, public_app: Flask) -> Iterator[None]:
    yield
    for one in (app, public_app):
        one.extensions["painter"].stop()


def light(client: FlaskClient, address: str) -> int:
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200, address
    is_packed = answer.headers.get("Content-Encoding") == "gzip"
    return len(answer.data) if is_packed else len(gzip.compress(answer.data))


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_first_comes_a_light_picture_with_its_day_sources_and_link(public_client: FlaskClient, lang: str) -> None:
    address = f"/embed/live?{AT}&lang={lang}"
    page = public_client.get(address).text
    for part in ("2017", "OCHA", "Natural Earth", f'dir="{"rtl" if lang == "ar" else "ltr"}"', 'rel="noopener"'):
        assert part in page, part
    assert "<script src" not in page
    assert '<link rel="stylesheet"' not in page
    pictures = [html.unescape(one) for one in re.findall(r'(?:srcset|<img src)="([^"]+)"', page)]
    assert len(pictures) == 3
    assert max(light(public_client, address) + light(public_client, one) for one in pictures) <= FIRST_PAINT
    assert light(public_client, f"{address}&table=1") > light(public_client, address)
    assert "Qaymawa" in public_client.get(f"/embed/live?{AT}&lang=en&table=1").text
    assert "embed-key" not in re.sub(
        "<style>.*?</style>", "", public_client.get(f"{address}&legend=0").text, flags=re.S
    )


def test_the_key_tells_the_clocks_of_late_reports_that_the_map_has(public_client: FlaskClient) -> None:
    seen = set()
    for at in ("2016-07-01", "2017-04-20"):
        shown = public_client.get(f"/map/data.json?at={at}&lang=en").get_json()["sites"]
        late = {one["late"] for one in shown if "late" in one}
        page = public_client.get(f"/embed/live?at={at}&lang=en").text
        key = page.partition('<ul class="embed-key"')[2].partition("</ul>")[0]
        assert set(re.findall("hm-clock hm-([a-z]+)", key)) == late
        assert ("Reports have stopped coming" in key) == ("delinquent" in late)
        seen |= late
        # Where no site is drawn no clock is.
        alone = public_client.get(f"/embed/live?at={at}&lang=en&layers=corridors").text
        assert "hm-clock hm-" not in alone.partition('<ul class="embed-key"')[2]
    assert "delinquent" in seen


def test_exploring_is_light_too(public_client: FlaskClient) -> None:
    address = f"/embed/live?{AT}&lang=ar&explore=1"
    page = public_client.get(address).text
    settings = json.loads(html.unescape(re.findall(r'id="map-settings">(.*?)</script>', page)[0]))
    files = re.findall(r'(?:<script src|rel="stylesheet" href)="([^"]+)"', page)
    assert len(files) == 5
    asked = [address, *files, settings["data_url"], settings["basemap_url"]]
    assert sum(light(public_client, one) for one in asked) <= INTERACTIVE


def test_a_frame_of_any_origin_may_show_it_and_load_what_it_needs(public_client: FlaskClient) -> None:
    page = public_client.get(f"/embed/live?{AT}&explore=1")
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in page.headers
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    static = re.findall(r'<script src="([^"]+)"', page.text)
    for address in (f"/embed/live.json?{AT}", f"/embed/live.svg?{AT}&size=360", *static, "/embed/height.js"):
        headers = public_client.get(address).headers
        allowed = (headers["Access-Control-Allow-Origin"], headers["Cross-Origin-Resource-Policy"])
        assert allowed == ("*", "cross-origin"), address
    assert light(public_client, "/embed/height.js") < 1_000


def test_no_other_page_stands_in_a_frame_and_one_that_would_says_where_it_is(public_client: FlaskClient) -> None:
    for _again in range(2):  # the second time from memory
        for address in (f"/sites?{AT}&lang=en", f"/?{AT}&lang=en", "/login?lang=en"):
            page = public_client.get(address)
            assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
            assert page.headers["X-Frame-Options"] == "DENY"
            for kind in ("iframe", "frame"):
                notice = public_client.get(address, headers={"Sec-Fetch-Dest": kind})
                assert notice.headers["Cache-Control"] == "no-store"
                assert "frame-ancestors *" in notice.headers["Content-Security-Policy"]
                assert re.findall('<a href="([^"]+)"', notice.text) == [html.escape(address)]
                assert "<form" not in notice.text
                assert "<script" not in notice.text
    # The embed itself is no notice there, nor is it one after a notice was given.
    in_frame = public_client.get(f"/embed/live?{AT}&lang=en", headers={"Sec-Fetch-Dest": "iframe"})
    assert "<picture>" in in_frame.text


def test_choices_are_kept_by_every_link(public_client: FlaskClient) -> None:
    chosen = {
        "at": "2017-03-30",
        "layers": "sites",
        "bbox": "42.8,35.6,44.1,36.9",
        "legend": "0",
        "table": "1",
        "theme": "dark",
    }
    asked = "&".join(f"{name}={value}" for name, value in chosen.items())
    for more in ("", "&explore=1"):
        page = public_client.get(f"/embed/live?{asked}&lang=en{more}").text
        own = [html.unescape(one) for one in re.findall(r'href="(/embed/live\?[^"]+)" target="_self"', page)]
        assert len(own) == 2
        for link in own:
            kept = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
            assert chosen.items() <= kept.items(), link
        # One link leads the other way, the other to this way in the other language.
        assert sorted("explore" in link for link in own) == [False, True]
        (whole,) = re.findall(r'href="(/\?[^"]+)" rel="noopener"', page)
        assert "bbox=42.8" in whole
        assert "legend" not in whole


@pytest.mark.parametrize(
    "asked", ["at=soon", "bbox=1", "layers=roads", "legend=2", "table=x", "theme=pink", "explore=yes", "known=soon"]
)
def test_what_cannot_be_read_is_named_in_the_frame(public_client: FlaskClient, asked: str) -> None:
    answer = public_client.get(f"/embed/live?{asked}&lang=en")
    assert answer.status_code == 400
    assert f"<code>{asked.split('=')[0]}</code>" in answer.text
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]


def test_whoever_asks_it_is_the_public_layer(fresh_database: Addresses, make_app: Make) -> None:
    engine = create_engine(fresh_database.owner, poolclass=pool.NullPool)
    with engine.begin() as connection:
        connection.execute(text("UPDATE ninewa.site SET sensitivity = 'high' WHERE site_id = 'essian'"))
    client = make_app(fresh_database).test_client()  # says the word for planners
    assert "Essian" in client.get(f"/map/data.json?{AT}&lang=en").text
    for address in ("/embed/live?table=1&", "/embed/live.json?", "/embed/live.svg?size=1006&"):
        answer = client.get(f"{address}{AT}&lang=en")
        assert answer.status_code == 200
        assert "Bardarash" in answer.text, address
        assert "Essian" not in answer.text, address
        assert "Set-Cookie" not in answer.headers
    client.application.extensions["painter"].stop()


class Found(HTMLParser):
    """What a consumer reads in a page: links by their types, frames by their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.frames: list[dict[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and "alternate" in given.get("rel", "").split():
            self.links[given.get("type", "")] = given["href"]
        if tag == "iframe":
            self.frames.append(given)


@pytest.mark.parametrize("known_as", [None, "https://map.example.org"])
def test_a_consumer_that_follows_the_specification_gets_a_frame(
    make_app: Make, urls: Addresses, known_as: str | None
) -> None:
    """Discovery, the answer with all that `rich` must have, the frame it gives, and the picture beside it."""
    client = make_app(urls, role="public", webmap_address=known_as).test_client()
    there = known_as or OURS
    page = f"{there}/?{AT}&lang=ar&layers=sites"
    links = Found(client.get(f"/?{AT}&lang=ar&layers=sites").text).links
    for kind, read in (("application/json+oembed", json.loads), ("text/xml+oembed", read_xml)):
        endpoint = urljoin(page, links[kind])
        assert endpoint.startswith(f"{there}/oembed?")
        answer = client.get(f"{endpoint.removeprefix(there)}&maxwidth=500&maxheight=900")
        assert answer.status_code == 200
        told = read(answer.text)
        assert (told["version"], told["type"], told["provider_url"]) == ("1.0", "rich", f"{there}/")
        assert "2017" in told["title"]
        assert int(told["width"]) <= 500
        assert int(told["height"]) <= 900
        assert int(told["cache_age"]) > 0
        (frame,) = Found(told["html"]).frames
        assert frame["src"].startswith(f"{there}/embed/live?")
        assert {name: frame[name] for name in ("loading", "allow", "referrerpolicy", "title", "width")} == {
            "loading": "lazy",
            "allow": "fullscreen",
            "referrerpolicy": "strict-origin-when-cross-origin",
            "title": told["title"],
            "width": str(told["width"]),
        }
        shown = client.get(frame["src"].removeprefix(there))
        assert shown.status_code == 200
        assert 'lang="ar"' in shown.text
        thumbnail = client.get(told["thumbnail_url"].removeprefix(there)).data
        assert int.from_bytes(thumbnail[16:20], "big") == int(told["thumbnail_width"]) <= 500
        assert int.from_bytes(thumbnail[20:24], "big") == int(told["thumbnail_height"])
    client.application.extensions["painter"].stop()


def read_xml(written: str) -> dict[str, str]:
    root = ElementTree.fromstring(written)
    assert root.tag == "oembed"
    return {node.tag: node.text or "" for node in root}


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("url=http://localhost/", 200),
        ("url=http://localhost/embed/live%3Flang%3Dar%26theme%3Ddark", 200),
        ("url=http://localhost/&format=xml", 200),
        ("url=http://localhost/&format=yaml", 501),
        ("url=http://evil.example/", 404),
        ("url=//evil.example/", 404),
        ("url=http://localhost:1/", 404),
        ("url=http://localhost@evil.example/", 404),
        ("url=http://[/", 404),
        ("url=javascript:alert(1)", 404),
        ("url=http://localhost/login", 404),
        ("url=http://localhost/s/draft", 404),
        ("url=http://localhost/%3Fat%3Dsoon", 404),
        ("url=http://localhost/%3Flang%3Dxx", 404),
        ("", 400),
        ("url=http://localhost/&maxwidth=wide", 400),
        ("url=http://localhost/&maxwidth=0", 400),
        ("url=http://localhost/&maxheight=99999999", 200),
    ],
)
def test_addresses_that_are_not_ours_and_formats_nobody_speaks(
    public_client: FlaskClient, asked: str, status: int
) -> None:
    assert public_client.get(f"/oembed?{asked}").status_code == status


def test_no_answer_holds_a_host_that_only_a_request_named(make_app: Make, urls: Addresses) -> None:
    """A cache that keeps answers by their path would give the frame of another host to all."""
    evil = {"Host": "evil.example"}
    client = make_app(urls, role="public").test_client()
    assert client.get("/oembed?url=http://localhost/", headers=evil).status_code == 404
    assert client.get("/oembed?url=/", headers=evil).headers["Cache-Control"] == "no-store"
    for address in (f"/?{AT}", f"/embed/live?{AT}", f"/embed/live?{AT}&explore=1"):
        assert "evil.example" not in client.get(address, headers=evil).text
    named = make_app(urls, role="public", webmap_address="https://map.example.org").test_client()
    assert "evil.example" not in named.get("/oembed?url=/", headers=evil).text


def test_a_frame_is_as_large_as_allowed() -> None:
    assert frame_size().width == 720
    for most_width in (240, 320, 559, 561, 700, 2000):
        for most_height in (None, 300, 700, 2000):
            size = frame_size(most_width, most_height)
            assert size.width <= most_width
            assert size.height <= (most_height or 5000)
    assert picture_for(500)[0] == 360
    assert picture_for(2000)[0] == 1006
    low = frame_size(700, 620)
    assert low.width < 620  # narrower, so that its end is seen
