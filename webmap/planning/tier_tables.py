"""Places by how they are known, whom to ask first, and what lies beyond the limits: as tables."""

from collections.abc import Callable, Sequence

from geodata.rules.tiers import CHANGED, TIERS, WITHOUT_PLACE
from webmap.answers.data_table import Cell, Column, DataTable
from webmap.layers.sites.changed import since_then
from webmap.planning.answers import Allocation
from webmap.planning.limits import Limits
from webmap.planning.offers import OF_THE_SCENARIO, Offer
from webmap.planning.rows import AroundSite, PublishedPlots
from webmap.planning.tables import counted_cell, km_cell, site_cell, why_free
from webmap.planning.tier_words import known_how, published
from webmap.words import terms
from webmap.words.i18n import day, number, qualified
from webmap.words.i18n import gettext as _

Supposed = Callable[[Offer], str]  # the address of the plan with these places supposed


def by_tier(found: Allocation, limits: Limits, plots: Sequence[PublishedPlots]) -> DataTable:
    """A row for each tier, and for each figure published without a place, which are never added."""
    placed: dict[int, int] = {}
    for p in found.plan.placements:
        tier = found.offers[p.site_id].tier
        placed[tier] = placed.get(tier, 0) + p.families
    is_supposed = any(offer.tier == OF_THE_SCENARIO for offer in found.offers.values())
    listed = [*((OF_THE_SCENARIO,) if is_supposed else ()), *TIERS[:-1]]
    rows = [_tier_cells(found, limits, tier, placed.get(tier, 0)) for tier in listed]
    empty = Cell("", None)
    rows += [
        [
            Cell(known_how(WITHOUT_PLACE), WITHOUT_PLACE, note=published(one)),
            Cell(qualified(one.value, one.qualifier), one.value),
            *[empty] * 4,
        ]
        for one in plots
    ]
    return DataTable(
        caption=_("Places by how they are known"),
        columns=[
            Column("tier", _("How it is known")),
            Column("places", _("Places within reach"), numeric=True),
            Column("sites", _("Sites"), numeric=True),
            Column("placed", _("Placed"), numeric=True),
            Column("beyond", _("Places beyond"), numeric=True),
            Column("unlocated", _("Position unknown"), numeric=True),
        ],
        rows=rows,
    )


def _tier_cells(found: Allocation, limits: Limits, tier: int, placed: int) -> list[Cell]:
    of_tier = [offer for offer in found.offers.values() if offer.tier == tier]
    within = [offer for offer in of_tier if offer.metres is not None and not offer.barred]
    is_used = tier == OF_THE_SCENARIO or tier in limits.tiers
    note = "" if is_used else _("ask first; nobody is placed on it")
    return [
        Cell(known_how(tier), tier, note=note),
        _count(sum(offer.places for offer in within)),
        _count(len(within)),
        _count(placed),
        _count(sum(offer.places for offer in of_tier if offer.barred)),
        _count(sum(offer.places for offer in of_tier if offer.metres is None)),
    ]


def _count(value: int) -> Cell:
    return Cell(number(value), value)


def ask_first(found: Allocation, limits: Limits, csv_href: str = "", supposed: Supposed | None = None) -> DataTable:
    """What one answer would open: counts that changed, sites said to be ready, free places nobody knows where."""
    asked = found.asked_first(limits.tiers)
    unplaced_rows = found.room_somewhere
    return DataTable(
        caption=_("Ask first"),
        columns=[
            Column("name", _("Site")),
            Column("distance_km", _("Distance, km"), numeric=True),
            Column("families", _("Families, if so"), numeric=True),
            Column("value", _("Counted or said")),
            Column("as_of", _("On"), dated=True),
            Column("question", _("One answer could change the result")),
            Column("plots", _("What if")),
        ],
        rows=[_ask_cells(offer, found, supposed) for offer in [*unplaced_rows, *asked]],
        csv_href=csv_href,
        empty=_("Nothing was said of any site that could be asked about."),
        file_keys=("site_id", "tier"),
        file_values=[(offer.row.site_id, offer.tier) for offer in [*unplaced_rows, *asked]],
    )


def _ask_cells(offer: Offer, found: Allocation, supposed: Supposed | None) -> list[Cell]:
    row = offer.row
    far = km_cell(min(row.metres) if row.metres else None)
    return [
        site_cell(row),
        far._replace(note=_("beyond the limit")) if offer.barred else far,
        Cell(number(offer.places), offer.places),
        _basis(offer, found),
        Cell(day(offer.as_of, offer.precision, short=True), offer.as_of, precision=offer.precision),
        Cell(_to_ask(offer), known_how(offer.tier)),
        _suppose(offer, supposed),
    ]


def _basis(offer: Offer, found: Allocation) -> Cell:
    if offer.said is not None:
        stated = qualified(offer.said.value, offer.said.qualifier)
        said = float(offer.said.value)
        whole = int(said) if said.is_integer() else said
        return Cell(stated, whole, note=terms.site_metric(offer.said.metric))
    if offer.tier == CHANGED:
        later = since_then(found.later.get(offer.row.site_id, ()))
        return Cell(why_free(offer.row), offer.places, note=_("since then: %(later)s", later=later))
    return Cell(number(offer.places), offer.places, note=_("places free, by count"))


def _suppose(offer: Offer, supposed: Supposed | None) -> Cell:
    """The way to the plan with these places; none where nobody could be sent there."""
    if supposed is None or offer.row.metres is None:
        return Cell("", None)
    return Cell(_("suppose it"), f"{offer.row.site_id}:{offer.places}", href=supposed(offer))


def _to_ask(offer: Offer) -> str:
    row: AroundSite = offer.row
    if offer.said is None:
        return _("How many plots are free now?") if offer.tier == CHANGED else _("Where is it?")
    if row.metres is None:
        return _("How many plots are ready, and where is it?")
    if not row.receives:
        return _("How many plots are ready, and can it open tonight?")
    return _("How many plots are ready and free?")


def beyond(found: Allocation) -> DataTable:
    """Sites with places of the tiers that are used, out of reach by the limits; nearest first."""
    return DataTable(
        caption=_("Beyond the limits"),
        columns=[
            Column("name", _("Site")),
            Column("distance_km", _("Distance, km"), numeric=True),
            Column("places", _("Places"), numeric=True),
            Column("counted_on", _("Counted"), dated=True),
        ],
        rows=[
            [site_cell(offer.row), km_cell(offer.nearest), _count(offer.places), counted_cell(offer.row)]
            for offer in found.beyond
        ],
    )
