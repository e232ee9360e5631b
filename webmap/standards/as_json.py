"""The gaps for programs: unknown is null, days are ISO, distances are km."""

from typing import Any

from webmap.standards import standard_words
from webmap.standards.assessed import Assessed, HealthRow, Total
from webmap.standards.gaps import Gap
from webmap.standards.page import Gaps


def gaps(found: Gaps, set_name: str) -> dict[str, Any]:
    """Totals, each site with each limit, and how far health services are."""
    arriving = found.arriving
    return {
        "at": found.at.isoformat(),
        "set": set_name,
        "arriving": arriving
        and {
            "site_id": arriving.site_id,
            "families": arriving.families,
            "family_size": float(arriving.family_size),
            "people": arriving.people,
        },
        "sites": len(found.sites),
        "people_known": found.people,
        "totals": [_total(total, len(found.sites), after=arriving is not None) for total in found.totals],
        "results": [_one(one) for one in found.assessed],
        "health": {
            "limit_km": float(found.health_limit.limit),
            "set": found.health_limit.set,
            "results": [_health(row) for row in found.health],
        },
    }


def _total(total: Total, sites: int, *, after: bool) -> dict[str, Any]:
    known = total.computed > 0
    return {
        "indicator": total.standard.indicator,
        "limit": float(total.standard.limit),
        "direction": total.standard.direction,
        "sites_computed": total.computed,
        "sites_not_known": sites - total.computed,
        "people_computed": total.people,
        "missing": total.missing if known else None,
        "missing_after": total.missing_after if known and after else None,
        "reached": total.levels["reached"],
        "near": total.levels["near"],
        "below": total.levels["below"],
    }


def _one(one: Assessed) -> dict[str, Any]:
    site, there = one.site, one.there
    return {
        "site_id": site.site_id,
        "name": site.shown_name,
        "indicator": one.standard.indicator,
        "people": site.individuals,
        "people_as_of": site.individuals_as_of and site.individuals_as_of.isoformat(),
        "there": standard_words.units(there.value) if there else None,
        "there_as_of": there.as_of.isoformat() if there else None,
        "basis": there.basis if there else None,
        **_gap(one.now),
        "after": {"people": one.people_after, **_gap(one.after)} if one.people_after is not None else None,
    }


def _gap(found: Gap | None) -> dict[str, Any]:
    if found is None:
        return {"needed": None, "missing": None, "percent": None, "level": None}
    return {"needed": found.needed, "missing": found.missing, "percent": found.percent, "level": found.level}


def _health(row: HealthRow) -> dict[str, Any]:
    return {
        "site_id": row.site.site_id,
        "families": row.site.families,
        "families_as_of": row.site.families_as_of and row.site.families_as_of.isoformat(),
        "families_after": row.families_after,
        "farther": row.far,
        "distance_km": round(row.nearest.metres / 1000, 3) if row.nearest else None,
        "service": row.nearest.shown_name if row.nearest else None,
    }
