"""Hashtags of the humanitarian exchange language, HXL 1.1: what each column of a layer's file is, as programs know it.

They stand in a row under the header where `hxl=1` asks for it. Columns that have no hashtag have none.
Source: https://hxlstandard.org; those for plots follow its rule of free attributes, which our importer reads too.
"""

import csv
import io
from collections.abc import Sequence

from flask import has_request_context, request

PLACES = {
    "district": "#adm2+name",
    "lat": "#geo+lat",
    "lon": "#geo+lon",
    "source": "#meta+source",
    "note": "#meta+comment",
}
OF_LAYER = {
    "sites": {
        "site_id": "#loc+camp+code",
        "name": "#loc+camp+name",
        "name_ar": "#loc+camp+name+i_ar",
        "type": "#loc+type",
        "status": "#status",
        "governorate_stated": "#adm1+name",
        "families": "#affected+hh+idps",
        "individuals": "#affected+ind+idps",
        "free_places": "#capacity+plots+available",
        "plots_ready": "#capacity+plots+total",
        "plots_occupied": "#capacity+plots+occupied",
        "families_as_of": "#date+reported+hh",
        "individuals_as_of": "#date+reported+ind",
        "plots_as_of": "#date+reported+plots",
        "newest_as_of": "#date+updated",
        "families_source": "#meta+source+hh",
        "individuals_source": "#meta+source+ind",
        "plots_source": "#meta+source+plots",
    },
    "movements": {
        "from": "#loc+origin+name",
        "to": "#loc+dest+name",
        "from_site_id": "#loc+camp+origin+code",
        "to_site_id": "#loc+camp+dest+code",
        "kind": "#event+type",
        "period_start": "#date+start",
        "period_end": "#date+end",
        "individuals": "#affected+ind+idps",
        "families": "#affected+hh+idps",
        "provider": "#org+name",
    },
    "communities": {
        "community_id": "#loc+code",
        "name": "#loc+name",
        "name_ar": "#loc+name+i_ar",
        "peace_builders": "#reached+ind+peacebuilders",
        "peace_builders_as_of": "#date+reported",
        "peace_builders_source": "#meta+source",
        "activities_known": "#output+activities+num",
    },
    "services": {
        "service_id": "#service+code",
        "name": "#service+name",
        "name_ar": "#service+name+i_ar",
        "site_id": "#loc+camp+code",
        "kind": "#service+type",
        "operator": "#org+name",
        "status": "#status",
        "from_date": "#date+start",
        "to_date": "#date+end",
        "capacity": "#capacity+num",
        "capacity_unit": "#capacity+unit",
        "known_on": "#date+reported",
    },
    "corridors": {
        "corridor_id": "#access+route+code",
        "name": "#access+route+name",
        "name_ar": "#access+route+name+i_ar",
        "state": "#status",
        "period": "#date+start",
        "period_end": "#date+end",
        "length_at_least_km": "#access+route+km+min",
    },
}


def is_asked() -> bool:
    """Whether the request that is answered, if any, asks for the row; its view declares `hxl`."""
    return has_request_context() and request.args.get("hxl") == "1"


def hashtags(layer: str, keys: Sequence[str]) -> list[str]:
    """Of each column of a file the hashtag; an empty text of one that has none."""
    known = PLACES | OF_LAYER[layer]
    return [known.get(key, "") for key in keys]


def tagged(contents: bytes, tags: bytes) -> bytes:
    """A CSV file, in UTF-8, with a row of hashtags under its header."""
    header, end, rest = contents.partition(b"\r\n")
    return header + end + tags + rest


def row_for(layer: str, contents: bytes) -> bytes:
    """That row for a CSV file of a layer, by the keys in its header."""
    (keys,) = csv.reader([contents.partition(b"\r\n")[0].decode("utf-8-sig")])
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(hashtags(layer, keys))
    return written.getvalue().encode()
