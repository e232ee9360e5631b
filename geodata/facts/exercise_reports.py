"""Invented weekly reports of sites for trainings and tests of planning: plausible for spring 2017, and true of nothing.

The same seed gives the same figures on every machine. Most sites get a full picture; some are over capacity, some state
no plots, some stopped reporting in March and some never reported, so that every answer of planning can be practised.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from geodata.readers.site_report_rows import FIGURES

SEED = "spring 2017"
FIRST_DAY, LAST_DAY = date(2017, 3, 1), date(2017, 4, 30)
WEEKS = 9
MIDDLE = date(2017, 4, 8)
# Who stops reporting stops before this week, so that the last figure is old at the end of April.
LAST_WEEK_OF_STALE = 3
PLANNED_PLOTS = {"emergency_site": (4_000, 9_000), "camp": (1_200, 5_000)}
PERSONS_PER_FAMILY = (5.0, 6.0)
# How many sites of each kind of picture, the rest being complete; in this order of the shuffled list.
ROLES = (("over_capacity", 3), ("silent", 4), ("stale", 4), ("people_only", 3))


@dataclass(frozen=True)
class OpenSite:
    """A real site that was open, as its facts say, since a day or month if they state one; nothing else is used."""

    site_id: str
    type: str
    opened_on: date | None = None
    opened_on_precision: str | None = None

    @property
    def first_day(self) -> date:
        """No report is older. A site that opened in a month may have opened on its first day."""
        if self.opened_on is None:
            return FIRST_DAY
        return self.opened_on if self.opened_on_precision == "day" else self.opened_on.replace(day=1)


def roles(sites: Sequence[OpenSite]) -> dict[str, str]:
    """The kind of picture of each site. Emergency sites are complete; where nobody lives in plots, people only."""
    found = {site.site_id: "complete" if site.type == "emergency_site" else "people_only" for site in sites}
    camps = sorted(site.site_id for site in sites if site.type == "camp")
    Random(SEED).shuffle(camps)  # noqa: S311 # figures of an exercise, not secrets
    kinds = [kind for kind, count in ROLES for _ in range(count)]
    kinds += ["complete"] * len(camps)
    return found | dict(zip(camps, kinds, strict=False))


def site_reports(sites: Sequence[OpenSite]) -> Iterator[dict[str, Any]]:
    """Rows of site_report (without source), week by week for each site."""
    role_of = roles(sites)
    for site in sorted(sites, key=lambda site: site.site_id):
        yield from _weeks(site, role_of[site.site_id])


def service_reports(sites: Sequence[OpenSite]) -> Iterator[dict[str, Any]]:
    """Rows of service_report (without source): two rounds of water and sanitation, in proportion to the people."""
    people = {row["site_id"]: row for row in site_reports(sites) if row["as_of"] < MIDDLE}
    for site_id, row in people.items():
        chance = Random(f"{SEED} services {site_id}")  # noqa: S311
        for as_of, growth in ((row["as_of"] - timedelta(days=7), 1.0), (row["as_of"] + timedelta(days=14), 1.15)):
            if as_of <= LAST_DAY:
                for indicator, unit, value in _services(row["individuals"], chance):
                    grown = value if unit.startswith("l/") else round(value * growth)
                    yield _service(site_id, as_of, indicator, unit, grown)


def _weeks(site: OpenSite, role: str) -> Iterator[dict[str, Any]]:
    chance = Random(f"{SEED} {site.site_id}")  # noqa: S311
    # Sites report on different days of the week.
    first = FIRST_DAY + timedelta(days=chance.randint(0, (LAST_DAY - FIRST_DAY).days - 7 * (WEEKS - 1)))
    planned = chance.randrange(*PLANNED_PLOTS.get(site.type, (400, 900)), 50)
    ready, prepared = int(planned * chance.uniform(0.55, 0.8)), int(planned * chance.uniform(0.8, 1.0))
    overcrowded = role == "over_capacity"
    fullness, most = (0.85, chance.uniform(1.04, 1.12)) if overcrowded else (chance.uniform(0.35, 0.6), 0.98)
    persons = chance.uniform(*PERSONS_PER_FAMILY)
    for week in range(WEEKS):
        fullness = min(most, fullness + chance.uniform(0.0, 0.08))
        ready = min(prepared, ready + chance.randrange(0, 120, 10))
        prepared = max(prepared, ready)
        figures = _figures(chance, planned, prepared, ready, int(ready * fullness), persons)
        as_of = first + timedelta(days=7 * week)
        silent = role == "silent" or (role == "stale" and week > LAST_WEEK_OF_STALE)
        if not silent and as_of >= site.first_day:
            shown = ("families", "individuals") if role == "people_only" else tuple(figures)
            yield _report(site.site_id, as_of, {column: figures[column] for column in shown})


def _figures(chance: Random, planned: int, prepared: int, ready: int, occupied: int, persons: float) -> dict[str, int]:
    """One week of a site: who waits has no plot yet; where all plots are taken more people wait."""
    waiting = chance.randint(20, 180) if occupied > ready else chance.choice([0, 0, 0, chance.randint(1, 30)])
    families = occupied + waiting
    return {
        "plots_planned": planned,
        "plots_prepared": prepared,
        "plots_ready": ready,
        "plots_occupied": occupied,
        "plots_reserved": min(max(0, ready - occupied), chance.choice([0, 0, 20, 40, 60])),
        "families": families,
        "individuals": round(families * persons),
        "families_waiting": waiting,
    }


def _report(site_id: str, as_of: date, figures: dict[str, int]) -> dict[str, Any]:
    exact = {"qualifier": "exact", "confidence": "exact"}
    return {
        "site_id": site_id,
        "as_of": as_of,
        "as_of_precision": "day",
        **{column: figures.get(column) for column in FIGURES},
        "stated": dict.fromkeys(figures, exact),
    }


def _services(individuals: int, chance: Random) -> Iterator[tuple[str, str, float]]:
    """Some short of the standards, some above; one in six indicators not reported."""
    found = (
        ("latrines", "latrines", individuals / chance.uniform(14, 32)),
        ("showers", "showers", individuals / chance.uniform(16, 40)),
        ("water_points", "points", individuals / chance.uniform(70, 160)),
        ("water_litres_per_person_day", "l/person/day", chance.randint(9, 26)),
        ("waste_bins", "bins", individuals / chance.uniform(40, 90)),
        ("school_tents", "tents", individuals / chance.uniform(900, 2_500)),
    )
    return ((indicator, unit, round(value)) for indicator, unit, value in found if chance.random() > 1 / 6)


def _service(site_id: str, as_of: date, indicator: str, unit: str, value: float) -> dict[str, Any]:
    return {
        "site_ids": [site_id],
        "as_of": as_of,
        "as_of_precision": "day",
        "indicator": indicator,
        "value": value,
        "unit": unit,
        "qualifier": "exact",
    }
