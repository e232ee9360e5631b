"""What the search answers: rows for the page and for the map, the same ones in the same order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from geodata.rules.positions import Position
from geodata.statements.place_rows import NamedPlace
from webmap.asked.address import address
from webmap.search.rows import NearPoint
from webmap.words import terms
from webmap.words.i18n import gettext as _
from webmap.words.i18n import km

# Half of the box, in degrees, that the map shows around a found point: about 20 km across.
AROUND_LON, AROUND_LAT = 0.12, 0.09
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Result:
    """One thing found. `matched`: the spelling that fitted, if not the name shown. `box`: None without a position."""

    kind: str | None
    kind_text: str
    id: str
    name: str
    name_lang: str
    transliterated: bool
    matched: str
    matched_lang: str | None
    district: str
    lon: float | None
    lat: float | None
    box: Box | None
    page: str | None
    distance: str = ""

    @property
    def on_map(self) -> str | None:
        if self.box is None:
            return None
        return address("map_page.index", bbox=",".join(f"{degrees:g}" for degrees in self.box), q=None)

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "kind_text": self.kind_text,
            "id": self.id,
            "name": self.name,
            "name_lang": self.name_lang,
            "matched": self.matched or None,
            "district": self.district or None,
            "lon": self.lon,
            "lat": self.lat,
            "bbox": list(self.box) if self.box else None,
            "url": self.page,
            "map_url": self.on_map,
            "distance": self.distance or None,
        }


def of_rows(rows: Sequence[NamedPlace]) -> list[Result]:
    return [_of_row(row) for row in rows]


def _of_row(row: NamedPlace) -> Result:
    edges = [edge for edge in (row.west, row.south, row.east, row.north) if edge is not None]
    return Result(
        kind=row.kind,
        kind_text=kind_words(row.entity_kind, row.kind),
        id=row.entity_id,
        name=row.name,
        name_lang=row.name_lang,
        transliterated=row.form == "transliteration",
        matched=row.matched if row.matched != row.name else "",
        matched_lang=row.matched_lang if row.matched_lang != "und" else None,
        district=row.district or "",
        lon=row.lon,
        lat=row.lat,
        box=_around(*edges) if len(edges) == 4 else None,
        page=page_of(row.entity_kind, row.entity_id) or _sites_of(row),
    )


def _sites_of(row: NamedPlace) -> str | None:
    """A district has no page of its own, but its sites are listed."""
    return address("sites.index", district=row.latin_name, bbox=None) if row.kind == "district" else None


def near(rows: Sequence[NearPoint]) -> list[Result]:
    """Neighbours of a point, with their distances."""
    return [
        Result(
            kind=row.kind,
            kind_text=kind_words(row.entity_kind, row.kind),
            id=row.entity_id,
            name=row.name,
            name_lang=row.name_lang,
            transliterated=False,
            matched="",
            matched_lang=None,
            district="",
            lon=row.lon,
            lat=row.lat,
            box=_around(row.lon, row.lat, row.lon, row.lat),
            page=page_of(row.entity_kind, row.entity_id),
            distance=km(row.metres),
        )
        for row in rows
    ]


def of_point(point: Position) -> Result:
    name = f"{point.lat:.5f}".rstrip("0").rstrip(".") + ", " + f"{point.lon:.5f}".rstrip("0").rstrip(".")
    return Result(
        kind="point",
        kind_text=_("point on the map: latitude, longitude"),
        id="",
        name=name,
        name_lang="en",
        transliterated=False,
        matched="",
        matched_lang=None,
        district="",
        lon=point.lon,
        lat=point.lat,
        box=_around(point.lon, point.lat, point.lon, point.lat),
        page=None,
    )


def _around(west: float, south: float, east: float, north: float) -> Box:
    """The extent of a thing, widened so that a point is seen with what lies around it."""
    return (
        round(west - AROUND_LON, 4),
        round(south - AROUND_LAT, 4),
        round(east + AROUND_LON, 4),
        round(north + AROUND_LAT, 4),
    )


def page_of(entity_kind: str, entity_id: str) -> str | None:
    """The page of a thing; places have none."""
    if entity_kind == "site":
        return address("sites.show", site_id=entity_id, bbox=None)
    if entity_kind == "community":
        return address("communities.show", community_id=entity_id, bbox=None)
    if entity_kind == "corridor":
        return address("corridors.show", corridor_id=entity_id, bbox=None)
    return None


def kind_words(entity_kind: str, kind: str | None) -> str:
    """What kind of thing it is, so that a town, a district and a camp of one name are told apart."""
    if entity_kind == "site":
        return terms.site_type(kind)
    return {
        "community": _("town or village, peacebuilding community"),
        "corridor": _("corridor"),
        "city": _("city"),
        "town": _("town"),
        "village": _("village"),
        "quarter": _("quarter of Mosul"),
        "area": _("area"),
        "district": _("district"),
        "subdistrict": _("sub-district"),
        "governorate": _("governorate"),
        "camp": _("camp, not one of the listed sites"),
        "bridge": _("bridge"),
        "junction": _("junction"),
        "checkpoint": _("checkpoint"),
        "mustering_point": _("mustering point"),
    }.get(kind or "", (kind or "").replace("_", " "))
