"""Invented movements and numbers of people displaced for an exercise: plausible for spring 2017, and true of nothing.

Movements fit the invented reports: so many families as a site grew by between two of them arrived in that week. The
series counts families and takes six people for each, as the tracking of displacement does.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from geodata.facts.exercise_reports import FIRST_DAY, LAST_DAY, SEED, OpenSite, site_reports
from geodata.rules.figures import MOSUL_OPERATION, meaning
from geodata.rules.movement_sums import PERSONS_PER_FAMILY

PROVIDER = "exercise (invented)"
WEEK = timedelta(days=7)
# Families before the first week, and how many more each week brings.
EVER, RETURNED = (38_000, 46_000), (9_000, 12_000)
MORE_EVER, MORE_RETURNED = (1_500, 5_500), (200, 1_400)


def flows(sites: Sequence[OpenSite], origins: Sequence[str], names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Rows of flow (without source). `names`: how a destination of movements is called, by site; others get none."""
    before: dict[str, Any] | None = None
    for report in site_reports(sites):
        site_id, families = report["site_id"], report["families"]
        if before and before["site_id"] == site_id and site_id in names and families > before["families"]:
            first, last = before["as_of"] + timedelta(days=1), report["as_of"]
            chance = Random(f"{SEED} from {site_id} {last}")  # noqa: S311 # figures of an exercise, not secrets
            yield {
                "from_name": chance.choice(origins),
                "to_name": names[site_id],
                "period_start": first,
                "period_end": last,
                "families": families - before["families"],
                "kind": "displacement",
                "qualifier": "exact",
                "provider": PROVIDER,
                "as_of": last,
            }
        before = report


def displaced() -> Iterator[dict[str, Any]]:
    """Rows of figure (without source): each week displaced now, ever displaced and returned, which add up."""
    chance = Random(f"{SEED} displaced")  # noqa: S311
    ever, returned = chance.randint(*EVER), chance.randint(*RETURNED)
    for as_of in _weeks():
        ever, returned = ever + chance.randint(*MORE_EVER), returned + chance.randint(*MORE_RETURNED)
        series = {"currently_displaced": ever - returned, "cumulative_displaced": ever, "returned": returned}
        for name, families in series.items():
            yield _figure(f"{name}_families", as_of, families, None)
            yield _figure(f"{name}_individuals", as_of, families * PERSONS_PER_FAMILY, PERSONS_PER_FAMILY)


def _weeks() -> Iterator[date]:
    as_of = FIRST_DAY
    while as_of <= LAST_DAY:
        yield as_of
        as_of += WEEK


def _figure(metric: str, as_of: date, value: int, multiplier: int | None) -> dict[str, Any]:
    kind = meaning(metric)
    return {
        "metric": metric,
        "type": kind.type,
        "unit": kind.unit,
        "as_of": as_of,
        "value": value,
        "qualifier": "exact",
        "multiplier": multiplier,
        "scope": MOSUL_OPERATION,
        "provider": PROVIDER,
    }
