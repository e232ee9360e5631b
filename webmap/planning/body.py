"""The JSON body of a question of allocation. Whatever is not understood is refused by its name, never passed over."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from geodata.problems import InvalidData
from webmap.asked import json_body, numbers, places
from webmap.asked.chosen_day import EVERYTHING, parse_day, parse_known
from webmap.planning import arrivals, limits, scenario
from webmap.planning.arrivals import Arrivals, Origin
from webmap.planning.scenario import Scenario
from webmap.words.i18n import gettext as _

MOST_EXCLUDED = 500
FIELDS = (
    *("origins", "strategy", "at", "known", "exclude_sites", "family_size", "close", "plots"),
    *("max_km", "tiers", "same_governorate"),
)
FIELDS_OF_AN_ORIGIN = ("lon", "lat", "families", "people")


@dataclass(frozen=True)
class Body:
    arrivals: Arrivals
    scenario: Scenario
    known: datetime


def read(body: Any) -> Body:
    """The question in a parsed body, with its scenario."""
    if not isinstance(body, dict):
        raise InvalidData(_("Send a JSON object with a list of origins."), parameter="body")
    _only(body, FIELDS)
    size = arrivals.family_size(body.get("family_size"))
    given = body.get("origins")
    if not isinstance(given, list) or not 1 <= len(given) <= arrivals.MOST_ORIGINS:
        raise InvalidData(_("Give a list of 1 to %(most)s origins.", most=arrivals.MOST_ORIGINS), parameter="origins")
    origins = tuple(_origin(one, f"origins[{n}]", size) for n, one in enumerate(given))
    used = size if any(origin.people is not None for origin in origins) else None
    within = limits.of_body(body.get("max_km"), body.get("tiers"), body.get("same_governorate"))
    exclude = frozenset(_ids(body, "exclude_sites"))
    question = Arrivals(origins, arrivals.strategy(body.get("strategy")), _day(body.get("at")), exclude, used, within)
    known = _known(body.get("known"))
    return Body(question, scenario.read(_ids(body, "close"), _plots(body.get("plots"))), known)


def _only(given: Mapping[str, Any], known: Collection[str], within: str = "") -> None:
    unknown = next((name for name in given if name not in known), None)
    if unknown is not None:
        message = _("This is not understood here; use some of: %(known)s.", known=", ".join(known))
        raise InvalidData(message, parameter=within + json_body.echo(unknown))


def _origin(given: Any, parameter: str, size: Fraction | None) -> Origin:
    if not isinstance(given, dict):
        raise InvalidData(_("An origin is an object with lon, lat and families."), parameter=parameter)
    _only(given, FIELDS_OF_AN_ORIGIN, f"{parameter}.")
    names = (f"{parameter}.lon", f"{parameter}.lat")
    lon, lat = (numbers.number(given.get(name), full) for name, full in zip(("lon", "lat"), names, strict=True))
    places.position(lon, lat, names)
    if ("families" in given) == ("people" in given):
        raise InvalidData(_("Say how many arrive, either as families or as people."), parameter=f"{parameter}.families")
    if "families" in given:
        return Origin(lon, lat, _count(given["families"], f"{parameter}.families", arrivals.MOST_FAMILIES))
    if size is None:
        raise InvalidData(_("With people, say how many are a family."), parameter="family_size")
    people = _count(given["people"], f"{parameter}.people", arrivals.MOST_PEOPLE)
    return Origin(lon, lat, arrivals.as_families(people, size), people)


def _count(given: Any, parameter: str, largest: int, smallest: int = 1) -> int:
    whole_number = isinstance(given, int) or (isinstance(given, float) and given.is_integer())
    if isinstance(given, bool) or not whole_number:
        raise InvalidData(_("Write a whole number."), parameter=parameter)
    return int(numbers.within(Decimal(int(given)), parameter, smallest, largest))


def _day(given: Any) -> date | None:
    if given is None:
        return None
    return parse_day(given if isinstance(given, str) else repr(given))


def _known(given: Any) -> datetime:
    if given is None:
        return EVERYTHING
    return parse_known(given if isinstance(given, str) else repr(given))


def _ids(body: Mapping[str, Any], name: str) -> list[str]:
    given = body.get(name)
    if given is None:
        return []
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given) or len(given) > MOST_EXCLUDED:
        raise InvalidData(_('Give a list of ids of sites, like ["haj-ali"].'), parameter=name)
    return given


def _plots(given: Any) -> list[str]:
    """`{"haj-ali": 500}`, or `["haj-ali:500"]` as addresses write it."""
    if given is None:
        return []
    if isinstance(given, dict):
        return [
            f"{site_id}:{_count(plots, f'plots.{json_body.echo(site_id)}', arrivals.MOST_FAMILIES, 0)}"
            for site_id, plots in given.items()
        ]
    if isinstance(given, list) and all(isinstance(one, str) for one in given):
        return given
    raise InvalidData(_('Write new plots like {"haj-ali": 500}.'), parameter="plots")
