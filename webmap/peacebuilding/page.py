"""The answer with its rule, the ranked list, and what else is near each community."""

from collections.abc import Sequence
from datetime import date

from geodata.rules.figures import of_sum
from geodata.rules.freshness import OLD_AFTER
from geodata.rules.lower_bound import ARRIVING
from geodata.statements.site_state import is_withheld
from webmap.answers.data_table import Cell, Column, DataTable, withheld
from webmap.answers.sources import source_cell
from webmap.asked.address import address
from webmap.layers.movements.moved import sentence
from webmap.peacebuilding.arrivals import newly
from webmap.peacebuilding.queries import Surroundings
from webmap.peacebuilding.ranking import Pressure, foremost, place, ranked
from webmap.peacebuilding.rows import SiteNear
from webmap.words.i18n import day, isolated, joined, km, ngettext, number, qualified
from webmap.words.i18n import gettext as _


def pressures(found: Surroundings, at: date) -> list[Pressure]:
    return ranked(found.communities, found.sites, found.corridors, found.movements, found.touching, at)


def answer(listed: Sequence[Pressure], within_km: int, days: int) -> str:
    """Where the next activity would meet the most newly displaced people."""
    best = listed[0] if listed else None
    if best is None or not best.newly:
        return ngettext(
            "No arrival with a number is reported within %(km)s km of any community in the last %(days)s day",
            "No arrival with a number is reported within %(km)s km of any community in the last %(days)s days",
            days,
            km=number(within_km),
            days=number(days),
        )
    equal = foremost(listed)
    if len(equal) > 1:
        return _(
            "The first %(count)s of %(all)s communities cannot be ranked: near each of %(communities)s the next"
            " activity would meet as many newly displaced people: %(people)s; they are nearest to %(community)s",
            count=number(len(equal)),
            all=number(len(listed)),
            communities=joined([isolated(one.community.shown_name) for one in equal]),
            people=newly(best).text,
            community=isolated(best.community.shown_name),
        )
    return _(
        "Near %(community)s the next activity would meet the most newly displaced people: %(people)s",
        community=isolated(best.community.shown_name),
        people=newly(best).text,
    )


def formula(within_km: int, days: int) -> str:
    """What is added, what is not, and why the sum is a lower bound: the rule of lower_bound.py in words."""
    counts = ngettext(
        "Newly arrived = the sum of the arrivals, displacements, transfers, secondary movements and movements across"
        " the border that ended at one place within %(km)s km in the last %(days)s day and lasted at most 14 days.",
        "Newly arrived = the sum of the arrivals, displacements, transfers, secondary movements and movements across"
        " the border that ended at one place within %(km)s km in the last %(days)s days and lasted at most 14 days.",
        days,
        km=number(within_km),
        days=number(days),
    )
    rules = (
        _(
            "It is a lower bound: from the largest down, a row counts only if it cannot hold the same people as one"
            " that counts already, because their periods share no day or their places cannot contain one another (a"
            " town, or a camp without its number, may contain whatever lies within 10 km of its point)."
        ),
        _(
            "Beside a row that ends at a screening or reception site counts only what ended before it began. A transfer"
            " or secondary movement from a place within the distance brings nobody new."
        ),
        _("Families count × 6 and are an estimate. Passages, returns and departures do not count."),
        _(
            "One place may be near several communities, so the numbers are not to be added. Equal ones cannot be"
            " ranked; the one to which the people are nearest comes first."
        ),
    )
    return " ".join([counts, *rules])


def families(pressure: Pressure) -> Cell:
    """Those counted in the last 31 days together, in how many of the sites that is, and in how many more before."""
    if not pressure.sites:
        return Cell(_("no site within the distance"), None)
    recent = pressure.counted_sites
    note = ngettext(
        "%(counted)s of %(all)s site counted in the last %(days)s days",
        "%(counted)s of %(all)s sites counted in the last %(days)s days", len(pressure.sites),
        counted=number(len(recent)), all=number(len(pressure.sites)), days=number(OLD_AFTER.days),
    )  # fmt: skip
    if pressure.counted_earlier:
        note += _(", %(count)s counted earlier", count=number(pressure.counted_earlier))
    if pressure.families is None:
        return Cell(_("unknown"), None, note=note, unknown=True)
    less = len(recent) < len(pressure.sites)
    qualifier = "at_least" if less else of_sum(site.families_qualifier for site in recent)
    return Cell(qualified(pressure.families, qualifier), pressure.families, note=note)


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
            _rank(place(listed, pressure)),
            _name(pressure),
            newly(pressure),
            families(pressure),
            Cell(number(len(pressure.corridors)), len(pressure.corridors)),
            Cell(number(len(pressure.movements)), len(pressure.movements)),
        ]
        for pressure in listed
    ]
    return DataTable(_("Communities by people newly arrived near them"), columns, rows, csv_href=csv_href)


def _rank(rank: int | None) -> Cell:
    return Cell(_("cannot be ranked"), None, unknown=True) if rank is None else Cell(number(rank), rank)


def _name(pressure: Pressure) -> Cell:
    row = pressure.community
    href = address("communities.show", community_id=row.community_id)
    return Cell(row.shown_name, row.shown_name, href=href, lang=row.shown_lang)


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


def _families(site: SiteNear) -> Cell:
    when = day(site.families_as_of, site.families_precision, short=True)
    if is_withheld(site, "families"):
        return withheld(when)
    if site.families is None:
        return Cell(_("unknown"), None, unknown=True)
    return Cell(qualified(site.families, site.families_qualifier), site.families, note=when)


def leaving_sentences(pressure: Pressure) -> list[tuple[str, Cell]]:
    """Movements near that bring nobody to stay: departures, returns, passages, and what arrives farther away."""
    others = [row for row in pressure.movements if not (row.arrives and row.kind in ARRIVING)]
    return [(sentence(row), source_cell(row)) for row in others]
