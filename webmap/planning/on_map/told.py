"""The answer to arrivals on the map: the same question, rule and sentences as those of /plan."""

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from webmap.asked import known_since
from webmap.asked.address import address
from webmap.asked.arriving import Arrival
from webmap.map_of_day.arriving import Told
from webmap.planning import answers, limits
from webmap.planning.answers import Allocation
from webmap.planning.arrivals import STRATEGIES, Arrivals, Origin
from webmap.planning.first_lines import sentence
from webmap.planning.offers import Offer
from webmap.planning.question import written
from webmap.planning.scenario import Scenario
from webmap.words.i18n import gettext as _
from webmap.words.i18n import ngettext, number


def told(
    connection: Connection, arrivals: Sequence[Arrival], max_km: str | None, at: date, known: datetime, lang: str
) -> Told:
    """Who goes where on a day, with all that is needed to say it of other numbers of families at the same places."""
    known_since.check_sites(connection, at, known)
    within = limits.of_address(max_km, None, None)
    origins = tuple(Origin(one.lon, one.lat, one.families) for one in arrivals)
    question = Arrivals(origins, STRATEGIES[0], at, frozenset(), limits=within)
    found = answers.allocation(connection, question, Scenario(), at, known, lang)
    said = sentence(found, within, at)
    first = f"{_(', ').join((said.placed, said.unplaced))}."
    return Told(
        [first, *said.rest],
        _plan(arrivals, within.max_km if max_km else None, at),
        _drawn(arrivals, found, within),
    )


def _plan(arrivals: Sequence[Arrival], max_km: float | None, at: date) -> str:
    """The same question on /plan."""
    first, *further = arrivals
    return address(
        "planning.index",
        at=at.isoformat(),
        layers=None,
        bbox=None,
        q=written(first.lon, first.lat),
        families=first.families,
        origin=[f"{one.lon:g},{one.lat:g},{one.families}" for one in further] or None,
        max_km=None if max_km is None else f"{max_km:g}",
    )


def _drawn(arrivals: Sequence[Arrival], found: Allocation, within: limits.Limits) -> dict[str, Any]:
    used = [offer for offer in found.offers.values() if offer.tier in within.tiers and _is_reached(offer)]
    asked = [offer for offer in found.asked_first(within.tiers) if _is_reached(offer)]
    return {
        "origins": [{"lat": one.lat, "lon": one.lon, "families": one.families} for one in arrivals],
        "within_km": within.max_km,
        "rooms": [_room(offer) for offer in used],
        "ask": [_site(offer) | {"words": _ask_about(offer.places)} for offer in asked],
        "placements": [{"origin": p.origin, "id": p.site_id, "families": p.families} for p in found.plan.placements],
        "unplaced": found.plan.unplaced,
        "said": {
            "unplaced": _("%(count)s unplaced", count="{n}"),
            "km": _("%(distance)s km", distance="{n}"),
            # A square stands for a hundred, or for so many hundreds, which are worded alike.
            "square": ngettext("a square: %(count)s family", "a square: %(count)s families", 100, count="{n}"),
        },
    }


def _is_reached(offer: Offer) -> bool:
    return offer.metres is not None and not offer.barred


def _site(offer: Offer) -> dict[str, Any]:
    row = offer.row
    return {"id": row.site_id, "name": row.shown_name, "lon": row.lon, "lat": row.lat, "type": row.type}


def _room(offer: Offer) -> dict[str, Any]:
    """`metres` from each arrival, null where nobody is sent from there; `full`: the part of the plots that is taken."""
    row = offer.row
    full = row.occupied / row.ready if row.ready and row.occupied is not None else None
    return _site(offer) | {
        "free": offer.places,
        "ready": row.ready,
        "full": None if full is None else round(full, 4),
        "metres": [round(far, 3) if math.isfinite(far) else None for far in offer.metres or ()],
        "words": ngettext(
            "of %(count)s free place", "of %(count)s free places", offer.places, count=number(offer.places)
        ),
    }


def _ask_about(places: int) -> str:
    return ngettext("ask: %(count)s place", "ask: %(count)s places", places, count=number(places))
