"""Everything known on one day, gathered once for the map's data, its tables and its panel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from webmap.answers.cited import with_sources
from webmap.answers.data_table import DataTable
from webmap.asked.chosen_day import ChosenDay
from webmap.layers.layer import LARGEST_FILE, AddressOf, Layer, Row
from webmap.words.i18n import gettext as _
from webmap.words.i18n import number

LARGEST_TABLE = 200


@dataclass(frozen=True)
class Links:
    """Where the things of a layer are told in full, and where its file is."""

    address_of: Callable[[Layer[Any]], AddressOf]
    file_of: Callable[[Layer[Any]], str]


@dataclass(frozen=True)
class Day:
    """The rows of every layer that the reader may see, by the names of the layers."""

    at: date
    layers: Sequence[Layer[Any]]
    rows: Mapping[str, Sequence[Any]]

    def of(self, layer: Layer[Row]) -> Sequence[Row]:
        """The rows of a layer; none where the reader may not see it."""
        return self.rows.get(layer.name, ())


def read_day(
    connection: Connection,
    layers: Sequence[Layer[Any]],
    at: date,
    known: datetime,
    lang: str,
) -> Day:
    """All layers, each with as many rows as a map holds."""
    return Day(at, layers, {layer.name: layer.read(connection, at, known, lang) for layer in layers})


def file_of_day(
    connection: Connection, layer: Layer[Any], chosen: ChosenDay, lang: str, address_of: AddressOf
) -> DataTable:
    """All rows of a layer up to the day, with their sources, as its file has them."""
    found = layer.read(connection, chosen.day, chosen.known, lang, LARGEST_FILE)
    return with_sources(connection, layer.file_table(found, chosen.day, address_of))


def map_data(found: Day, lang: str, links: Links) -> dict[str, Any]:
    """What the browser draws: texts in the reader's language, positions in degrees; no HTML."""
    data: dict[str, Any] = {"at": found.at.isoformat(), "lang": lang}
    for layer in found.layers:
        data[layer.name] = layer.features(found.of(layer), found.at, links.address_of(layer))
    for layer in found.layers:
        data.update(layer.beside(found.of(layer)))
    return data


def tables(found: Day, links: Links) -> list[DataTable]:
    """The same data under the map, each with its CSV file."""
    return [
        _shortened(table)
        for layer in found.layers
        for table in layer.tables_of(found.of(layer), found.at, links.address_of(layer), links.file_of(layer))
    ]


def _shortened(table: DataTable) -> DataTable:
    """As much of it as a page can hold, so that the page costs the same however much is known."""
    if len(table.rows) <= LARGEST_TABLE or not table.csv_href:
        return table
    said = {"shown": number(LARGEST_TABLE), "all": number(len(table.rows))}
    return replace(table, rows=table.rows[:LARGEST_TABLE], remark=_("%(shown)s of %(all)s; all in the file", **said))
