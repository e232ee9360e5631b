"""Everything known on one day, gathered once for the map's data, its tables and its panel."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from webmap.answers.data_table import DataTable
from webmap.asked.address import address, addresses
from webmap.layers import communities, corridors, movements, services, sites
from webmap.map_page import queries
from webmap.words import terms
from webmap.words.i18n import gettext as _
from webmap.words.i18n import isolated, ngettext, number

LARGEST_TABLE = 200


@dataclass(frozen=True)
class Day:
    """The rows of every layer on a day, with the sentences of the edge pointers."""

    at: date
    sites: list[Any]
    movements: movements.Movements
    corridors: list[Any]
    communities: list[Any]
    services: list[Any]


def read_day(connection: Connection, at: date, lang: str) -> Day:
    return Day(
        at=at,
        sites=queries.sites_on(connection, at, lang),
        movements=movements.sorted_out(queries.movements(connection, at, lang)),
        corridors=queries.corridors(connection, at, lang),
        communities=queries.communities(connection, at, lang),
        services=queries.services(connection, at, lang),
    )


def map_data(found: Day, lang: str) -> dict[str, Any]:
    """What the browser draws: texts in the reader's language, positions in degrees; no HTML."""
    placed = [row for row in found.sites if row.lon is not None]
    to = _links()
    return {
        "at": found.at.isoformat(),
        "lang": lang,
        "sites": [{**sites.feature(row, found.at, to.site), "area": row.governorate_stated} for row in placed],
        "corridors": corridors.features(found.corridors, to.corridor),
        "movements": movements.features(found.movements.recent),
        "communities": _with_pointers(communities.features(found.communities, to.community), found.communities),
        "services": services.features(found.services),
        "trays": trays(),
        "outside": _pointers(placed),
        "counts": {"movements_drawn": len(found.movements.drawn), "movements_total": len(found.movements.recent)},
        "legend": {"movements": movements.counts_sentence(found.movements)},
    }


def tables(found: Day) -> list[DataTable]:
    """The same data under the map, each with its CSV file."""
    files = {
        name: address(f"{name}.index_csv", bbox=None, layers=None) for name in ("sites", "corridors", "communities")
    }
    to = _links()
    every = [
        sites.table(found.sites, found.at, to.site, files["sites"]),
        movements.table(found.movements, found.at, address("map_page.movements_csv", bbox=None, layers=None)),
        movements.running_totals_table(found.movements.running_totals, found.at),
        corridors.table(found.corridors, found.at, to.corridor, files["corridors"]),
        communities.table(found.communities, found.at, to.community, files["communities"]),
        services.table(found.services, found.at, address("map_page.services_csv", bbox=None, layers=None)),
    ]
    return [_shortened(table) for table in every]


def _shortened(table: DataTable) -> DataTable:
    """As much of it as a page can hold, so that the page costs the same however much is known."""
    if len(table.rows) <= LARGEST_TABLE or not table.csv_href:
        return table
    said = {"shown": number(LARGEST_TABLE), "all": number(len(table.rows))}
    return replace(table, rows=table.rows[:LARGEST_TABLE], remark=_("%(shown)s of %(all)s; all in the file", **said))


@dataclass(frozen=True)
class _Links:
    site: Callable[[str], str]
    corridor: Callable[[str], str]
    community: Callable[[str], str]


def _links() -> _Links:
    """Where the things of this day are told in full."""
    return _Links(
        addresses("sites.show", "site_id", bbox=None, layers=None),
        addresses("corridors.show", "corridor_id", bbox=None, layers=None),
        addresses("communities.show", "community_id", bbox=None, layers=None),
    )


def _with_pointers(features: list[dict[str, Any]], rows: list[Any]) -> list[dict[str, Any]]:
    """With the sentence that the edge of the map says of a community outside the view."""
    kilometres = {row.community_id: round(row.from_mosul_m / 1000) for row in rows if row.from_mosul_m is not None}
    return [
        {**one, "outside": _outside(one["name"], kilometres[one["id"]])} if one["id"] in kilometres else one
        for one in features
    ]


def _outside(name: str, kilometres: int) -> str:
    return _("%(name)s, %(distance)s km from Mosul", name=isolated(name), distance=number(kilometres))


def _pointers(placed: list[Any]) -> dict[str, list[str]]:
    """For each governorate the sentence for 1, 2, … sites of it outside the view."""
    said: dict[str, list[str]] = {}
    for row in placed:
        area = row.governorate_stated
        if area:
            count = len(said.setdefault(area, [])) + 1
            named = {"count": number(count), "area": terms.governorate(area)}
            said[area].append(
                ngettext("%(count)s more site in %(area)s", "%(count)s more sites in %(area)s", count, **named)
            )
    return said


def trays() -> dict[str, list[str]]:
    """Names of groups of sites that lie so close together that the map lists them in one tray."""
    return {
        _("Hammam al-Alil"): ["hammam-al-alil-1", "hammam-al-alil-2", "hammam-al-alil-screening"],
        _("Qayyarah"): ["qayyarah-airstrip", "haj-ali", *(f"jadah-{n}" for n in range(1, 7))],
        _("Qayyarah Jad'ah"): [f"jadah-{n}" for n in range(1, 7)],
        _("Hasansham and Khazer"): ["hasansham-u2", "hasansham-u3", "hasansham-m1", "hasansham-m2", "khazer-m1"],
        _("Nargizlia"): ["nargizlia-1", "nargizlia-2", "nargizlia-screening"],
        _("As Salamiyah"): ["salamiyah-1", "salamiyah-2", "salamiyah-nimrud"],
        _("Hammam al-Alil and As Salamiyah"): [
            "hammam-al-alil-1",
            "hammam-al-alil-2",
            "hammam-al-alil-screening",
            "salamiyah-1",
            "salamiyah-2",
            "salamiyah-nimrud",
        ],
        _("Bardarash and Qaymawa"): ["bardarash", "qaymawa"],
        _("Bersive"): ["bersive-1", "bersive-2"],
        _("Kabarto"): ["kabarto-1", "kabarto-2"],
        _("Debaga"): ["debaga-1", "debaga-2", "debaga-stadium"],
    }
