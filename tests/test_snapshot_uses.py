"""What others do with a snapshot: cite it, print its address, read its files by hashtags, show it by oEmbed."""

from __future__ import annotations

import csv
import io
import re
import struct
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, pool

from geodata.imports import importing
from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from tests.conftest import Make, copy_of, drop
from tests.test_import import read
from tests.test_snapshots import frozen
from webmap.answers import hxl
from webmap.drawing.qr import qr_code
from webmap.layers.registry import LAYERS
from webmap.map_of_day import many_sites
from webmap.snapshots.citing import bibtex
from webmap.snapshots.comparing import says_otherwise

DATABASE = "ninewa_used"
HOSTILE = r"100% of {it} \input{x} & #1 ~ a_b^c $ } {"


@pytest.fixture(scope="module")
def database(template: str, cluster: Cluster) -> Iterator[Addresses]:
    yield copy_of(template, DATABASE, cluster)
    drop(cluster, DATABASE)


@pytest.fixture(scope="module")
def app(database: Addresses, make_app: Make) -> Iterator[Flask]:
    made = make_app(database, role="public", webmap_address="https://map.example.org")
    yield made
    made.extensions["painter"].stop()


@pytest.fixture(scope="module")
def token(app: Flask, database: Addresses) -> str:
    return frozen(app, database, title=HOSTILE)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_no_title_breaks_out_of_its_entry() -> None:
    entry = bibtex("T" * 22, HOSTILE, date(2017, 4, 4), 2026, "https://map.example.org/s/a_b")
    title = re.findall(r"^  title = \{(.*)\},$", entry, re.MULTILINE)[0]
    assert title.count("{") == title.count("}") == 9
    depth = 0
    for sign in title:  # never closes what it did not open
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth in (0, 1)
    assert r"100\% of \textbraceleft{}it\textbraceright{} \textbackslash{}input" in title
    assert r"\& \#1 \textasciitilde{} a\_b\textasciicircum{}c \$" in title
    assert "url = {https://map.example.org/s/a_b}" in entry
    assert "title = {مخيم}" in bibtex("T", "مخيم", date(2017, 4, 4), 2026, "")


def test_the_address_stands_on_the_page_for_phones_and_for_people(
    client: FlaskClient, token: str, database: Addresses, make_app: Make
) -> None:
    page = client.get(f"/s/{token}?lang=ar").text
    address = f"https://map.example.org/s/{token}"
    assert str(qr_code(address, "عنوان هذه اللقطة")) in page
    assert f'<figcaption dir="ltr">{address}</figcaption>' in page
    assert "<title>&lt;i&gt;" in qr_code(address, "<i>")
    nameless = make_app(database, role="public")
    other = frozen(nameless, database)
    nameless.extensions["painter"].stop()
    assert "<figure>" not in nameless.test_client().get(f"/s/{other}").text


@pytest.mark.parametrize("layer", [layer.name for layer in LAYERS if layer.may_be_seen_by("public")])
def test_files_bear_hashtags_where_that_is_asked(client: FlaskClient, token: str, layer: str) -> None:
    live = {"movements": "/map/movements.csv", "services": "/map/services.csv"}.get(layer, f"/{layer}.csv")
    for path in (f"/s/{token}/{layer}.csv?lang=en", f"{live}?lang=en&at=2017-04-04"):
        plain, asked = client.get(path), client.get(f"{path}&hxl=1")
        lines, tagged = plain.get_data().splitlines(), asked.get_data().splitlines()
        assert [tagged[0], *tagged[2:]] == lines, path
        tags = dict(zip(*list(csv.reader(io.StringIO(b"\n".join(tagged[:2]).decode("utf-8-sig")))), strict=True))
        used = {key: tag for key, tag in tags.items() if tag}
        assert used
        assert all(re.fullmatch(r"#[a-z]+[0-9]?(\+[a-z_]+)*", tag) for tag in used.values())
        assert len(set(used.values())) == len(used), "no two columns are the same"
        assert plain.headers.get("ETag") != asked.headers.get("ETag") or "ETag" not in plain.headers
        assert {key for key in hxl.OF_LAYER[layer] if key not in tags} <= {"from_site_id", "to_site_id"}, path
    dated = {key: tag for key, tag in hxl.OF_LAYER["sites"].items() if "+reported" in tag}
    assert set(dated) == {"families_as_of", "individuals_as_of", "plots_as_of"}, "a figure's day is its own"
    assert client.get(f"/s/{token}.csv?hxl=1&lang=en").text == client.get(f"/s/{token}/sites.csv?hxl=1&lang=en").text


def test_our_own_importer_takes_the_hashtags_for_no_row(client: FlaskClient, token: str, urls: Addresses) -> None:
    with create_engine(urls.owner, poolclass=pool.NullPool).connect() as connection:
        known = importing.known(connection)
    for more in ("", "&hxl=1"):
        found = read(client.get(f"/s/{token}/sites.csv?lang=en{more}").get_data(), "sites", known)
        assert [one.code for one in found.problems] == ["own_table"], "as of every table of the product"
    header = b"site_id,name,status\r\n"
    row = b"new-site,New site,open\r\n"
    for contents in (header + row, hxl.tagged(header + row, hxl.row_for("sites", header))):
        found = read(contents, "sites", known)
        assert ([one.code for one in found.problems], len(found.accepted)) == ([], 1)


def test_sites_that_show_addresses_get_a_small_picture(client: FlaskClient, token: str) -> None:
    asked = f"/oembed?url=https://map.example.org/s/{token}"
    for more, width in (("", 720), ("&maxwidth=500", 360)):
        told = client.get(asked + more).get_json()
        address = told["thumbnail_url"].removeprefix("https://map.example.org")
        picture = client.get(address)
        size = struct.unpack(">II", picture.get_data()[16:24])
        assert (picture.mimetype, size) == ("image/png", (told["thumbnail_width"], told["thumbnail_height"]))
        assert size[0] == width
    assert "thumbnail_url" not in client.get(f"{asked}&maxwidth=300").get_json()


def test_another_form_of_the_same_data_is_no_difference() -> None:
    before = "\ufeffname,families,lat,drawn\r\nA,1,36.0,as a line\r\nB,,36.5,no\r\n".encode()
    in_another_form = b"lat,new,name,families,drawn\r\n36.50,x,B,,nein\r\n36,x,A,1.0,Linie\r\n"
    assert not says_otherwise(before, in_another_form)
    for now in (b"name,families\r\nA,2\r\nB,\r\n", b"name\r\nA\r\n", b"name\r\nA\r\nB\r\nB\r\n", b"name,families\r\n"):
        assert says_otherwise(before, now)
    assert says_otherwise(b"name,families\r\nB,\r\n", b"name,families\r\nB,0\r\n"), "unknown is not zero"


def test_more_sites_than_a_map_tells_apart_are_drawn_in_groups(
    app: Flask, database: Addresses, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many_sites, "MANY", 5)
    grouped = frozen(app, database, layers="sites")
    drawn = [app.test_client().get(f"/s/{one}/map-1006.svg?lang=en").text for one in (token, grouped)]
    assert ["hm-stack" in picture for picture in drawn] == [False, True]
