"""What the tables of a snapshot hold beside their rows: points, and whoever is cited."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from flask import json

from webmap.answers.data_table import DataTable, plain


def geojson(files: dict[str, DataTable], title: str, day: date, known: datetime) -> bytes:
    """Everything with a point, each with the columns of its file; in degrees, SRID 4326."""
    points = [point for name, table in files.items() for point in features(name, table)]
    about = {"title": title, "at": day.isoformat(), "known": known.isoformat()}
    return json.dumps({"type": "FeatureCollection", **about, "features": points}).encode()


def features(layer: str, table: DataTable) -> Iterator[dict[str, Any]]:
    keys = [column.key for column in table.columns]
    for row, more in zip(table.rows, table.file_values, strict=False):
        held = dict(zip(keys, (cell.value for cell in row), strict=True))
        held |= dict(zip(table.file_keys, more, strict=True))
        lon, lat = held.pop("lon", None), held.pop("lat", None)
        if lon is None or lat is None:
            continue
        point = {"type": "Point", "coordinates": [float(str(lon)), float(str(lat))]}
        told = {key: plain(value) or None for key, value in held.items()}
        yield {"type": "Feature", "geometry": point, "properties": {"layer": layer, **told}}


def sources_of(files: dict[str, DataTable]) -> list[str]:
    """Whoever is cited in a file, once, in the order of the alphabet."""
    cited = {
        str(value)
        for table in files.values()
        for values in table.file_values
        for key, value in zip(table.file_keys, values, strict=True)
        if key.endswith("_cited") and value
    }
    return sorted(cited)
