"""The committed CSV files of geodata/reference/, as rows with their sources resolved."""

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geoalchemy2 import WKBElement
from geoalchemy2.shape import from_shape
from shapely.geometry.base import BaseGeometry

from geodata.rules.dates import StatedDay, stated_day
from geodata.rules.geometry import point

GEODATA = Path(__file__).parent.parent
FOLDER = GEODATA / "reference"
Row = dict[str, str]


def rows(name: str) -> Iterator[Row]:
    """The rows of one file in its order; every value a stripped text, absent ones empty."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {column: (value or "").strip() for column, value in row.items()}


def fingerprint() -> str:
    """One sha256 over all reference files and the code that reads them: a change of either loads them anew."""
    digest = hashlib.sha256()
    readers = [GEODATA / "rules" / name for name in ("dates.py", "figures.py", "geometry.py", "names.py")]
    readers += [path for path in sorted(Path(__file__).parent.glob("*.py")) if not path.name.startswith("exercise")]
    for path in [*sorted(FOLDER.glob("*.csv")), *sorted(FOLDER.glob("*.json")), *_outlines(), *readers]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _outlines() -> list[Path]:
    return [FOLDER / "basemap" / name for name in ("labels.csv", "ne10m_admin1_iraq.geojson")]


def dated(column: str, text: str, *, begins: bool = False) -> dict[str, Any]:
    """Table columns `<column>` and `<column>_precision` for a stated date; both None for an empty one."""
    stated = stated_day(text, begins=begins) if text else None
    return as_columns(column, stated)


def as_columns(column: str, stated: StatedDay | None) -> dict[str, Any]:
    return {
        column: stated.day if stated else None,
        f"{column}_precision": stated.precision if stated else None,
    }


def position(row: Row) -> WKBElement | None:
    """The point of the row's lat and lon; None where the source gives none, InvalidData where it cannot be."""
    if not (row["lat"] and row["lon"]):
        return None
    return stored(point(float(row["lon"]), float(row["lat"])))


def stored(geometry: BaseGeometry) -> WKBElement:
    """A judged geometry as the tables take it (SRID 4326)."""
    return from_shape(geometry, srid=4326)


def whole(text: str) -> int | None:
    return int(text) if text else None


def number(text: str) -> float | None:
    return float(text) if text else None
