"""Things called by a name, in any spelling, for every page that takes one."""

from sqlalchemy import Connection

from geodata.rules.names import VOWELS, fold, skeleton
from geodata.statements.place_rows import NamedPlace
from webmap.db import STATEMENTS, rows

MOST = 20
FEWEST_CONSONANTS = 3  # fewer fit too many names to mean one of them


def as_typed(asked: str) -> str:
    """A name without control characters; what parts words without a width (U+200C) parts them as a blank does."""
    return "".join(letter for letter in asked.replace("\u200c", " ") if letter.isprintable()).strip()


def named(connection: Connection, asked: str, lang: str, limit: int = MOST) -> list[NamedPlace]:
    """Things called so, the nearest spelling first: the same, beginning with it, holding it, the same consonants."""
    folded = fold(asked)
    if not folded:
        return []
    bones = skeleton(folded)
    return rows(
        connection,
        STATEMENTS / "named_places.sql",
        NamedPlace,
        folded=folded,
        skeleton=bones if len(bones) >= FEWEST_CONSONANTS else "",
        vowels=VOWELS,
        lang=lang,
        limit=limit,
    )
