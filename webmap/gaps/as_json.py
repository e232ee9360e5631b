"""The gaps for programs: unknown is null, days are ISO, distances are km."""

from typing import Any

from geodata.rules.gaps import Arriving, Gap, of_needed
from webmap.gaps.findings import Gaps
from webmap.gaps.in_all import HealthRow, Total
from webmap.standards import standard_words
from webmap.standards.assessed import Apart, Assessed


def gaps(found: Gaps) -> dict[str, Any]:
    """Totals, each site with each limit, and how far health services are."""
    arrivals = [_arrival(one) for one in found.question.arriving.values()]
    return {
        "at": found.at.isoformat(),
        "set": found.question.set,
        "family_size": float(found.question.family_size),
        "arriving": arrivals[0] if len(arrivals) == 1 else None,
        "arrivals": arrivals,
        "sites": len(found.sites),
        "people_estimated_in": found.estimated,
        "totals": [_total(total, len(found.sites), after=bool(arrivals)) for total in found.totals],
        "results": [_one(one) for one in found.assessed],
        "health": {
            "limit_km": float(found.health_limit.limit),
            "set": found.health_limit.set,
            "results": [_health(row) for row in found.health],
        },
    }


def _arrival(one: Arriving) -> dict[str, Any]:
    return {
        "site_id": one.site_id,
        "families": one.families,
        "family_size": float(one.family_size),
        "people": one.people,
    }


def _total(total: Total, sites: int, *, after: bool) -> dict[str, Any]:
    known = total.computed > 0
    return {
        "indicator": total.standard.indicator,
        "limit": float(total.standard.limit),
        "direction": total.standard.direction,
        "sites_computed": total.computed,
        "sites_to_count_again": total.again,
        "sites_not_known": sites - total.computed - total.again - total.withheld,
        **({"sites_withheld": total.withheld} if total.withheld else {}),
        "missing": total.missing if known else None,
        "missing_qualifier": total.qualifier("now"),
        "missing_after": total.missing_after if known and after else None,
        "missing_after_qualifier": total.qualifier("after") if after else None,
        "reached": total.levels["reached"],
        "near": total.levels["near"],
        "below": total.levels["below"],
    }


def _one(one: Assessed) -> dict[str, Any]:
    site, there, people = one.site, one.there, one.people
    return {
        "site_id": site.site_id,
        "name": site.shown_name,
        "indicator": one.standard.indicator,
        "people": people.value,
        **({"withheld": one.withheld} if one.withheld else {}),
        "people_as_of": people.as_of and people.as_of.isoformat(),
        "people_as_of_precision": people.precision if people.as_of else None,
        "people_qualifier": people.qualifier,
        "people_basis": people.basis,
        "families": people.families and people.families.value,
        "people_counted": people.counted and people.counted.value,
        "people_counted_as_of": people.counted and people.counted.as_of and people.counted.as_of.isoformat(),
        "there": None if one.amount is None else standard_words.units(one.amount),
        "there_as_of": there.as_of.isoformat() if there else None,
        "there_as_of_precision": there.precision if there else None,
        "basis": there.basis if there else None,
        "units_for_one_person": round(float(there.value), 6) if there and there.is_rate else None,
        "count_again": one.again,
        "apart": _apart(one.apart) if one.apart else None,
        **_gap(one.now),
        "needed_qualifier": of_needed(people.qualifier) if one.now else None,
        "missing_qualifier": one.missing_qualifier if one.now and one.now.missing else None,
        "after": {"people": one.people_after, **_gap(one.after)} if one.people_after is not None else None,
    }


def _apart(found: Apart) -> dict[str, Any]:
    """`times`: how many times as many the newest people are as those counted about the day of what is there."""
    then = found.then
    return {
        "days": found.days,
        "people_then": then and then.people,
        "people_then_as_of": then and then.as_of.isoformat(),
        "times": None if found.times is None else round(float(found.times), 2),
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
        "families_as_of_precision": row.site.families_precision if row.site.families_as_of else None,
        "families_after": row.families_after,
        "farther": row.far,
        "distance_km": round(row.nearest.metres / 1000, 3) if row.nearest else None,
        "service": row.nearest.shown_name if row.nearest else None,
        "beside": [
            {
                "service": one.shown_name,
                "kind": one.kind,
                "distance_km": round(one.metres / 1000, 3),
                "stated_on": one.known_on and one.known_on.isoformat(),
            }
            for one in row.beside
        ],
    }
