"""More sites than a map can tell apart: what lies in the view is sent, counted by the cells of a grid.

Where there are so many, of the other layers too a map has no more than it can show.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from geodata.rules.geometry import RESPONSE_AREA
from geodata.statements.site_rows import SiteOnDay
from webmap.asked.numbers import whole
from webmap.asked.places import box
from webmap.layers import movements
from webmap.layers.layer import ALL_ZOOMS, Feature, Layer
from webmap.layers.sites import LAYER as SITES
from webmap.map_of_day import queries
from webmap.map_of_day.day import Day
from webmap.map_of_day.rows import CountedGroup
from webmap.words.i18n import gettext as _
from webmap.words.i18n import ngettext, number

MANY = 300  # sites that a map draws one by one
MOST_OF_LAYER = 200  # things of another layer, as in the tables under the map
MOST_MOVEMENTS = 40  # more lines would cross out the map, and each is what every label has to avoid
SITES_PER_CELL = 3  # on average, while they are drawn one by one: a phone has room for fewer
CELL = 90  # px at the zoom asked for; the map is at most one zoom closer
TILE, EQUATOR = 256, 360  # px and degrees round the world at zoom 0
MIDDLE_LATITUDE = math.radians(36.3)
# The area of the symbol grows with the sites; half the least distance of two groups is the largest radius.
SMALLEST_RADIUS, RADIUS_PER_ROOT_SITE, LARGEST_RADIUS = 7.0, 2.2, 16.0


@dataclass(frozen=True)
class View:
    """What the browser shows: west, south, east, north in degrees, and a whole zoom."""

    box: tuple[float, float, float, float]
    zoom: int

    def cell(self) -> tuple[float, float]:
        """Width and height of a cell that is square on the map, in degrees."""
        wide = CELL * EQUATOR / (TILE * 2**self.zoom)
        return wide, wide * math.cos(MIDDLE_LATITUDE)

    def most(self) -> int:
        """How many sites are drawn one by one."""
        (west, south, east, north), (wide, high) = self.box, self.cell()
        return min(MANY, round(SITES_PER_CELL * (east - west) / wide * (north - south) / high))


@dataclass(frozen=True)
class InView:
    """The sites drawn one by one and what the other layers have there; the groups of the other sites.

    `cut`: the layers that have more there.
    """

    day: Day
    groups: list[CountedGroup]
    cut: list[Layer[Any]]


def view(args: Mapping[str, str]) -> View:
    """`bbox=` and `zoom=` of an address; all of the response area when it names none."""
    least, most = ALL_ZOOMS
    return View(box(args) or RESPONSE_AREA, whole(args.get("zoom"), "zoom", least, least, most))


def read(
    connection: Connection, layers: Sequence[Layer[Any]], at: date, known: datetime, lang: str, shown: View
) -> InView:
    """What layers have in the view, of each at most what a map can show, and the sites as far as there is room."""
    sites, groups = _sites(connection, at, known, lang, shown)
    others = [layer for layer in layers if layer is not SITES]
    rows = {
        layer.name: layer.read(connection, at, known, lang, limit=most_of(layer) + 1, box=shown.box) for layer in others
    }
    cut = [layer for layer in others if len(rows[layer.name]) > most_of(layer)]
    told = {layer.name: rows[layer.name][: most_of(layer)] for layer in others}
    return InView(Day(at, layers, {SITES.name: sites, **told}), groups, cut)


def most_of(layer: Layer[Any]) -> int:
    """How many of a layer other than the sites are drawn."""
    return MOST_MOVEMENTS if layer is movements.LAYER else MOST_OF_LAYER


def _sites(
    connection: Connection, at: date, known: datetime, lang: str, shown: View
) -> tuple[list[SiteOnDay], list[CountedGroup]]:
    """As many as the view has room for, each by itself; of more only those that are alone in their cell."""
    found = queries.counted_groups(connection, at, known, shown.box, shown.cell(), MANY)
    are_few = sum(group.sites for group in found) <= shown.most()
    groups = [] if are_few else [group for group in found if group.sites > 1]
    ids = [identifier for group in found if are_few or group.sites == 1 for identifier in group.site_ids]
    return queries.sites_of_ids(connection, at, known, lang, ids) if ids else [], groups


def data(seen: InView, told: Mapping[str, Any]) -> dict[str, Any]:
    """What the map's data say beside what the layers `told`; sites outside the view are not counted at its edge."""
    groups = [_feature(group) for group in seen.groups]
    return {**told, "groups": groups, "outside": {}, "legend": {"movements": _drawn(seen, told)}}


def _drawn(seen: InView, told: Mapping[str, Any]) -> str:
    """How many movements are drawn, and of which layers not everything is."""
    sentences = [told.get("legend", {}).get("movements", "")]
    if movements.LAYER in seen.cut:
        sentences.append(_("These are the newest of very many."))
    places = [layer.title(_) for layer in seen.cut if layer is not movements.LAYER]
    if places:
        sentences.append(_("Not all drawn: %(layers)s. Zoom in to see the others.", layers=_(", ").join(places)))
    return " · ".join(sentence for sentence in sentences if sentence)


def _feature(group: CountedGroup) -> Feature:
    name = ngettext("%(count)s site", "%(count)s sites", group.sites, count=number(group.sites))
    families, free = _families(group), _free(group)
    return {
        "id": group.site_ids[0],
        "name": name,
        "lon": round(group.lon, 6),
        "lat": round(group.lat, 6),
        "box": [round(edge, 6) for edge in (group.west, group.south, group.east, group.north)],
        "count": group.sites,
        "families": group.families,
        "families_in": group.families_in,
        "free": group.free,
        "free_in": group.free_in,
        "radius": round(min(LARGEST_RADIUS, max(SMALLEST_RADIUS, RADIUS_PER_ROOT_SITE * math.sqrt(group.sites))), 1),
        **_fullness(group),
        "detail": free,
        "aria": _(", ").join((name, free, families)),
        "facts": [[families, "", ""], [free, "", ""]],
    }


def _fullness(group: CountedGroup) -> dict[str, Any]:
    """A level only where every site was counted: a part of them does not say how full the others are."""
    if group.free_in == group.sites and group.ready and group.occupied is not None:
        return {"state": "counted", "fill": round(min(1.0, group.occupied / group.ready), 3)}
    return {"state": "unknown" if group.families_in else "nothing", "fill": None}


def _families(group: CountedGroup) -> str:
    text = ngettext(
        "family in %(n)s of %(m)s sites",
        "families in %(n)s of %(m)s sites",
        group.families or 0,
        n=number(group.families_in),
        m=number(group.sites),
    )
    families = number(group.families) if group.families_in else _("?")
    return f"{families} {text}{_withheld_in(group.families_withheld_in)}"


def _free(group: CountedGroup) -> str:
    if group.free_withheld_in and not group.free_in:
        return ngettext(
            "places withheld (under 10) in %(count)s site",
            "places withheld (under 10) in %(count)s sites",
            group.free_withheld_in,
            count=number(group.free_withheld_in),
        )
    if not group.free_in:
        return ngettext(
            "places unknown in %(count)s site",
            "places unknown in %(count)s sites",
            group.sites,
            count=number(group.sites),
        )
    text = _("free places in %(n)s of %(m)s", n=number(group.free_in), m=number(group.sites))
    return f"{number(group.free)} {text}{_withheld_in(group.free_withheld_in)}"


def _withheld_in(sites: int) -> str:
    """Of so many a figure is not public."""
    if not sites:
        return ""
    return ngettext(
        "; withheld (under 10) in %(count)s site",
        "; withheld (under 10) in %(count)s sites",
        sites,
        count=number(sites),
    )
