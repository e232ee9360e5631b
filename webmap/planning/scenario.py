"""What would be if: sites closed, plots added. Kept in the address, applied to copies of the rows, stored nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from geodata.problems import InvalidData
from webmap.i18n import gettext as _
from webmap.i18n import isolated, ngettext, number
from webmap.planning.asked import MOST_FAMILIES, whole

MOST_CHANGES = 100


@dataclass(frozen=True)
class Scenario:
    """Ids of sites closed, and new plots by id of the site."""

    closed: tuple[str, ...] = ()
    plots: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.closed or self.plots)

    @property
    def site_ids(self) -> set[str]:
        return {*self.closed, *self.plots}


def read(closed: Sequence[str], plots: Sequence[str]) -> Scenario:
    """From `close=site_id` and `plots=site_id:number`, each as often as needed; of one site the last number counts."""
    if len(closed) + len(plots) > MOST_CHANGES:
        raise InvalidData(_("At most %(most)s changes fit into a scenario.", most=MOST_CHANGES), parameter="plots")
    added: dict[str, int] = {}
    for one in filter(None, plots):
        site_id, colon, count = one.partition(":")
        if not colon or not count:
            raise InvalidData(_("Write new plots like haj-ali:500."), parameter="plots")
        added[site_id] = whole(count, "plots", 0, 0, MOST_FAMILIES)
    return Scenario(tuple(dict.fromkeys(filter(None, closed))), {s: n for s, n in added.items() if n})


def applied(rows: Sequence[Any], scenario: Scenario) -> list[Any]:
    """The rows as they would be: a closed site receives nobody; a site with new plots is open and holds that many more.

    Where free places are unknown, only the new plots are counted.
    """
    if not scenario:
        return list(rows)
    return [_changed(row, scenario) if row.site_id in scenario.site_ids else row for row in rows]


def _changed(row: Any, scenario: Scenario) -> Any:
    values: dict[str, Any] = row._asdict()
    new = scenario.plots.get(row.site_id, 0)
    if new and row.type not in ("screening_site", "reception_centre"):
        before = 0 if row.free is None else row.free - (row.over_capacity_by or 0)
        values |= {"free": max(0, before + new), "over_capacity_by": max(0, -before - new), "status_then": "open"}
        values |= {"receives": True, "new_plots": new, "only_new": row.free is None}
    if row.site_id in scenario.closed:
        values |= {"status_then": "closed", "receives": False}
    return SimpleNamespace(**values)


def told(scenario: Scenario, names: Mapping[str, str]) -> list[str]:
    """The changes in sentences; `names` by id of the site."""

    def name(site_id: str) -> str:
        return isolated(names.get(site_id, site_id))

    sentences = [_("%(site)s is closed.", site=name(site_id)) for site_id in scenario.closed]
    for site_id, plots in scenario.plots.items():
        sentences.append(
            ngettext(
                "%(site)s has %(count)s new plot.",
                "%(site)s has %(count)s new plots.",
                plots,
                site=name(site_id),
                count=number(plots),
            )
        )
    return sentences
