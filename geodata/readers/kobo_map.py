"""Which questions of a form of KoboToolbox answer what a report says: data, kept with the form and changed by people.

By default the names of the Formal Site Monitoring Tool of the CCCM cluster. What is not named here is read by nobody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from geodata.readers.indicators import INDICATORS
from geodata.tables import SITE_REPORT_FIGURES

SITE, DAY, POSITION = "site_id", "as_of", "position"
FIELDS = (SITE, DAY, POSITION, *SITE_REPORT_FIGURES, *INDICATORS)
# Several questions of one field are added: plots are ready where they are occupied or could be.
BY_DEFAULT: Mapping[str, tuple[str, ...]] = {
    SITE: ("site_name",),
    DAY: ("today",),
    POSITION: ("_geolocation",),
    "plots_ready": ("occupied_plots", "not_occupied_plots"),
    "plots_occupied": ("occupied_plots",),
    "families": ("total_families",),
    "individuals": ("total_population",),
    "water_litres_per_person_day": ("water_quantity",),
    "water_points": ("water_points",),
    "waste_bins": ("wastebins",),
}


@dataclass(frozen=True)
class FieldMap:
    """`fields`: our name -> the questions whose answers it holds, added up where they are several.

    A question is named as KoboToolbox sends it (`plots/occupied_plots`), or by its last part alone. `sites`: an answer
    to the question of the site -> id. `unknown`: answers by which people say that they do not know.
    """

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: BY_DEFAULT)
    sites: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    def names(self) -> set[str]:
        """All questions that are read."""
        return {name for names in self.fields.values() for name in names}

    def as_stored(self) -> dict[str, Any]:
        fields = {name: list(names) for name, names in self.fields.items()}
        return {"fields": fields, "sites": dict(self.sites), "unknown": list(self.unknown)}


def from_stored(stored: Mapping[str, Any]) -> FieldMap:
    """What `as_stored` made of a map."""
    fields = {name: tuple(names) for name, names in stored["fields"].items() if name in FIELDS}
    return FieldMap(fields, dict(stored["sites"]), tuple(stored["unknown"]))


def keys_of(name: str, keys: Sequence[str]) -> list[str]:
    """Which of the keys of a submission are the question of this name, in whatever groups it stands."""
    wanted = name.casefold()
    exact = [key for key in keys if key.casefold() == wanted]
    if exact or "/" in wanted:
        return exact
    return [key for key in keys if key.casefold().rpartition("/")[2] == wanted]
