"""The map as a picture, made on the server: what stands in it, in which sizes, for whom, and when the process dies."""

import html
import os
import re
import signal
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, pool, text

from geodata.server.logins import Addresses
from tests.conftest import Make
from webmap.drawing.pictures import Painter
from webmap.painting.look import style_sheet
from webmap.painting.widths import width

AT = "at=2017-04-04"
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "A${window.x=1}<img src=x onerror=window.x=1></script>"


@pytest.fixture(autouse=True)
def _no_process_is_left(app: Flask, public_app: Flask) -> Iterator[None]:
    yield
    for one in (app, public_app):
        one.extensions["painter"].stop()


def texts(svg: str) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def words_of(svg: str) -> str:
    return re.sub("[\u2066-\u2069]", "", " ".join(texts(svg)))


@pytest.mark.parametrize(
    ("lang", "title", "no_claim"),
    [("en", "4 April 2017", "boundaries do not imply endorsement"), ("ar", "4\u00a0نيسان 2017", "لا تعني إقراراً")],
)
def test_a_picture_says_what_it_shows_of_which_day_and_by_whom(
    client: FlaskClient, lang: str, title: str, no_claim: str
) -> None:
    answer = client.get(f"/picture.svg?{AT}&lang={lang}&size=1000")
    assert answer.content_type.startswith("image/svg+xml")
    said = words_of(answer.text)
    for part in (
        title,
        no_claim,
        "IOM DTM",
        "20 " + ("km" if lang == "en" else "كم"),
        "2,717" if lang == "en" else "2,717 عائلة",
    ):
        assert part in said, part
    # What resvg does not know, and what no picture may fetch.
    assert not re.search(r"var\(|direction=|href=|<script|url\((?!#)", answer.text)


def test_right_to_left_words_are_anchored_by_their_side(client: FlaskClient) -> None:
    svg = client.get(f"/picture.svg?{AT}&lang=ar&size=1000").text
    nodes = [
        node for node in ElementTree.fromstring(svg).iter(f"{SVG}text") if re.search("[\u0600-\u06ff]", node.text or "")
    ]
    assert len(nodes) > 30
    assert all((node.text or "").startswith("\u2067") and (node.text or "").endswith("\u2069") for node in nodes)
    (title,) = (node for node in nodes if node.get("font-size") == "19")
    assert (title.get("text-anchor"), float(title.get("x", 0))) == ("end", 984.0)


def test_one_question_has_one_answer_whatever_was_drawn_before(make_app: Make, urls: Addresses, tmp_path: Path) -> None:
    """Asked in different orders of two processes, by applications that remember nothing of one another's answers."""
    drawn = []
    for name, order in (("a", ("en", "ar")), ("b", ("ar", "en"))):
        app = make_app(urls)
        app.extensions["painter"] = Painter(tmp_path / name)
        asked = {lang: app.test_client().get(f"/picture.svg?{AT}&lang={lang}&size=1000").data for lang in order}
        drawn.append(asked["en"])
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize(("size", "pixels"), [(360, 720), (640, 960), (1200, 1200), (1600, 1600)])
def test_a_png_is_as_wide_as_asked_and_light(client: FlaskClient, size: int, pixels: int) -> None:
    answer = client.get(f"/picture.png?{AT}&lang=ar&size={size}")
    assert answer.data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", answer.data[16:20]) == (pixels,)
    assert 30_000 < len(answer.data) <= 300_000


@pytest.mark.parametrize("path", ["/picture.svg", "/picture.png", "/map/drawing.svg"])
@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ("size=5", "size"),
        ("size=wide", "size"),
        ("at=soon", "at"),
        ("bbox=1", "bbox"),
        ("layers=roads", "layers"),
        ("known=soon", "known"),
    ],
)
def test_what_cannot_be_read_is_named(client: FlaskClient, path: str, asked: str, parameter: str) -> None:
    answer = client.get(f"{path}?{asked}")
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, parameter)


def test_layers_box_and_known_change_the_picture(client: FlaskClient) -> None:
    plain = client.get(f"/map/drawing.svg?{AT}&size=1006").text
    assert "hm-movement" in re.sub("<style>.*?</style>", "", plain)
    assert 'class="hm-movement ' not in client.get(f"/map/drawing.svg?{AT}&size=1006&layers=sites").text
    assert "Sinjar" in words_of(client.get(f"/map/drawing.svg?{AT}&size=1006&bbox=41.5,36.0,42.6,36.6&lang=en").text)
    assert "As known on 1 February 2017" in words_of(client.get(f"/picture.svg?{AT}&known=2017-02-01&lang=en").text)


def test_the_first_picture_of_a_page_is_light(client: FlaskClient) -> None:
    for size in (360, 1006, 1560):
        answer = client.get(f"/map/drawing.svg?{AT}&size={size}&lang=ar", headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"
        assert len(answer.data) < 20_000


def test_on_a_slow_network_the_picture_comes_before_data_and_base_map(client: FlaskClient) -> None:
    page = client.get("/?lang=en").text
    assert page.index("/map/drawing.svg") < page.index('rel="preload"') < page.index("/modules.js")


def test_the_public_sees_the_public_layer_and_a_hostile_name_is_text(fresh_database: Addresses, make_app: Make) -> None:
    engine = create_engine(fresh_database.owner, poolclass=pool.NullPool)
    with engine.begin() as connection:
        connection.execute(text("UPDATE ninewa.site SET sensitivity = 'high' WHERE site_id = 'essian'"))
        connection.execute(
            text("UPDATE ninewa.place_name SET name = :name WHERE name = 'Bardarash'"), {"name": HOSTILE}
        )
    exact, public = make_app(fresh_database), make_app(fresh_database, role="public")
    asked = f"/picture.svg?{AT}&lang=en&size=1000"
    for _again in range(2):  # the second time from memory
        assert "Essian" in words_of(exact.test_client().get(asked).text)
        assert "Essian" not in words_of(public.test_client().get(asked).text)
    said = exact.test_client().get(f"{asked}&bbox=43.4,36.4,43.8,36.7").text
    assert "<img" not in said
    assert "onerror" in words_of(said) or "A${window" in words_of(said)
    for one in (exact, public):
        one.extensions["painter"].stop()


def test_a_process_that_died_is_started_again(app: Flask, tmp_path: Path) -> None:
    client = app.test_client()
    painter = app.extensions["painter"] = Painter(tmp_path)
    assert client.get(f"/map/drawing.svg?{AT}&size=360&bbox=43,36,44,37").status_code == 200
    first = painter._process
    assert first is not None
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert client.get(f"/map/drawing.svg?{AT}&size=360&bbox=43,36,44.1,37").status_code == 200
    assert painter._process is not None
    assert painter._process.pid != first.pid


def test_the_process_ends_with_who_started_it_and_stays_small(tmp_path: Path, app: Flask) -> None:
    painter = app.extensions["painter"] = Painter(tmp_path / ("long" * 30))
    assert app.test_client().get(f"/picture.png?{AT}&lang=ar&size=1600&bbox=43,36,44.2,37").status_code == 200
    process = painter._process
    assert process is not None
    assert process.stdin is not None
    rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
    (own,) = re.findall(r"^Pss: +(\d+) kB", rollup, re.MULTILINE)
    assert int(own) < 100 * 1024
    process.stdin.close()
    give_up_at = time.monotonic() + 5
    while process.poll() is None and time.monotonic() < give_up_at:
        time.sleep(0.05)
    assert process.returncode == 0


def test_a_process_that_hangs_is_asked_once(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = app.test_client()
    painter = app.extensions["painter"] = Painter(tmp_path)
    assert client.get(f"/map/drawing.svg?{AT}&size=360&bbox=43,36,44,37.1").status_code == 200
    assert painter._process is not None
    monkeypatch.setattr("webmap.drawing.pictures.SECONDS_FOR_ANSWER", 1.0)
    os.kill(painter._process.pid, signal.SIGSTOP)
    began = time.monotonic()
    try:
        answer = client.get(f"/map/drawing.svg?{AT}&size=360&bbox=43,36,44,37.2")
    finally:
        os.kill(painter._process.pid, signal.SIGCONT)
    assert answer.status_code == 503
    assert time.monotonic() - began < 1.9


def test_without_a_process_there_is_no_picture_but_everything_else(app: Flask) -> None:
    kept = app.extensions["painter"]
    app.extensions["painter"] = Painter(Path("/dev/null/nowhere"))
    try:
        answer = app.test_client().get(f"/picture.svg?{AT}&bbox=43,36,44.3,37")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert app.test_client().get(f"/?{AT}").status_code == 200
    finally:
        app.extensions["painter"] = kept


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_map_s_page_carries_its_picture_and_says_so_to_chats(public_client: FlaskClient, lang: str) -> None:
    page = html.unescape(public_client.get(f"/?{AT}&lang={lang}&layers=sites").text)
    frame = page[page.index("<picture") : page.index("</picture>")]
    drawn = re.findall(r'(?:srcset|src)="(/map/drawing\.svg[^"]*)"', frame)
    assert len(drawn) == 4
    for address in drawn:
        assert "layers=sites" in address
        assert public_client.get(address).status_code == 200
    said = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)"', page))
    assert "2017" in said["title"]
    assert said["description"].startswith("304,152 ")
    assert said["image"].startswith("/picture.png?")
    assert f"lang={lang}" in said["image"]
    other = "ar" if lang == "en" else "en"
    assert f'<link rel="alternate" hreflang="{other}" href="/?at=2017-04-04&lang={other}&layers=sites">' in page


@pytest.mark.parametrize("path", ["/sites/essian", "/corridors/C02", "/plan?q=36.3,43.2&families=100"])
def test_other_pages_show_chats_a_picture_of_their_day(public_client: FlaskClient, path: str) -> None:
    page = html.unescape(public_client.get(f"{path}{'&' if '?' in path else '?'}{AT}&lang=en").text)
    said = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)"', page))
    assert said["title"]
    assert len(said["description"]) > 10
    assert public_client.get(said["image"]).mimetype == "image/png"
    assert ("bbox=" in said["image"]) == path.startswith("/sites")


def test_the_picture_for_chats_is_never_addressed_by_what_a_request_says_of_its_host(
    make_app: Make, urls: Addresses
) -> None:
    """A cache that keeps pages by their path would give the address of one reader to all."""
    for known_as, begins in (
        (None, "/picture.png?"),
        ("https://map.example.org", "https://map.example.org/picture.png?"),
    ):
        client = make_app(urls, role="public", webmap_address=known_as).test_client()
        for path in ("/", "/sites/essian"):
            page = client.get(f"{path}?{AT}&lang=en", headers={"Host": "elsewhere.example.com"}).text
            said = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)"', page))
            assert said["image"].startswith(begins), path


def test_words_are_as_wide_as_in_their_font() -> None:
    assert width("400 10px", "") == 0
    assert width("400 20px", "Mosul") == pytest.approx(2 * width("400 10px", "Mosul"))
    assert width("700 12px", "Mosul") > width("400 12px", "Mosul")
    # Joined letters are narrower than the same ones alone.
    assert width("400 12px", "الموصل") < sum(width("400 12px", letter) for letter in "الموصل")
    # Every sign of our sentences is there: nothing is drawn as an empty box.
    assert width("400 12px", "≈") != width("400 12px", "\ue000")
    with pytest.raises(ValueError, match="style"):
        width("12px fantasy", "Mosul")


def test_the_look_is_that_of_the_map_without_variables() -> None:
    style = style_sheet()
    assert "var(" not in style
    assert ".hm-outline{fill:none;stroke:#0B4F7D" in style
    assert "hm-ring" not in style
