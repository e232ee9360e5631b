"""Groups of sites that lie so close together that a map lists them in one tray, from reference/trays.csv."""

from dataclasses import dataclass
from functools import cache

from geodata.facts.files import rows


@dataclass(frozen=True)
class Tray:
    """Its name, where it is known by language, and its sites as the file lists them."""

    tray_id: str
    names: tuple[tuple[str, str], ...]
    site_ids: tuple[str, ...]

    def name(self, lang: str) -> str:
        """In a language, else in English."""
        names = dict(self.names)
        return names.get(lang) or names["en"]


@cache
def trays() -> tuple[Tray, ...]:
    """All of them in the order of the file."""
    return tuple(
        Tray(row["tray_id"], (("en", row["name"]), ("ar", row["name_ar"])), tuple(row["site_ids"].split("+")))
        for row in rows("trays")
    )
