"""Reference rows of places: towns and districts, governorate outlines, names in every spelling, ends of movements."""

import json
from collections.abc import Iterator
from typing import Any

from shapely import MultiPolygon
from shapely.geometry import shape

from geodata.facts.files import FOLDER, Row, position, rows, stored, whole
from geodata.rules import names
from geodata.rules.geometry import RESPONSE_AREA

TableRow = dict[str, Any]
OUTLINES = FOLDER / "basemap" / "ne10m_admin1_iraq.geojson"
OUTLINES_CITED_AS = "Natural Earth 1:10m admin 1 (Debian qgis-common 3.22.16+dfsg-1, world_map.gpkg)"


def places() -> Iterator[TableRow]:
    for row in rows("places"):
        yield {
            "place_id": row["place_id"],
            "kind": row["kind"],
            "name": row["name"],
            "geom": position(row),
            "precision": row["precision"] or None,
            "population": whole(row["population"]) or None,
            "pcode": row["pcode"] or None,
            "code_set": row["pcode_set"] or None,
            "country": row["country"] or None,
            "origin": row["source"],
        }


def admin_areas(source_ids: dict[str, int]) -> Iterator[TableRow]:
    """Governorate outlines wholly inside the response area; generalised, good for pictures and clipping only."""
    west, south, east, north = RESPONSE_AREA
    keys = {row["source_name"]: row["key"] for row in rows("basemap/labels") if row["layer"] == "governorate"}
    named = {row["place_id"]: row["name"] for row in rows("places")}
    for feature in json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]:
        outline = shape(feature["geometry"])
        x1, y1, x2, y2 = outline.bounds
        if not (west <= x1 and south <= y1 and x2 <= east and y2 <= north):
            continue
        if outline.geom_type == "Polygon":
            outline = MultiPolygon([outline])
        area_id = f"governorate-{keys[feature['properties']['name']]}"
        yield {
            "area_id": area_id,
            "level": 1,
            "name": named[area_id],
            "geom": stored(outline),
            "source_id": source_ids[OUTLINES_CITED_AS],
        }


def place_names() -> Iterator[TableRow]:
    """Every spelling once; the first `name` (else transliteration) of an entity and language is preferred."""
    preferred: set[tuple[str, str, str]] = set()
    seen: set[tuple[str, str, str, str]] = set()
    in_order = sorted(_all_names(), key=lambda row: ("name", "transliteration", "former", "alias").index(row["form"]))
    for number, row in enumerate(in_order, start=1):
        key = (row["entity_kind"], row["entity_id"], row["lang"])
        folded = names.fold(row["name"])
        if not folded or (*key, row["name"]) in seen:
            continue
        seen.add((*key, row["name"]))
        first = key not in preferred and row["form"] in ("name", "transliteration")
        preferred.update({key} if first else ())
        yield {
            "place_name_id": number,
            "entity_kind": row["entity_kind"],
            "entity_id": row["entity_id"],
            "lang": row["lang"],
            "name": row["name"],
            "folded": folded,
            "form": row["form"],
            "preferred": first,
            "origin": row["source"] or None,
        }


def _all_names() -> Iterator[Row]:
    for kind, file, key in (
        ("site", "sites", "site_id"),
        ("community", "communities", "community_id"),
        ("place", "places", "place_id"),
    ):
        for row in rows(file):
            yield _name(kind, row[key], "en", row["name"], "name", "")
    yield from rows("names")
    for corridor_id, name in {row["corridor_id"]: row["corridor_name"] for row in rows("corridors")}.items():
        yield _name("corridor", corridor_id, "en", name, "name", "")
    for row in rows("corridor_points"):
        point_id = f"{row['corridor_id']}.{row['seq']}"
        yield _name("corridor_point", point_id, "ar", row["name_ar"], "transliteration", "own transliteration")
    for row in rows("admin_codes"):
        # Codes are found by the search like names; "und" is the language of what has none (ISO 639-2).
        yield _name("place", row["place_id"], "und", row["code"], "alias", row["code_set"])


def _name(kind: str, entity_id: str, lang: str, name: str, form: str, source: str) -> Row:
    return {"entity_kind": kind, "entity_id": entity_id, "lang": lang, "name": name, "form": form, "source": source}


def flow_places() -> Iterator[TableRow]:
    for row in rows("flow_places"):
        yield {
            "name": row["name"],
            "kind": row["kind"],
            "site_id": row["site_id"] or None,
            "place_id": row["place_id"] or None,
            "geom": position(row),
            "precision": row["precision"] or None,
            "reason": row["reason"],
        }
