"""The map of a day as one file that needs no network: of a connection, a day and addresses, so it can be frozen."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from webmap.answers.data_table import Cell, Column, DataTable
from webmap.answers.static_files import joined
from webmap.asked import known
from webmap.asked.chosen_day import ChosenDay
from webmap.drawing.pictures import Picture
from webmap.drawing.qr import qr_code
from webmap.folium_map.page import shell
from webmap.folium_map.self_contained import self_contained
from webmap.headlines import displaced
from webmap.layers import movements, sites
from webmap.layers.layer import AddressOf, Layer, nowhere
from webmap.layers.sites import together
from webmap.map_of_day import headline
from webmap.map_of_day.area import ALL_NINEWA, AROUND_MOSUL
from webmap.map_of_day.day import Day, Links, map_data, read_day, tables
from webmap.map_of_day.many_sites import View, data, read
from webmap.map_of_day.pictured import Shown
from webmap.words.i18n import gettext as _
from webmap.words.i18n import number


@dataclass(frozen=True)
class Live:
    """Where the same is alive: the whole address of the page, and the host of our links. Empty: nobody knows."""

    page: str
    there: str


def bundle(
    connection: Connection, chosen: ChosenDay, shown: Shown, links: Links, live: Live, drawn: Picture
) -> dict[str, Any]:
    """What the template `map_of_day/offline.html` puts into one file; `drawn` stands where no script runs."""
    layers, lang = [layer for layer in shown.seen if layer.name in shown.asked], shown.lang
    away = _from_elsewhere(links, live.there)
    found = read_day(connection, layers, chosen.day, chosen.known, lang)
    numbers = displaced.numbers(connection, chosen.day, shown.provider)
    remark = known.remark(connection, chosen.day, chosen.known)
    composed = self_contained(shell(lang, layers))
    numbered = {row.site_id: place for place, row in enumerate(found.of(sites.LAYER), start=1)}
    return {
        **headline.of_page(chosen.day, bool(found.of(sites.LAYER)), shown.is_exercise, shown.box),
        "composed": composed,
        "settings": _settings(chosen, shown),
        "data": _data(connection, chosen, shown, found, away, numbered),
        "tables": [_numbered(table, found, layers) for table in tables(found, away)],
        "numbers": numbers,
        "sources": headline.sources(numbers, found.of(movements.LAYER)),
        "remark": remark.sentence if remark else "",
        "picture": f"data:image/svg+xml;base64,{base64.b64encode(drawn.svg.encode()).decode()}",
        "ground": joined("map/basemap.json").plain.decode(),
        "live": live,
        "qr": qr_code(live.page, _("The address of the living map")) if live.there else None,
        "at": chosen.day,
    }


def _from_elsewhere(links: Links, there: str) -> Links:
    """Our addresses as they are followed from a file: with their host, or not at all."""

    def address_of(layer: Layer[Any]) -> AddressOf:
        of_thing = links.address_of(layer)
        return (lambda identifier: f"{there}{of_thing(identifier)}") if there and of_thing is not nowhere else nowhere

    return Links(address_of, lambda _layer: "")


def _data(
    connection: Connection,
    chosen: ChosenDay,
    shown: Shown,
    found: Day,
    links: Links,
    numbered: dict[str, int],
) -> dict[str, Any]:
    """As the map asks for it; of very many sites those of the view that it opens with, the others counted together."""
    if shown.by_view:
        view = View(shown.box or AROUND_MOSUL, 9)
        seen = read(connection, found.layers, chosen.day, chosen.known, shown.lang, view)
        told = data(seen, map_data(seen.day, shown.lang, links))
    else:
        told = map_data(found, shown.lang, links)
    for feature in told.get("sites", ()):
        feature["number"] = number(numbered[feature["id"]]) if feature["id"] in numbered else None
    if sites.LAYER in found.layers:
        told["together"] = together.brackets(connection, chosen.day, shown.lang)
    return told


def _settings(chosen: ChosenDay, shown: Shown) -> dict[str, Any]:
    return {
        "at": chosen.day.isoformat(),
        "lang": shown.lang,
        "layers": list(shown.asked),
        "bbox": list(shown.box) if shown.box else None,
        "opening_bbox": AROUND_MOSUL,
        "ninewa_bbox": ALL_NINEWA,
        "data_url": "map-data",
    }


def _numbered(table: DataTable, found: Day, layers: Sequence[Layer[Any]]) -> DataTable:
    """The table of sites with the numbers that their symbols bear."""
    listing = sites.LAYER.tables[0]
    if sites.LAYER not in layers or table.caption != listing.caption(found.at):
        return table
    places = (place for place, row in enumerate(found.of(sites.LAYER), start=1) if listing.holds(row))
    rows = [[Cell(number(place), place), *row] for place, row in zip(places, table.rows, strict=False)]
    return replace(table, columns=[Column("number", _("No."), numeric=True), *table.columns], rows=rows)
