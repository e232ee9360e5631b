"""The strip under the slider, as its script reads it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from geodata.statements.site_rows import SiteOnDay
from webmap.layers.sites.areas import by_area
from webmap.map_of_day.over_time.strips import Strip


def told(sites: Sequence[SiteOnDay], found: dict[str, Strip], first: date) -> dict[str, Any]:
    """The rows for the browser, under their districts by name as in the list of sites; days are counted from `first`.

    Of each row: `parts` [begins, ends, look, per cent, whether it is old], `full` [[begins, ends]], `came`, `edges`.
    """
    areas = [
        {"name": name, "sites": [_row(site, found[site.site_id], first) for site in own]}
        for name, own in by_area(sites)
    ]
    return {"first": first.isoformat(), "areas": areas}


def _row(site: SiteOnDay, found: Strip, first: date) -> dict[str, Any]:
    def since(day: date) -> int:
        return (day - first).days

    return {
        "id": site.site_id,
        "name": site.shown_name,
        "lang": site.shown_lang,
        "parts": [[since(p.begins), since(p.ends), p.look, p.percent, int(p.is_old)] for p in found.parts],
        "full": [[since(begins), since(ends)] for begins, ends in found.full],
        "came": [since(day) for day in found.came],
        "edges": [since(day) for day in found.edges],
    }
