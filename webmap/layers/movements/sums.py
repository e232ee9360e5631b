"""What movements come to, in words, or why they are not added."""

from geodata.rules.movement_sums import Total
from webmap.words import terms
from webmap.words.i18n import gettext as _
from webmap.words.i18n import ngettext, number, qualified


def reason(code: str) -> str:
    """Why rows are not added or not of the period."""
    return {
        "number_unknown": _("no number is stated"),
        "withheld": _("a number of fewer than 10 families is withheld"),
        "some_unknown": _("a number is not stated"),
        "kinds": _("different kinds may count the same people"),
        "providers": _("two providers do not count alike"),
        "days_unknown": _("the days are not stated, so the periods may overlap"),
        "overlap": _("the periods overlap, so people may be counted twice"),
        "running_total": _("a running total over more than 14 days"),
        "begins_before": _("it begins before the period"),
    }[code]


def in_words(total: Total, rows: int = 1) -> str:
    """`13,000+` · `826 families ≈ 4,956 people` · `not added: …`"""
    if total.reason == "number_unknown":
        return _("number unknown")
    if total.reason == "withheld" and rows == 1:
        return terms.withheld()
    if total.reason:
        return _("not added: %(reason)s", reason=reason(total.reason))
    if total.unit == "families":
        count = total.value or 0
        families = ngettext("%(count)s family", "%(count)s families", count, count=qualified(count, total.qualifier))
        return _("%(families)s ≈ %(people)s people", families=families, people=number(total.people))
    return qualified(total.value, total.qualifier)
