"""Nearest-site areas as sentences, a table and GeoJSON."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from geodata.rules.freshness import OLD_AFTER
from geodata.statements.site_state import is_withheld
from webmap.answers.data_table import Cell, Column, DataTable, withheld
from webmap.catchments.areas import Catchment, Catchments, Holding, ages
from webmap.catchments.rows import SiteWithArea
from webmap.words.i18n import day, ngettext, number, qualified
from webmap.words.i18n import gettext as _

SiteAddress = Callable[[str], str]


def answer(whole: Catchments) -> str:
    """How many areas there are, and what the open sites of Ninewa hold by recent counts."""
    if not whole.sites:
        return _("No site of Ninewa with a known position was open on this day.")
    return " ".join((_areas(whole), _families(whole.holding), _free(whole.holding)))


def _areas(whole: Catchments) -> str:
    if not whole.areas:
        return _("No site of Ninewa with a known position was open on this day.")
    return ngettext(
        "All of Ninewa is nearest to %(count)s place with open sites.",
        "Ninewa falls into %(count)s areas, each nearest to one place with open sites.",
        len(whole.areas),
        count=number(len(whole.areas)),
    )


def _families(whole: Holding) -> str:
    if whole.families is None:
        return _("Families were not counted in any open site in the last %(days)s days.", days=number(OLD_AFTER.days))
    return ngettext(
        "%(families)s family by the counts of the last %(days)s days, in %(known)s of %(sites)s open sites.",
        "%(families)s families by the counts of the last %(days)s days, in %(known)s of %(sites)s open sites.",
        whole.families,
        families=qualified(whole.families, whole.families_qualifier),
        days=number(OLD_AFTER.days),
        known=number(whole.families_in),
        sites=number(whole.sites),
    )


def _free(whole: Holding) -> str:
    if whole.free is None:
        return _("No count of plots of that time still holds: a new count would tell what is free.")
    return ngettext(
        "%(free)s free place, counted in that time in %(known)s of %(sites)s.",
        "%(free)s free places, counted in that time in %(known)s of %(sites)s.",
        whole.free,
        free=number(whole.free),
        known=number(whole.free_in),
        sites=number(whole.sites),
    )


def _earlier(whole: Holding) -> str:
    """Where the newest counts are older; they are of many days, so they are not added up."""
    if not whole.families_earlier_in and not whole.free_earlier_in:
        return ""
    families, plots = whole.families_earlier_in, whole.free_earlier_in
    counted = [
        ngettext(
            "families of %(count)s more site", "families of %(count)s more sites", families, count=number(families)
        )
        if families
        else "",
        ngettext("plots of %(count)s more site", "plots of %(count)s more sites", plots, count=number(plots))
        if plots
        else "",
    ]
    return _(
        "Counted earlier: %(what)s. The table has them one by one; counts of different days are not added.",
        what=_(" and ").join(filter(None, counted)),
    )


def _unplaced(whole: Catchments) -> str:
    if not whole.unplaced:
        return ""
    return ngettext(
        "%(count)s of these sites has no known position: counted, but without an area.",
        "%(count)s of these sites have no known position: counted, but without an area.",
        len(whole.unplaced),
        count=number(len(whole.unplaced)),
    )


def weak_point(whole: Catchments, at: date, published: str) -> str:
    """What is not in the sums, how many sites have no area, how old the figures are. `published`: what others count."""
    return " ".join(filter(None, (_earlier(whole.holding), published, _unplaced(whole), _age(whole.sites, at))))


def _age(rows: Sequence[SiteWithArea], at: date) -> str:
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


def table(whole: Catchments, address_of: SiteAddress, at: date, csv_href: str = "") -> DataTable:
    """A row for each site; of sites that share an area, the area's size stands only at the first. Those without a known
    position come last. What is free stands beside the name, where a narrow screen shows it."""
    columns = [
        Column("catchment", _("No."), numeric=True),
        Column("site", _("Nearest site")),
        Column("free_places", _("Free places"), numeric=True),
        Column("free_as_of", _("plots counted"), dated=True),
        Column("families", _("Families"), numeric=True),
        Column("families_as_of", _("counted"), dated=True),
        Column("area_km2", _("Area, km²"), numeric=True),
    ]
    rows = [_cells(site, address_of, one) for one in whole.areas for site in one.sites]
    return DataTable(
        caption=_("Nearest-site areas on %(day)s", day=day(at)),
        columns=columns,
        rows=[*rows, *(_cells(site, address_of) for site in whole.unplaced)],
        totals=_totals(whole) if whole.sites else (),
        csv_href=csv_href,
        empty=_("No site of Ninewa with a known position was open on this day."),
        file_keys=("families_qualifier", "site_id"),
        file_values=[(site.families_qualifier, site.site_id) for site in whole.sites],
    )


def _totals(whole: Catchments) -> list[Cell]:
    held = whole.holding
    return [
        Cell("", None),
        Cell(_("all open sites of Ninewa"), None),
        _sum(held.free, None, held.free_in, held.sites),
        Cell("", None),
        _sum(held.families, held.families_qualifier, held.families_in, held.sites),
        Cell("", None),
        Cell(number(round(sum(one.first.km2 or 0.0 for one in whole.areas))), None),
    ]


def _cells(site: SiteWithArea, address_of: SiteAddress, one: Catchment | None = None) -> list[Cell]:
    """`one`: the area it lies in, None without a known position."""
    free_on = day(site.counted_as_of, site.counted_precision, short=True) if site.free is not None else ""
    return [
        Cell(number(one.number), one.number) if one else Cell("", None),
        Cell(site.shown_name, site.name, href=address_of(site.site_id), lang=site.shown_lang),
        withheld() if is_withheld(site, "free") else _figure(site.free),
        Cell(free_on, site.counted_as_of if site.free is not None else None, precision=site.counted_precision),
        withheld() if is_withheld(site, "families") else _figure(site.families, site.families_qualifier),
        Cell(
            day(site.families_as_of, site.families_precision, short=True),
            site.families_as_of,
            precision=site.families_precision,
        ),
        _area(site, one),
    ]


def _area(site: SiteWithArea, one: Catchment | None) -> Cell:
    if one is None:
        return Cell(_("without a known position"), None)
    if site is not one.first:
        return Cell(_("shared"), None)
    return Cell(number(round(site.km2 or 0.0, 1)), round(site.km2 or 0.0, 3))


def _figure(value: int | None, qualifier: str | None = None) -> Cell:
    return Cell(qualified(value, qualifier), value, unknown=value is None)


def _sum(value: int | None, qualifier: str | None, known: int, sites: int) -> Cell:
    note = _(
        "%(count)s of %(total)s, last %(days)s days",
        count=number(known), total=number(sites), days=number(OLD_AFTER.days),
    )  # fmt: skip
    return Cell(qualified(value, qualifier), value, note=note, unknown=value is None)


def geojson(whole: Catchments, at: date) -> dict[str, Any]:
    """A FeatureCollection of the areas in degrees; unknown is null. `totals` are those of all open sites of Ninewa:
    of the areas and of `without_position_holding` together, by the counts of the last 31 days."""
    return {
        "type": "FeatureCollection",
        "at": at.isoformat(),
        "outline": "Natural Earth 1:10m",
        "totals": _holding(whole.holding),
        "without_position": [row.site_id for row in whole.unplaced],
        "without_position_holding": _holding(whole.unplaced_holding),
        "features": [
            {
                "type": "Feature",
                "id": one.number,
                "geometry": json.loads(one.first.geojson) if one.first.geojson else None,
                "properties": {
                    "site_ids": [site.site_id for site in one.sites],
                    "names": [site.shown_name for site in one.sites],
                    "lon": round(one.at[0], 6),
                    "lat": round(one.at[1], 6),
                    "area_km2": round(one.first.km2 or 0.0, 3),
                    **_holding(one.holding),
                    **_withheld(one),
                },
            }
            for one in whole.areas
        ],
    }


def _withheld(one: Catchment) -> dict[str, list[str]]:
    """The sums that are unknown because a count of a site of the area is withheld."""
    sums = {"families": ("families", one.holding.families), "free": ("free_plots", one.holding.free)}
    held = [
        name
        for figure, (name, value) in sums.items()
        if value is None and any(is_withheld(site, figure) for site in one.sites)
    ]
    return {"withheld": held} if held else {}


def _holding(one: Holding) -> dict[str, int | str | None]:
    return {
        "sites": one.sites,
        "families": one.families,
        "families_qualifier": one.families_qualifier,
        "families_known_in": one.families_in,
        "families_earlier_in": one.families_earlier_in,
        "free_plots": one.free,
        "free_known_in": one.free_in,
        "free_earlier_in": one.free_earlier_in,
    }
