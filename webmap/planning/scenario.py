"""What would be if: sites closed, plots added. Kept in the address, applied to copies of the rows, stored nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from geodata.problems import InvalidData
from geodata.rules.receiving import PASSED_THROUGH
from geodata.statements.site_state import is_withheld
from webmap.asked.numbers import whole
from webmap.planning.arrivals import MOST_FAMILIES
from webmap.planning.rows import AroundSite
from webmap.words.i18n import day, isolated, ngettext, number
from webmap.words.i18n import gettext as _

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


@dataclass(frozen=True)
class NewPlots:
    """Plots that a scenario adds to a site. `are_all`: without them its free places are unknown or withheld."""

    count: int
    are_all: bool
    rest_withheld: bool = False


def applied(rows: Sequence[AroundSite], scenario: Scenario) -> list[AroundSite]:
    """The rows as they would be: a closed site receives nobody; a site with new plots is open and holds that many more.

    Where free places are unknown, only the new plots are counted.
    """
    if not scenario:
        return list(rows)
    return [_changed(row, scenario) if row.site_id in scenario.site_ids else row for row in rows]


def _changed(row: AroundSite, scenario: Scenario) -> AroundSite:
    new = scenario.plots.get(row.site_id, 0)
    if new and row.type not in PASSED_THROUGH:
        before = 0 if row.free is None else row.free - (row.over_capacity_by or 0)
        row = row._replace(free=max(0, before + new), over_capacity_by=max(0, -before - new))
        row = row._replace(status_then="open", receives=True)
    return row._replace(status_then="closed", receives=False) if row.site_id in scenario.closed else row


def new_plots(rows: Sequence[AroundSite], scenario: Scenario) -> dict[str, NewPlots]:
    """What the scenario adds, by site; `rows` are those without it."""
    return {
        row.site_id: NewPlots(scenario.plots[row.site_id], row.free is None, is_withheld(row, "free"))
        for row in rows
        if row.site_id in scenario.plots and row.type not in PASSED_THROUGH
    }


def in_sentences(scenario: Scenario, rows: Mapping[str, AroundSite], at: date, *, bounded: bool) -> list[str]:
    """The changes in sentences, also that one has no effect; `rows`: what is known without the scenario, by site.

    `bounded`: whether `rows` are only the sites nearest to the origins.
    """
    sentences = []
    for site_id in scenario.closed:
        row = rows.get(site_id)
        why = _("it is closed already") if row and row.status_then == "closed" else _idle(row, at, bounded)
        plain = _("%(site)s is closed.", site=_name(site_id, row))
        closing = _("That %(site)s closes has no effect: %(why)s.", site=_name(site_id, row), why=why)
        sentences.append(closing if why else plain)
    for site_id, plots in scenario.plots.items():
        row = rows.get(site_id)
        sentences.append(_new_plots(_name(site_id, row), plots, _why_not(site_id, row, scenario, at, bounded)))
    return sentences


def _name(site_id: str, row: AroundSite | None) -> str:
    return isolated(site_id if row is None else row.shown_name)


def _idle(row: AroundSite | None, at: date, bounded: bool) -> str:
    """Why nothing that is changed at a site can change the answer; empty where it can."""
    if row is None:
        if bounded:
            return _("it is not among the sites looked at")
        return _("nothing is known of this site by %(day)s", day=day(at))
    return _("people only pass through it") if row.type in PASSED_THROUGH else ""


def _why_not(site_id: str, row: AroundSite | None, scenario: Scenario, at: date, bounded: bool) -> str:
    if site_id in scenario.closed:
        return _("it is closed in this scenario")
    if row is not None and row.metres is None:
        return _("its position is not known")
    return _idle(row, at, bounded)


def _new_plots(site: str, plots: int, why_not: str) -> str:
    words = {"site": site, "count": number(plots), "why": why_not}
    if why_not:
        return ngettext(
            "%(count)s new plot at %(site)s has no effect: %(why)s.",
            "%(count)s new plots at %(site)s have no effect: %(why)s.",
            plots,
            **words,
        )
    return ngettext("%(site)s has %(count)s new plot.", "%(site)s has %(count)s new plots.", plots, **words)
