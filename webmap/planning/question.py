"""The question of a page, read from its address: who arrives where, how they are sent, and what if."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from geodata.problems import InvalidData
from geodata.rules.positions import read as read_position
from geodata.statements.located import point
from webmap.asked import numbers, places
from webmap.asked.named_places import as_typed, named
from webmap.planning import arrivals, limits, scenario
from webmap.planning.arrivals import Arrivals, Origin
from webmap.planning.limits import Limits
from webmap.planning.scenario import Scenario
from webmap.words.i18n import gettext as _
from webmap.words.i18n import isolated

Args = MultiDict[str, str]
LONGEST_NAME = 120
# What addresses of planning may state of their questions, besides the day and the language.
OF_A_PLAN = (
    *("q", "lon", "lat", "families", "people", "family_size", "origin"),
    *("strategy", "exclude", "close", "plots", "max_km", "tiers", "same_governorate"),
)
OF_OTHER_QUESTIONS = (
    *("limit", "include_unknown", "corridor", "within_km", "a", "b"),
    *("site", "inflow", "outflow", "horizon_days", "ready"),
)
SEVERAL_TIMES = ("origin", "exclude", "close", "plots", "ready")
ONCE = {*OF_A_PLAN, *OF_OTHER_QUESTIONS, "at", "known", "lang"} - set(SEVERAL_TIMES)


@dataclass(frozen=True)
class Place:
    """A point in degrees under the name it was found by; `others` are further things of that name."""

    lon: float
    lat: float
    name: str
    lang: str | None = None
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Question:
    arrivals: Arrivals
    places: tuple[Place, ...]
    scenario: Scenario


@dataclass(frozen=True)
class Stated:
    """What an address of /plan says besides its place: how many arrive there, where others do, and what if."""

    families: int
    people: int | None
    family_size: Fraction | None
    further: tuple[Origin, ...]
    strategy: str
    exclude: frozenset[str]
    scenario: Scenario
    limits: Limits


def said_once(args: Args) -> None:
    """InvalidData for a choice that an address makes twice: nobody can tell which of the two was meant."""
    for name, given in args.lists():
        if name in ONCE and len(given) > 1:
            raise InvalidData(_("This is said more than once; say it once."), parameter=name)


def is_asked(args: Args) -> bool:
    """Whether the address asks anything yet."""
    return any(args.get(name, "").strip() for name in ("q", "lon", "lat", "origin"))


def place(connection: Connection, args: Args, lang: str) -> Place:
    """The point of `q=` (a name or coordinates in any writing) or of `lon=` and `lat=`."""
    wanted = as_typed(args.get("q", ""))
    if not wanted:
        lon, lat = places.point(args)
        return Place(lon, lat, written(lon, lat))
    if len(wanted) > LONGEST_NAME:
        raise InvalidData(_("Ask with at most %(count)s letters.", count=LONGEST_NAME), parameter="q")
    position = read_position(wanted)
    if position is not None:
        lon, lat = places.position(position.lon, position.lat, ("q", "q"))
        return Place(lon, lat, written(lon, lat))
    return _named(connection, wanted, lang)


def _named(connection: Connection, wanted: str, lang: str) -> Place:
    found = [(at, row) for row in named(connection, wanted, lang) if (at := point(row))]
    if not found:
        message = _("No place with a known position is called “%(name)s”. Coordinates like 36.17, 43.25 work too.")
        raise InvalidData(message % {"name": isolated(wanted)}, parameter="q")
    where, best = found[0]
    others = tuple((row.name, written(*at)) for at, row in found[1:6] if at != where)
    return Place(*where, best.name, best.name_lang, others)


def written(lon: float, lat: float) -> str:
    """Latitude first, as people write it."""
    return f"{lat:.5f}".rstrip("0").rstrip(".") + ", " + f"{lon:.5f}".rstrip("0").rstrip(".")


def question(connection: Connection, args: Args, at: date, lang: str) -> Question:
    """Everything that an address of /plan asks. InvalidData names what cannot be used."""
    terms = stated(args)
    origins, places = [*terms.further], [_unnamed(origin) for origin in terms.further]
    if args.get("q", "").strip() or args.get("lon") or args.get("lat"):
        found = place(connection, args, lang)
        origins.insert(0, Origin(found.lon, found.lat, terms.families, terms.people))
        places.insert(0, found)
    if not 1 <= len(origins) <= arrivals.MOST_ORIGINS:
        raise InvalidData(_("Give 1 to %(most)s origins.", most=arrivals.MOST_ORIGINS), parameter="origin")
    used = terms.family_size if any(origin.people is not None for origin in origins) else None
    how = Arrivals(tuple(origins), terms.strategy, at, terms.exclude, used, terms.limits)
    return Question(how, tuple(places), terms.scenario)


def stated(args: Args) -> Stated:
    """What an address says besides its place, judged also while it names none."""
    size = None
    if args.get("family_size"):
        size = arrivals.family_size(float(numbers.decimal(args["family_size"], "family_size", 1, 50)))
    families, people = _arriving(args, size)
    return Stated(
        families=families,
        people=people,
        family_size=size,
        further=tuple(_further(args.getlist("origin"))),
        strategy=arrivals.strategy(args.get("strategy")),
        exclude=frozenset(part.strip() for one in args.getlist("exclude") for part in one.split(",") if part.strip()),
        scenario=scenario.read(args.getlist("close"), args.getlist("plots")),
        limits=limits.of_address(args.get("max_km"), args.get("tiers"), args.get("same_governorate")),
    )


def _arriving(args: Args, size: Fraction | None) -> tuple[int, int | None]:
    """Families arriving at the place, and the people that they were worked out from."""
    if not args.get("people"):
        return numbers.whole(args.get("families"), "families", 1, 1, arrivals.MOST_FAMILIES), None
    if size is None:
        raise InvalidData(_("With people, say how many are a family."), parameter="family_size")
    people = numbers.whole(args.get("people"), "people", 1, 1, arrivals.MOST_PEOPLE)
    return arrivals.as_families(people, size), people


def _unnamed(origin: Origin) -> Place:
    return Place(origin.lon, origin.lat, written(origin.lon, origin.lat))


def _further(given: Sequence[str]) -> list[Origin]:
    """`origin=lon,lat,families`, as often as needed."""
    found = []
    for one in filter(None, given):
        parts = numbers.parts(one, most=3)
        if len(parts) != 3 or (re.search("[,،]", parts[2]) and numbers.as_whole(parts[2]) is None):
            message = _("Write an origin as longitude,latitude,families, like 43.25,36.17,500.")
            raise InvalidData(message, parameter="origin")
        lon, lat = (float(numbers.decimal(part, "origin", -1000, 1000)) for part in parts[:2])
        places.position(lon, lat, ("origin", "origin"))
        found.append(Origin(lon, lat, numbers.whole(parts[2], "origin", 1, 1, arrivals.MOST_FAMILIES)))
    return found
