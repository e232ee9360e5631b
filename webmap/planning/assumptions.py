"""What an answer rests on, in sentences: the rule, who was passed over and why, how old the figures are."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from webmap.i18n import day, ngettext, number
from webmap.i18n import gettext as _
from webmap.layers.sites import OLD_AFTER, is_old
from webmap.planning import passed_over
from webmap.planning.asked import Asked


def of_allocation(
    asked: Asked, used: Sequence[Any], over: Sequence[tuple[Any, str]], each: int | None, at: date
) -> list[str]:
    """`used`: rows of the sites that received families; `over`: the other sites, each with the code of its reason.

    `each`: how many sites nearest to each origin were looked at; None: all.
    """
    told = [
        _("One family takes one plot."),
        _("Free places are ready less occupied plots of one report, less the plots last stated as reserved."),
        _who_was_passed_over(used, over),
        *age_of(used, at),
        _("Distances run straight over the ground, not along roads."),
        _strategy(asked),
        _from_people(asked),
        _bounded(each),
    ]
    return [sentence for sentence in told if sentence]


def _who_was_passed_over(used: Sequence[Any], over: Sequence[tuple[Any, str]]) -> str:
    if not over:
        return _("No site was passed over.")
    counts = Counter(code for _row, code in over)
    parts = [passed_over.counted(code, counts[code]) for code in passed_over.CODES if counts[code]]
    total = len(used) + len(over)
    return ngettext(
        "%(count)s of %(total)s site was passed over: %(reasons)s.",
        "%(count)s of %(total)s sites were passed over: %(reasons)s.",
        total,
        count=number(len(over)),
        total=number(total),
        reasons=_(", ").join(parts),
    )


def age_of(used: Sequence[Any], at: date) -> list[str]:
    """How old the counts of these sites (with `counted_as_of`) are, oldest named; empty for no sites."""
    counted = [row for row in used if row.counted_as_of is not None]
    if not counted:
        return []
    old = sum(is_old(row.counted_as_of, at) for row in counted)
    oldest = min(counted, key=lambda row: row.counted_as_of)
    days = (at - oldest.counted_as_of).days
    return [
        ngettext(
            "%(old)s of %(count)s site used has figures older than %(days)s days.",
            "%(old)s of %(count)s sites used have figures older than %(days)s days.",
            len(counted),
            old=number(old),
            count=number(len(counted)),
            days=number(OLD_AFTER.days),
        ),
        ngettext(
            "The oldest figure used is of %(day)s, %(days)s day before.",
            "The oldest figure used is of %(day)s, %(days)s days before.",
            days,
            day=day(oldest.counted_as_of, oldest.counted_precision),
            days=number(days),
        ),
    ]


def _strategy(asked: Asked) -> str:
    if asked.strategy == "min_cost":
        return _("The least total distance over all families, in whole metres.")
    if len(asked.origins) > 1:
        return _("Each origin in turn takes the nearest free places, in the order given.")
    return _("The nearest free places are taken first.")


def _from_people(asked: Asked) -> str:
    if asked.family_size is None:
        return ""
    return _(
        "%(people)s people were counted as %(families)s families of %(size)s, rounded up at each origin.",
        people=number(sum(origin.people or 0 for origin in asked.origins)),
        families=number(sum(origin.families for origin in asked.origins if origin.people is not None)),
        size=number(float(asked.family_size)),
    )


def _bounded(each: int | None) -> str:
    if each is None:
        return ""
    return _("Only the %(most)s sites nearest to each origin were looked at.", most=number(each))
