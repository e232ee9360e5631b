"""What is later than a site's count of plots and makes it old, in words: only what was stated, nothing worked out."""

from collections.abc import Sequence

from geodata.statements.site_rows import ChangedSince
from webmap.words import terms
from webmap.words.i18n import day, ngettext, qualified
from webmap.words.i18n import gettext as _
from webmap.words.periods import period

NAMED = 3  # told in a sentence, the newest first; the page of the site has all


def by_site(rows: Sequence[ChangedSince]) -> dict[str, list[ChangedSince]]:
    """By the id of their site, in their order."""
    found: dict[str, list[ChangedSince]] = {}
    for row in rows:
        found.setdefault(row.site_id, []).append(row)
    return found


def since_then(rows: Sequence[ChangedSince]) -> str:
    """`≈720 families registered to return (14 Feb 2017), 295 families left (8 – 14 February 2017)`."""
    told = list(dict.fromkeys(_told(row) for row in rows))
    return _(", ").join(told[:NAMED] + ([_("and others")] if len(told) > NAMED else []))


def _told(row: ChangedSince) -> str:
    if row.what in ("moved_in", "moved_out"):
        when = period(row.period_start or row.as_of, row.as_of, row.period_start_precision, row.as_of_precision)
        return _("%(what)s (%(when)s)", what=_moved(row), when=when)
    return _("%(what)s (%(when)s)", what=_stated(row), when=day(row.as_of, row.as_of_precision, short=True))


def _stated(row: ChangedSince) -> str:
    value = int(row.value or 0)
    shown = qualified(row.value, row.qualifier)
    if row.what == "families":
        return ngettext("%(count)s family", "%(count)s families", value, count=shown)
    if row.what == "individuals":
        return ngettext("%(count)s person", "%(count)s people", value, count=shown)
    if row.what == "plots_occupied":
        return ngettext("%(count)s plot occupied", "%(count)s plots occupied", value, count=shown)
    if row.what == "families_registered_to_return":
        return ngettext(
            "%(count)s family registered to return", "%(count)s families registered to return", value, count=shown
        )
    if row.qualifier == "flag":
        return terms.site_metric(row.what)
    return _("%(what)s: %(value)s", what=terms.site_metric(row.what), value=shown)


def _moved(row: ChangedSince) -> str:
    arrived = row.what == "moved_in"
    if row.families is not None:
        count = {"count": qualified(row.families, row.qualifier)}
        if arrived:
            return ngettext("%(count)s family arrived", "%(count)s families arrived", row.families, **count)
        return ngettext("%(count)s family left", "%(count)s families left", row.families, **count)
    if row.individuals is not None:
        count = {"count": qualified(row.individuals, row.qualifier)}
        if arrived:
            return ngettext("%(count)s person arrived", "%(count)s people arrived", row.individuals, **count)
        return ngettext("%(count)s person left", "%(count)s people left", row.individuals, **count)
    return _("people arrived, their number not stated") if arrived else _("people left, their number not stated")
