"""The living map of frozen data: light, of any origin, with the choices of its frame, and only what was frozen."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, pool

from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from scripts import snapshot as script
from tests.conftest import Make, copy_of, drop
from tests.test_embeds import INTERACTIVE, light
from tests.test_snapshots import frozen
from webmap.map_of_day import many_sites
from webmap.snapshots import exploring, routes

DATABASE = "ninewa_explored"


@pytest.fixture(scope="module")
def database(template: str, cluster: Cluster) -> Iterator[Addresses]:
    yield copy_of(template, DATABASE, cluster)
    drop(cluster, DATABASE)


@pytest.fixture(scope="module")
def app(database: Addresses, make_app: Make) -> Iterator[Flask]:
    made = make_app(database, role="public", webmap_page_cache_mb=0)  # a withdrawal is seen at once
    yield made
    made.extensions["painter"].stop()


@pytest.fixture(scope="module")
def token(app: Flask, database: Addresses) -> str:
    return frozen(app, database, layers="sites,corridors")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def settings_of(page: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(html.unescape(re.findall(r'id="map-settings">(.*?)</script>', page)[0]))
    return found


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_it_is_light_and_draws_what_was_frozen(client: FlaskClient, token: str, lang: str, database: Addresses) -> None:
    (link,) = re.findall(r'<a class="explore" href="([^"]+)"', client.get(f"/embed/{token}?lang={lang}").text)
    answer = client.get(html.unescape(link))
    settings, files = settings_of(answer.text), re.findall(r'(?:<script src|stylesheet" href)="([^"]+)"', answer.text)
    assert settings["layers"] == ["sites", "corridors"]
    assert "url(#key-hatch)" in answer.text
    assert answer.text.count('id="key-hatch"') == 1, "what is hatched on the map is hatched in its key"
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    asked = [html.unescape(link), *files, str(settings["data_url"]), str(settings["basemap_url"])]
    assert sum(light(client, one) for one in asked) <= INTERACTIVE
    before = client.get(str(settings["data_url"]))
    assert before.headers["Access-Control-Allow-Origin"] == "*", "a sandboxed frame is of no origin"
    names = {site["id"] for site in before.get_json()["sites"]}
    with create_engine(database.owner, poolclass=pool.NullPool).begin() as connection:
        connection.exec_driver_sql("UPDATE site SET name = name || '!' WHERE site_id = 'essian'")
    assert client.get(str(settings["data_url"])).data == before.data
    assert "movements" not in before.get_json()
    assert "essian" in names


def test_choices_are_kept_by_links_both_ways(client: FlaskClient, token: str) -> None:
    plain = client.get(f"/embed/{token}?lang=en")
    chosen = "legend=0&theme=dark&layers=sites&bbox=42.8,35.6,44.1,36.9&table=0"
    picture = client.get(f"/embed/{token}?lang=en&{chosen}").text
    assert all(mark in picture for mark in ('data-theme="dark"', 'data-legend="0"', 'data-table="0"'))
    (link,) = (html.unescape(one) for one in re.findall(r'class="explore" href="([^"]+)"', picture))
    page = client.get(link).text
    assert settings_of(page)["bbox"] == [42.8, 35.6, 44.1, 36.9]
    assert settings_of(page)["layers"] == ["sites"]
    assert ('data-theme="dark"' in page, '<ul class="embed-key"' in page) == (True, False)
    own = [html.unescape(one) for one in re.findall(rf'href="(/embed/{token}[^"]+)"', page)]
    assert sorted("explore=1" in one for one in own) == [False, True]
    for one in own:
        assert all(part in one for part in chosen.split("&")), one
    assert client.get(f"/embed/{token}?lang=en").data == plain.data
    assert "<table" in client.get(f"/embed/{token}?lang=en&explore=1&table=1").text
    for wrong in ("theme=pink", "bbox=1", "legend=x"):
        assert client.get(f"/embed/{token}?lang=en&{wrong}").status_code == 400, wrong


def test_data_of_a_form_that_no_script_reads_is_not_offered(
    client: FlaskClient, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [f"/embed/{token}?lang=en", f"/s/{token}?lang=en"]
    assert all("Explore the map" in client.get(page).text for page in pages)
    assert "sha256" in client.get(pages[1]).headers["Content-Security-Policy"]
    monkeypatch.setattr(exploring, "DATA", "data-2")
    monkeypatch.setattr(routes, "FORM", 2)
    assert not any("Explore the map" in client.get(page).text for page in pages)
    assert "<picture>" in client.get(f"{pages[0]}&explore=1").text
    assert client.get(f"/s/{token}/data.json?lang=en").status_code == 404


def test_of_very_many_sites_there_is_the_picture_and_of_a_withdrawn_one_nothing(
    app: Flask, database: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many_sites, "MANY", 5)
    client, token = app.test_client(), frozen(app, database, layers="sites")
    assert "Explore the map" not in client.get(f"/embed/{token}?lang=en").text
    assert "Explore the map" not in client.get(f"/s/{token}?lang=en").text
    monkeypatch.undo()
    other = frozen(app, database)
    assert len(gzip.compress(client.get(f"/s/{other}/data.json?lang=en").data)) < 40_000
    script.withdrawn(database.owner, other, "a wrong day", None)
    for path in (f"/embed/{other}?lang=en&explore=1", f"/s/{other}/data.json?lang=en"):
        assert client.get(path).status_code == 410, path
