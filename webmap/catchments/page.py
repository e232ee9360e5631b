"""Nearest-site areas as sentences, a table and GeoJSON."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from webmap.catchments.areas import Catchment, Holding, ages
from webmap.data_table import Cell, Column, DataTable
from webmap.i18n import day, ngettext, number, qualified
from webmap.i18n import gettext as _
from webmap.layers.sites import OLD_AFTER

SiteAddress = Callable[[str], str]


def answer(found: Sequence[Catchment], whole: Holding) -> str:
    """How many areas there are, and what the sites in them hold."""
    if not found:
        return _("No site of Ninewa with a known position was open on this day.")
    areas = ngettext(
        "All of Ninewa is nearest to %(count)s place with open sites.",
        "Ninewa falls into %(count)s areas, each nearest to one place with open sites.",
        len(found),
        count=number(len(found)),
    )
    return " ".join((areas, _families(whole), _free(whole)))


def _families(whole: Holding) -> str:
    if whole.families is None:
        return _("Families are unknown in all of their sites.")
    return ngettext(
        "Their sites hold %(families)s family, known in %(known)s of %(sites)s.",
        "Their sites hold %(families)s families, known in %(known)s of %(sites)s.",
        whole.families,
        families=number(whole.families),
        known=number(whole.families_in),
        sites=number(whole.sites),
    )


def _free(whole: Holding) -> str:
    if whole.free is None:
        return _("Free places are unknown in all of them.")
    return ngettext(
        "%(free)s place is free, known in %(known)s of %(sites)s.",
        "%(free)s places are free, known in %(known)s of %(sites)s.",
        whole.free,
        free=number(whole.free),
        known=number(whole.free_in),
        sites=number(whole.sites),
    )


def weak_point(rows: Sequence[Any], at: date) -> str:
    """How old the figures are."""
    used, old = ages(rows, at)
    if not used:
        return ""
    return ngettext(
        "%(old)s of %(count)s figure used is older than %(days)s days.",
        "%(old)s of %(count)s figures used are older than %(days)s days.",
        used,
        old=number(old),
        count=number(used),
        days=number(OLD_AFTER.days),
    )


def table(
    found: Sequence[Catchment], whole: Holding, address_of: SiteAddress, at: date, csv_href: str = ""
) -> DataTable:
    """A row for each site; of sites that share an area, the area's size stands only at the first."""
    columns = [
        Column("catchment", _("No."), numeric=True),
        Column("site", _("Nearest site")),
        Column("area_km2", _("Area, km²"), numeric=True),
        Column("families", _("Families"), numeric=True),
        Column("families_as_of", _("counted")),
        Column("free_places", _("Free places"), numeric=True),
        Column("free_as_of", _("plots counted")),
    ]
    total = [
        Cell("", None),
        Cell(_("all areas"), None),
        Cell(number(round(sum(one.first.km2 for one in found))), None),
        _sum(whole.families, whole.families_in, whole.sites),
        Cell("", None),
        _sum(whole.free, whole.free_in, whole.sites),
        Cell("", None),
    ]
    return DataTable(
        caption=_("Nearest-site areas on %(day)s", day=day(at)),
        columns=columns,
        rows=[_cells(one, site, address_of) for one in found for site in one.sites],
        totals=total if found else (),
        csv_href=csv_href,
        empty=_("No site of Ninewa with a known position was open on this day."),
    )


def _cells(one: Catchment, site: Any, address_of: SiteAddress) -> list[Cell]:
    first = site is one.first
    area = number(round(site.km2, 1)) if first else _("shared")
    return [
        Cell(number(one.number), one.number),
        Cell(site.shown_name, site.name, href=address_of(site.site_id), lang=site.shown_lang),
        Cell(area, round(site.km2, 3) if first else None),
        _figure(site.families, site.families_qualifier),
        Cell(day(site.families_as_of, site.families_precision, short=True), site.families_as_of),
        _figure(site.free),
        Cell(day(site.counted_as_of, site.counted_precision, short=True) if site.free is not None else "",
             site.counted_as_of if site.free is not None else None),
    ]  # fmt: skip


def _figure(value: int | None, qualifier: str | None = None) -> Cell:
    return Cell(qualified(value, qualifier), value, unknown=value is None)


def _sum(value: int | None, known: int, sites: int) -> Cell:
    note = _("known in %(count)s of %(total)s", count=number(known), total=number(sites))
    return Cell(number(value), value, note=note, unknown=value is None)


def geojson(found: Sequence[Catchment], unplaced: Sequence[Any], whole: Holding, at: date) -> dict[str, Any]:
    """A FeatureCollection in degrees; unknown is null."""
    return {
        "type": "FeatureCollection",
        "at": at.isoformat(),
        "outline": "Natural Earth 1:10m",
        "totals": _holding(whole),
        "without_position": [row.site_id for row in unplaced],
        "features": [
            {
                "type": "Feature",
                "id": one.number,
                "geometry": json.loads(one.first.geojson) if one.first.geojson else None,
                "properties": {
                    "site_ids": [site.site_id for site in one.sites],
                    "names": [site.shown_name for site in one.sites],
                    "lon": round(one.first.lon, 6),
                    "lat": round(one.first.lat, 6),
                    "area_km2": round(one.first.km2, 3),
                    **_holding(one.holding),
                },
            }
            for one in found
        ],
    }


def _holding(one: Holding) -> dict[str, int | None]:
    return {
        "sites": one.sites,
        "families": one.families,
        "families_known_in": one.families_in,
        "free_plots": one.free,
        "free_known_in": one.free_in,
    }
