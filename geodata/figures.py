"""What a metric of the published series means: its type and unit. Figures of different types or scopes are never added.

Types (domain of displacement figures): `stock` present at the date · `cumulative` ever counted since the start ·
`returned` cumulative returns · `flow` within a period · `statement` said, not counted · `share` per cent of something.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Meaning:
    """Type and unit of a metric."""

    type: str
    unit: str


# First match wins; the order matters ("returned_..." before the general people metrics).
_TYPES = (
    (r"share_", "share"),
    (r"(hawiga_)?cumulative_|displaced_since|passed_|displaced_from_|displaced_past_two_months", "cumulative"),
    (r"(hawiga_)?returned_", "returned"),
    (r"newly_recorded|families_change|families_transferred_in|tents_per_day|food_poisoning", "flow"),
    (r"(full|near_full|open)$|people_expected|plots_planned_in_two_months", "statement"),
    (r"", "stock"),
)
_UNITS = (
    (r"share_", "percent"),
    (r"(full|near_full|open)$", "flag"),
    (r"plots|.*plots_", "plots"),
    (r"tents|.*tent_bases", "tents"),
    (r".*families", "families"),
    (r"caravans", "caravans"),
    (r"children", "children"),
    (r"students", "students"),
    (r"rub_halls|tented_halls", "halls"),
    (r"improvised_shelters", "shelters"),
    (r"food_poisoning", "cases"),
    (r".*individuals|capacity_persons|camp_|.*population", "individuals"),
    (r"activity_count|event_count", "activities"),
    (r"participants|persons_involved|peace_builders", "individuals"),
)
_MULTIPLIER = re.compile(r"families x (\d+(?:\.\d+)?)")


def meaning(metric: str) -> Meaning:
    """Type and unit of a metric by its name; ValueError for one without a known unit."""
    kind = next(kind for pattern, kind in _TYPES if re.match(pattern, metric))
    for pattern, unit in _UNITS:
        if re.match(pattern, metric):
            return Meaning(kind, unit)
    raise ValueError(f"no unit is known for the metric {metric!r}; add it to geodata/figures.py")


def stated_multiplier(note: str) -> float | None:
    """Persons per family, where the note says that individuals are families times a number."""
    match = _MULTIPLIER.search(note)
    return float(match.group(1)) if match else None


def provider_and_relay(text: str) -> tuple[str | None, str | None]:
    """`IOM DTM via UNHCR` as who counted and who quotes it."""
    provider, _, relay = text.partition(" via ")
    return provider.strip() or None, relay.strip() or None
