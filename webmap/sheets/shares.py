"""Shares of the people displaced: by shelter, by governorate, by district of origin; and how far sites are counted."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from geodata.rules.figures import DEFAULT_PROVIDER, is_recount
from geodata.rules.freshness import is_old
from geodata.statements.site_rows import SiteOnDay
from webmap.sheets import queries
from webmap.sheets.rows import StatedShare
from webmap.words import figures as words
from webmap.words import terms
from webmap.words.i18n import day, number, qualified
from webmap.words.i18n import gettext as _

STOCK = "currently_displaced_individuals"
MOST_KINDS = 6
# First the share as published, then the count that is one of the stock of the same day and provider.
TOLD = (
    ("share_by_shelter_pct:camps", "in_camps_and_emergency_sites_individuals"),
    ("share_by_governorate_of_displacement_pct:Ninewa", "by_governorate_of_displacement_individuals:Ninewa"),
    ("share_by_district_of_origin_pct:Mosul", "by_district_of_origin_individuals:Mosul"),
)


def shares(connection: Connection, at: date) -> tuple[list[dict[str, Any]], list[int]]:
    """Of each question the newest share, in words; and the ids of their sources."""
    found = queries.shares(connection, at)
    stocks = {(row.provider, row.as_of): row for row in found if row.metric == STOCK}
    newest = max((row.as_of for row in stocks.values() if row.provider == DEFAULT_PROVIDER), default=date.min)
    told, cited = [], []
    for published, counted in TOLD:
        for row in found:
            percent = _percent(row, stocks) if row.metric in (published, counted) else None
            if percent is not None:
                anew = is_recount(STOCK, DEFAULT_PROVIDER, row.as_of, newest)
                told.append(_in_words(row, published, percent, at, anew=anew))
                cited.append(row.source_id)
                break
    return told, cited


def _percent(row: StatedShare, stocks: dict[tuple[str, date], StatedShare]) -> float | None:
    """None where nobody published of the same day how many were displaced in all."""
    if row.metric.startswith("share_"):
        return float(row.value)
    whole = stocks.get((row.provider, row.as_of))
    return float(100 * row.value / whole.value) if whole and whole.value else None


def _in_words(row: StatedShare, published: str, percent: float, at: date, *, anew: bool) -> dict[str, Any]:
    """`anew`: those displaced were counted anew since, so that it is no share of the figure beside it."""
    labels = {
        TOLD[0][0]: _("In camps and emergency sites"),
        TOLD[1][0]: _("In Ninewa governorate"),
        TOLD[2][0]: _("From Mosul district"),
    }
    old = is_old(row.as_of, row.as_of_precision, at)
    remarks = ([_("before the recount")] if anew else []) + ([_("older than 31 days")] if old else [])
    counted = _(", ").join(
        (words.provider(row.provider, row.relayed_by), day(row.as_of, row.as_of_precision, short=True))
    )
    return {
        "label": labels[published],
        "percent": min(percent, 100.0),
        "text": f"\u2066{qualified(round(percent), row.qualifier).strip(chr(0x2066) + chr(0x2069))}%\u2069",
        "counted": " · ".join((counted, *remarks)),
        "old": old,
    }


def by_type(rows: Sequence[SiteOnDay], at: date) -> list[dict[str, Any]]:
    return _kinds(rows, at, lambda row: terms.site_type(row.type))


def by_district(rows: Sequence[SiteOnDay], at: date) -> list[dict[str, Any]]:
    return _kinds(rows, at, lambda row: row.district_shown or _("not stated"))


def _kinds(rows: Sequence[SiteOnDay], at: date, kind_of: Callable[[SiteOnDay], str]) -> list[dict[str, Any]]:
    """The largest kinds first, what is left in one: how many sites, of how many the people were counted lately."""
    all_of = Counter(kind_of(row) for row in rows)
    counted = Counter(kind_of(row) for row in rows if is_counted(row, at))
    ordered = sorted(all_of, key=lambda kind: (-all_of[kind], kind))
    most = MOST_KINDS if len(ordered) == MOST_KINDS else MOST_KINDS - 1
    shown, rest = ordered[:most], ordered[most:]
    groups = [(kind, all_of[kind], counted[kind]) for kind in shown]
    if rest:
        groups.append((_("others"), sum(all_of[kind] for kind in rest), sum(counted[kind] for kind in rest)))
    return [
        {
            "label": kind,
            "all": everything,
            "counted": lately,
            "text": _("%(counted)s of %(all)s", counted=number(lately), all=number(everything)),
        }
        for kind, everything, lately in groups
    ]


def is_counted(row: SiteOnDay, at: date) -> bool:
    """Whether a count of the people of the site, which its reader may see, is at most 31 days old."""
    counts = (
        (row.individuals, row.individuals_as_of, row.individuals_precision),
        (row.families, row.families_as_of, row.families_precision),
    )
    return any(value is not None and not is_old(as_of, precision, at) for value, as_of, precision in counts)
