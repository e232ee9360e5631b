"""Every statement of the search. Takes a connection of the reader's layer and plain values."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from geodata.names import VOWELS, fold, skeleton
from webmap.db import rows

HERE = Path(__file__).parent
MOST = 20
FEWEST_CONSONANTS = 3  # fewer fit too many names to mean one of them


def named(connection: Connection, asked: str, lang: str, limit: int = MOST) -> list[Any]:
    """Things called so, the nearest spelling first: the same, beginning with it, holding it, the same consonants."""
    folded = fold(asked)
    if not folded:
        return []
    bones = skeleton(folded)
    return rows(
        connection,
        HERE / "named.sql",
        folded=folded,
        skeleton=bones if len(bones) >= FEWEST_CONSONANTS else "",
        vowels=VOWELS,
        lang=lang,
        limit=limit,
    )


def near_point(connection: Connection, lon: float, lat: float, lang: str, each: int = 5) -> list[Any]:
    """The nearest sites and communities of a point, `each` of either, with geodesic metres."""
    return rows(connection, HERE / "near_point.sql", lon=lon, lat=lat, lang=lang, each=each)
