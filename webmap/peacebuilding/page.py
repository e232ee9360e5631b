"""The ranked list with its formula and terms, what is near each community, and its activities."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from webmap.address import address
from webmap.data_table import Cell, Column, DataTable
from webmap.i18n import day, isolated, km, ngettext, number, qualified
from webmap.i18n import gettext as _
from webmap.layers import movements
from webmap.layers.periods import period
from webmap.layers.sources import source_cell
from webmap.peacebuilding.queries import Found
from webmap.peacebuilding.ranking import Pressure, Term, place, ranked


def pressures(found: Found) -> list[Pressure]:
    return ranked(found.communities, found.sites, found.corridors, found.movements)


def answer(listed: Sequence[Pressure], within_km: int, days: int) -> str:
    """Where the next activity would meet the most newly displaced people."""
    best = listed[0] if listed else None
    if best is None or not best.newly:
        return _(
            "No arrival with a number is reported within %(km)s km of any community in the last %(days)s days",
            km=number(within_km),
            days=number(days),
        )
    equal = [one for one in listed if one.newly == best.newly]
    if len(equal) > 1:
        return _(
            "Near each of %(communities)s the next activity would meet as many newly displaced people: %(people)s; they"
            " are nearest to %(community)s",
            communities=joined([isolated(one.community.shown_name) for one in equal]),
            people=newly(best).text,
            community=isolated(best.community.shown_name),
        )
    return _(
        "Near %(community)s the next activity would meet the most newly displaced people: %(people)s",
        community=isolated(best.community.shown_name),
        people=newly(best).text,
    )


def joined(names: Sequence[str]) -> str:
    """`A, B and C`"""
    if len(names) == 1:
        return names[0]
    return _("%(first)s and %(last)s", first=_(", ").join(names[:-1]), last=names[-1])


def formula(within_km: int, days: int) -> str:
    return _(
        "Newly arrived = the sum, over each place within %(km)s km, of the arrivals, transfers, displacements and"
        " secondary movements to it that ended in the last %(days)s days. Rows that could count the same people are not"
        " added: the largest of them stands for all, marked as at least. Families count × 6 and are an estimate."
        " Passages, returns and departures do not count. One place may be near several communities, so the numbers are"
        " not to be added. Equal ones share a rank; the one to which the people are nearest comes first.",
        km=number(within_km),
        days=number(days),
    )


def newly(pressure: Pressure) -> Cell:
    if pressure.newly is None:
        if pressure.terms:
            return Cell(_("number unknown"), None, unknown=True)
        return Cell(_("none reported"), None)
    qualifier = "at_least" if pressure.at_least else ("approx" if pressure.estimated else None)
    note = _("estimated: families × 6") if pressure.estimated else ""
    return Cell(qualified(pressure.newly, qualifier), pressure.newly, note=note)


def term_in_words(term: Term) -> str:
    """`Nargizlia 2, 21.3 km: 826 families × 6 = 4,956 (24 – 30 March 2017)`"""
    values = {"place": isolated(term.destination), "distance": km(term.distance_m), "period": _periods(term)}
    if term.people is None:
        return _("%(place)s, %(distance)s: number unknown (%(period)s)", **values)
    if term.families is not None:
        values |= {"families": number(term.families), "people": number(term.people)}
        return _("%(place)s, %(distance)s: %(families)s families × 6 = %(people)s (%(period)s)", **values)
    values["people"] = qualified(term.people, "at_least" if term.at_least else None)
    return _("%(place)s, %(distance)s: %(people)s people (%(period)s)", **values)


def _periods(term: Term) -> str:
    first = min(row.period_start for row in term.rows)
    last = max(row.period_end for row in term.rows)
    return period(first, last)


def sum_in_words(pressure: Pressure) -> str:
    """`4,956 + 500 = 5,456`; empty where one term is the whole sum."""
    known = [term.people for term in pressure.terms if term.people is not None]
    if len(known) < 2:
        return ""
    return f"\u2066{' + '.join(number(value) for value in known)} = {number(pressure.newly)}\u2069"


def families(pressure: Pressure) -> Cell:
    """The last counts together, with how many sites have one and of which days they are."""
    without = len(pressure.sites) - len(pressure.counted)
    note = ngettext(
        "%(counted)s of %(all)s site has a figure", "%(counted)s of %(all)s sites have a figure", len(pressure.sites),
        counted=number(len(pressure.counted)), all=number(len(pressure.sites)),
    )  # fmt: skip
    if not pressure.sites:
        return Cell(_("no site within the distance"), None)
    if pressure.families is None:
        return Cell(_("unknown"), None, note=note, unknown=True)
    oldest = min(pressure.counted, key=lambda site: site.families_as_of)
    note += _(", the oldest of %(day)s", day=day(oldest.families_as_of, oldest.families_precision, short=True))
    return Cell(qualified(pressure.families, "at_least" if without else None), pressure.families, note=note)


def ranked_table(listed: Sequence[Pressure], csv_href: str = "") -> DataTable:
    columns = [
        Column("rank", _("Rank"), numeric=True),
        Column("name", _("Community")),
        Column("newly_arrived_people", _("Newly arrived, people"), numeric=True),
        Column("families_in_sites", _("Families in sites near"), numeric=True),
        Column("corridors", _("Corridors near"), numeric=True),
        Column("movements", _("Recent movements near"), numeric=True),
    ]
    rows = [
        [
            Cell(number(place(listed, pressure)), place(listed, pressure)),
            _name(pressure),
            newly(pressure),
            families(pressure),
            Cell(number(len(pressure.corridors)), len(pressure.corridors)),
            Cell(number(len(pressure.movements)), len(pressure.movements)),
        ]
        for pressure in listed
    ]
    return DataTable(_("Communities by people newly arrived near them"), columns, rows, csv_href=csv_href)


def _name(pressure: Pressure) -> Cell:
    row = pressure.community
    href = address("communities.show", community_id=row.community_id)
    return Cell(row.shown_name, row.community_id, href=href, lang=row.shown_lang)


def file_table(listed: Sequence[Pressure], within_km: int, days: int) -> DataTable:
    """The ranked list with its terms, a row each."""
    table = ranked_table(listed)
    extra = ("at_least", "estimated", "sites_near", "sites_without_figure", "terms", "within_km", "days")
    rows = []
    for row, pressure in zip(table.rows, listed, strict=True):
        terms = "; ".join(term_in_words(term) for term in pressure.terms)
        without = len(pressure.sites) - len(pressure.counted)
        values = (pressure.at_least, pressure.estimated, len(pressure.sites), without, terms or None, within_km, days)
        rows.append([*row, *[Cell("", value) for value in values]])
    return DataTable("", [*table.columns, *[Column(key, key) for key in extra]], rows)


def sites_table(pressure: Pressure) -> DataTable:
    columns = [
        Column("site", _("Site")),
        Column("distance_km", _("Distance, km"), numeric=True),
        Column("families", _("Families"), numeric=True),
    ]
    rows = [
        [
            Cell(site.shown_name, site.site_id, address("sites.show", site_id=site.site_id), lang=site.shown_lang),
            Cell(km(site.distance_m), round(site.distance_m / 1000, 3)),
            _families(site),
        ]
        for site in pressure.sites
    ]
    caption = _("Sites near %(community)s", community=isolated(pressure.community.shown_name))
    return DataTable(caption, columns, rows, empty=_("No site known by this day lies within the distance."))


def _families(site: Any) -> Cell:
    if site.families is None:
        return Cell(_("unknown"), None, unknown=True)
    when = day(site.families_as_of, site.families_precision, short=True)
    return Cell(qualified(site.families, site.families_qualifier), site.families, note=when)


def movement_sentences(pressure: Pressure) -> list[tuple[str, Cell]]:
    return [(movements.sentence(row), source_cell(row)) for row in pressure.movements]


def as_json(listed: Sequence[Pressure], activities: Sequence[Any], choices: tuple[date, int, int]) -> dict[str, Any]:
    """`choices`: the day, the distance in km and the days looked back on."""
    at, within_km, days = choices
    return {
        "at": at.isoformat(),
        "within_km": within_km,
        "days": days,
        "formula": formula(within_km, days),
        "communities": [_community_json(place(listed, pressure), pressure) for pressure in listed],
        "activities": [
            {
                "record": row.record,
                "kind": row.kind,
                "community_id": row.community_id,
                "expected": row.expected,
                "participants": row.participants,
                "reached": row.reached,
            }
            for row in activities
        ],
    }


def _community_json(rank: int, pressure: Pressure) -> dict[str, Any]:
    return {
        "rank": rank,
        "community_id": pressure.community.community_id,
        "name": pressure.community.shown_name,
        "newly_arrived_people": pressure.newly,
        "estimated": pressure.estimated,
        "at_least": pressure.at_least,
        "terms": [
            {
                "place": term.destination,
                "distance_km": round(term.distance_m / 1000, 3),
                "people": term.people,
                "families": term.families,
                "estimated": term.estimated,
                "at_least": term.at_least,
                "rows": [row.flow_id for row in term.rows],
            }
            for term in pressure.terms
        ],
        "families_in_sites": pressure.families,
        "sites_with_figure": len(pressure.counted),
        "sites": [
            {
                "site_id": site.site_id,
                "distance_km": round(site.distance_m / 1000, 3),
                "families": site.families,
                "as_of": site.families_as_of.isoformat() if site.families is not None else None,
            }
            for site in pressure.sites
        ],
        "corridors": [
            {"corridor_id": row.corridor_id, "distance_km": round(row.distance_m / 1000, 3), "ended": row.ended}
            for row in pressure.corridors
        ],
        "movements": [row.flow_id for row in pressure.movements],
    }
