"""One registry of layers: what is entered there is on the map, in its tables, in a file and in `layers=`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask

from geodata.facts.files import rows as reference
from geodata.rules.trays import trays
from geodata.server.logins import Addresses
from tests.conftest import Make
from webmap.answers.data_table import Cell, Column
from webmap.layers.layer import ALL_ZOOMS, AddressOf, Feature, Layer, Listing
from webmap.layers.registry import LAYERS
from webmap.words.i18n import speaking

DAY = "at=2017-04-04&lang=en"
TOWNS = """-- Which towns are there?
SELECT p.place_id, p.name, p.kind, ST_X(p.geom) AS lon, ST_Y(p.geom) AS lat
FROM places p
WHERE p.kind = 'town' AND p.geom IS NOT NULL AND CAST(:at AS date) IS NOT NULL
  AND CAST(:lang AS text) IS NOT NULL
ORDER BY p.place_id
LIMIT :limit
"""


class Town(NamedTuple):
    place_id: str
    name: str
    kind: str
    lon: float
    lat: float


def cells(row: Town, _at: date, _address_of: AddressOf) -> list[Cell]:
    return [Cell(row.name, row.name), Cell(row.kind, row.kind)]


def drawn(rows: Sequence[Town], _at: date, _address_of: AddressOf) -> list[Feature]:
    return [{"id": row.place_id, "name": row.name, "lon": row.lon, "lat": row.lat, "facts": []} for row in rows]


@pytest.fixture
def towns(tmp_path: Path) -> Layer[Town]:
    """A layer of this test's own, drawn as communities are."""
    statement = tmp_path / "towns.sql"
    statement.write_text(TOWNS, encoding="utf-8")
    listing: Listing[Town] = Listing(
        caption=lambda _at: "Towns and villages",
        empty=lambda _at: "None is known.",
        columns=lambda: [Column("name", "Name"), Column("kind", "Kind")],
        cells=cells,
    )
    return Layer(
        name="towns",
        title=lambda _: "Towns",
        statement=statement,
        row=Town,
        tables=(listing,),
        features=drawn,
        drawing="communities",
        height=60,
    )


@pytest.fixture
def with_towns(urls: Addresses, make_app: Make, towns: Layer[Town]) -> Flask:
    return make_app(urls, layers=(*LAYERS, towns))


def test_a_layer_made_here_is_on_the_map_in_a_table_in_a_file_and_in_the_address(with_towns: Flask) -> None:
    client = with_towns.test_client()
    drawn = client.get(f"/map/data.json?{DAY}").get_json()["towns"]
    assert drawn
    page = client.get(f"/?{DAY}&layers=towns,sites").get_data(as_text=True)
    assert "Towns and villages" in page
    assert 'href="/map/towns.csv?lang=en&amp;at=2017-04-04"' in page
    assert '"layers": ["towns", "sites"]' in page
    assert '.layer({"choice": "towns", "kind": "communities", "title": "Towns"' in page
    assert '{"choice": "towns", "kind": "communities", "label": "Towns"}' in page
    file = client.get(f"/map/towns.csv?{DAY}")
    assert file.mimetype == "text/csv"
    lines = file.get_data(as_text=True).removeprefix("\ufeff").splitlines()
    assert lines[0] == "name,kind"
    assert len(lines) == len(drawn) + 1


def test_without_it_nothing_of_it_is_left(app: Flask) -> None:
    client = app.test_client()
    assert "towns" not in client.get(f"/map/data.json?{DAY}").get_json()
    page = client.get(f"/?{DAY}").get_data(as_text=True)
    assert "Towns and villages" not in page
    assert '"towns"' not in page
    assert client.get(f"/map/towns.csv?{DAY}").status_code == 404
    assert client.get(f"/?{DAY}&layers=towns").status_code == 400


def test_a_layer_of_planners_is_nowhere_for_the_public(urls: Addresses, make_app: Make, towns: Layer[Town]) -> None:
    layers = (*LAYERS, replace(towns, roles=frozenset({"planner"})))
    client = make_app(urls, layers=layers, role="public").test_client()
    assert "towns" not in client.get(f"/map/data.json?{DAY}").get_json()
    page = client.get(f"/?{DAY}").get_data(as_text=True)
    assert "Towns and villages" not in page
    assert '"towns"' not in page
    assert client.get(f"/map/towns.csv?{DAY}").status_code == 404
    assert client.get(f"/?{DAY}&layers=towns").status_code == 400
    assert make_app(urls, layers=layers).test_client().get(f"/map/towns.csv?{DAY}").status_code == 200


def test_names_and_heights_of_layers_tell_them_apart() -> None:
    assert len({layer.name for layer in LAYERS}) == len({layer.height for layer in LAYERS}) == len(LAYERS)
    for layer in LAYERS:
        assert ALL_ZOOMS[0] <= layer.zooms[0] <= layer.zooms[1] <= ALL_ZOOMS[1]


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_each_layer_has_a_file_with_the_fields_of_its_table(app: Flask, layer: Layer[Any]) -> None:
    client = app.test_client()
    header = client.get(f"/map/{layer.name}.csv?{DAY}").get_data(as_text=True).removeprefix("\ufeff").splitlines()[0]
    with speaking("en"):
        keys = [column.key for column in layer.tables[0].columns()]
    assert header.split(",")[: len(keys)] == keys


def test_every_site_of_a_tray_is_a_site() -> None:
    known = {row["site_id"] for row in reference("sites")}
    assert trays()
    for tray in trays():
        assert len(tray.site_ids) > 1
        assert set(tray.site_ids) <= known, tray.tray_id
        assert tray.name("ar") != tray.name("en") == tray.name("ckb")
