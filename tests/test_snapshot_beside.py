"""An arrival, a comparison, roads as lines and analyses of roads are frozen with the map, and withdrawn with it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import create_engine, pool

from geodata.server.logins import Addresses
from scripts.snapshot import withdrawn as withdraw
from tests.conftest import Make
from tests.test_snapshot_drafts import ASKED, EN, freeze, person, send, stored
from tests.test_snapshots import frozen

ANALYSES = ("south:2017-02-21", "north")
ARRIVE = "36.1676,43.2549:3500"
ENDINGS = ("html", "pdf", "csv", "svg")


@pytest.fixture
def app(make_app: Make, fresh_database: Addresses) -> Iterator[Flask]:
    # Without the memory of pages, of which a withdrawal is known within two seconds (test_snapshot_memory.py).
    made = make_app(fresh_database, role="public", webmap_address="https://map.example.org", webmap_page_cache_mb=0)
    yield made
    made.extensions["painter"].stop()


def changed(addresses: Addresses) -> None:
    with create_engine(addresses.owner, poolclass=pool.NullPool).begin() as connection:
        connection.exec_driver_sql("UPDATE site_report SET families = families + 7")
        connection.exec_driver_sql("UPDATE flow SET individuals = individuals + 7")


def rows(contents: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(contents.decode("utf-8-sig"), newline="")))


def test_an_analysis_is_frozen_with_the_map_as_page_paper_and_file(app: Flask, fresh_database: Addresses) -> None:
    client = app.test_client()
    token = frozen(app, fresh_database, at="2017-04-03", layers="corridors", series=None, analysis=ANALYSES)
    live = rows(client.get("/corridors/trunks/south/analysis.csv?from=2017-02-21&at=2017-04-03&lang=en").data)
    paths = [f"/s/{token}/analysis-{code}.{end}?lang=" for code in ("south", "north") for end in ENDINGS]
    before = {path + lang: client.get(path + lang) for path in paths for lang in ("en", "ar")}
    assert {answer.status_code for answer in before.values()} == {200}
    assert rows(before[f"/s/{token}/analysis-south.csv?lang=en"].data) == live
    assert len([row for row in live if row["part"] == "movement"]) > 10
    for lang, name in (("en", "The road south of Mosul"), ("ar", "الطريق جنوب الموصل")):
        page = before[f"/s/{token}/analysis-south.html?lang={lang}"].text
        assert name in page
        assert 'class="bar ' in page
        assert "/static/" not in page
        assert "<script" not in page
        assert f"/s/{token}/analysis-south.pdf?lang={lang}" in page
        assert f"/s/{token}/analysis-south.html?lang={lang}" in client.get(f"/s/{token}?lang={lang}").text
        with pypdfium2.PdfDocument(before[f"/s/{token}/analysis-south.pdf?lang={lang}"].data) as paper:
            assert len(paper) == 1
            copied = paper[0].get_textpage().get_text_range()
            assert name in copied
            assert lang == "ar" or token in copied.replace("\r\n", "")
    changed(fresh_database)
    assert {path: client.get(path).data for path in before} == {path: answer.data for path, answer in before.items()}
    assert rows(client.get("/corridors/trunks/south/analysis.csv?from=2017-02-21&at=2017-04-03&lang=en").data) != live
    assert client.get(f"/s/{token}/analysis-east.html").status_code == 404
    withdraw(fresh_database.owner, token, "a wrong day", None)
    assert {client.get(path).status_code for path in before} == {410}


def test_an_arrival_and_a_comparison_are_drawn_and_told(app: Flask, fresh_database: Addresses) -> None:
    """As the live picture and page tell them; the living map, which shows neither, is not offered, nor one file."""
    client = app.test_client()
    plain = frozen(app, fresh_database, series=None)
    asked: dict[str, Any] = {"arrive": (ARRIVE,), "from": "2017-03-30", "series": None}
    token = frozen(app, fresh_database, **asked)
    for lang in ("en", "ar"):
        live = client.get(f"/?at=2017-04-04&arrive={ARRIVE}&lang={lang}").text
        for path in (f"/s/{token}?lang={lang}", f"/embed/{token}?lang={lang}"):
            page = client.get(path).text
            assert "3,500" in page, path
            assert "explore=1" not in page, path
        assert "3,500" in live
        assert f"/s/{token}.html" not in client.get(f"/s/{token}?lang={lang}").text
        assert client.get(f"/s/{token}.html?lang={lang}").status_code == 404
        assert client.get(f"/s/{token}/data.json?lang={lang}").status_code == 404
        for name in (f".svg?lang={lang}", f"/map-720.svg?lang={lang}"):
            assert client.get(f"/s/{token}{name}").data != client.get(f"/s/{plain}{name}").data
    picture = client.get(f"/s/{token}.svg?lang=en")
    changed(fresh_database)
    assert client.get(f"/s/{token}.svg?lang=en").data == picture.data
    assert "30 Mar" in picture.text


def test_the_roads_stand_as_lines_in_place_of_the_map(app: Flask, fresh_database: Addresses) -> None:
    client = app.test_client()
    token = frozen(app, fresh_database, look="road", series=None)
    for path in (f"/s/{token}?lang=en", f"/embed/{token}?lang=en"):
        page = client.get(path).text
        assert page.count('<svg class="road"') >= 2, path
        assert f'<img src="/s/{token}' not in page, path
        assert "/static/" not in page, path


def test_the_form_keeps_what_the_map_shows_beside_its_day(app: Flask, fresh_database: Addresses) -> None:
    planner = person(app, fresh_database, "Lana")
    beside = {"arrive": ARRIVE, "from": "2017-03-30", "analysis": "south:2017-02-21"}
    asked = "&".join(f"{name}={value}" for name, value in beside.items())
    form = planner.get(f"/snapshots/new?at=2017-04-04&{asked}", headers=EN).text
    for value in beside.values():
        assert f'value="{value}"' in form, value
    path = freeze(planner, **beside)
    assert stored(fresh_database, path).asked == {name: [value] for name, value in beside.items()}
    page = planner.get(path, headers=EN).text
    assert "what changed since 30 March 2017" in page
    assert planner.get(f"{path}/frozen/analysis-south.en.html").status_code == 200
    whole = planner.get(f"{path}/frozen", headers=EN).text
    assert f"{path}/frozen/analysis-south.en.pdf" in whole
    assert send(planner, f"{path}/withdraw", reason="again").status_code == 303
    again = planner.get(path, headers=EN).text
    assert "analysis=south:2017-02-21" in again.replace("%3A", ":")


@pytest.mark.parametrize(
    ("wrong", "parameter"),
    [
        ({"arrive": "here:5"}, "arrive"),
        ({"from": "someday"}, "from"),
        ({"look": "moon"}, "look"),
        ({"analysis": "south:someday"}, "analysis"),
        ({"analysis": "south:2017-05-01"}, "analysis"),
        ({"analysis": "nowhere"}, "corridor"),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_typed_is_lost(
    app: Flask, fresh_database: Addresses, wrong: dict[str, str], parameter: str
) -> None:
    answer = send(person(app, fresh_database, "Lana"), **{**ASKED, "client_uuid": str(uuid4()), **wrong})
    assert answer.status_code in (400, 404), answer.text
    assert f"<code>{parameter}</code>" in answer.text
    assert "Around Mosul" in answer.text
