"""What an answer of allocation adds for programs that name limits: places by tier, whom to ask, what lies beyond."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from geodata.rules.tiers import TIERS, WITHOUT_PLACE
from webmap.planning.answers import Allocation
from webmap.planning.first_lines import sentence
from webmap.planning.limits import Limits
from webmap.planning.offers import Offer
from webmap.planning.rows import PublishedPlots
from webmap.planning.tier_words import known_how


def of_limits(found: Allocation, limits: Limits, at: date, published: Sequence[PublishedPlots]) -> dict[str, Any]:
    """Distances in km. Figures published without a place overlap; nobody adds them."""
    short = sentence(found, limits, at)
    without_place = {"tier": WITHOUT_PLACE, "means": known_how(WITHOUT_PLACE)}
    return {
        "max_km": limits.max_km,
        "same_governorate": limits.same_governorate,
        "tiers_used": sorted(limits.tiers),
        "tiers": [
            *(_tier(found, tier) for tier in TIERS[:-1]),
            {**without_place, "published": [_published(one) for one in published]},
        ],
        "ask_first": [_offer(offer) for offer in found.asked_first(limits.tiers)],
        "beyond": [_offer(offer) for offer in found.beyond],
        "answer": [short.placed, *short.rest],
    }


def _tier(found: Allocation, tier: int) -> dict[str, Any]:
    of_tier = [offer for offer in found.offers.values() if offer.tier == tier]
    within = [offer for offer in of_tier if offer.metres is not None and not offer.barred]
    return {
        "tier": tier,
        "means": known_how(tier),
        "sites": len(within),
        "places": sum(offer.places for offer in within),
        "placed": sum(p.families for p in found.plan.placements if found.offers[p.site_id].tier == tier),
        "beyond": sum(offer.places for offer in of_tier if offer.barred),
        "unlocated": sum(offer.places for offer in of_tier if offer.metres is None),
    }


def _offer(offer: Offer) -> dict[str, Any]:
    return {
        "site_id": offer.row.site_id,
        "name": offer.row.shown_name,
        "distance_km": None if offer.row.metres is None else round(offer.nearest / 1000, 3),
        "tier": offer.tier or None,
        "families": offer.places,
        "as_of": offer.as_of.isoformat() if offer.as_of else None,
        "as_of_precision": offer.precision if offer.as_of else None,
        "beyond": bool(offer.barred),
    }


def _published(figure: PublishedPlots) -> dict[str, Any]:
    return {
        "metric": figure.metric,
        "plots": float(figure.value),
        "qualifier": figure.qualifier,
        "as_of": figure.as_of.isoformat(),
        "as_of_precision": figure.as_of_precision,
        "provider": figure.provider,
    }
