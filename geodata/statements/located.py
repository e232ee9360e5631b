"""Rows with a position."""

from typing import Protocol


class Located(Protocol):
    """A thing at a point in degrees (SRID 4326); both None where nobody knows it."""

    @property
    def lon(self) -> float | None: ...
    @property
    def lat(self) -> float | None: ...


def point(row: Located) -> tuple[float, float] | None:
    """Longitude and latitude; None where the position is not known."""
    return None if row.lon is None or row.lat is None else (row.lon, row.lat)
