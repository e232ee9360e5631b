"""Why a site receives nobody: a code for counting, a sentence for people."""

from collections.abc import Collection, Sequence

from geodata.rules.receiving import PASSED_THROUGH
from geodata.statements.site_rows import ChangedSince
from geodata.statements.site_state import is_withheld
from webmap.layers.sites.changed import since_then
from webmap.layers.sites.state import with_reserved
from webmap.planning.offers import Offer
from webmap.planning.rows import AroundSite
from webmap.words import terms
from webmap.words.i18n import day, ngettext, number, qualified
from webmap.words.i18n import gettext as _

# In the order in which they are told.
CODES = (
    "unknown",
    "in_doubt",
    "out_of_date",
    "changed",
    "full",
    "not_open",
    "closed",
    "screening",
    "excluded",
    "unlocated",
    *("beyond", "elsewhere", "left_out"),
    "farther",
)


BARRED = ("beyond", "elsewhere")  # out of reach by the limits of the question


def code(row: AroundSite, excluded: Collection[str], offer: Offer | None, used_tiers: Collection[int]) -> str:
    """Why a site of allocation.sql was not used; `farther`: it has room, but nobody was left or others lay nearer."""
    if row.site_id in excluded:
        return "excluded"
    if row.type in PASSED_THROUGH:
        return "screening"
    if row.status_then == "closed":
        return "closed"
    if offer is not None and offer.tier in used_tiers:
        return "unlocated" if offer.metres is None else offer.barred or "farther"
    if not row.receives:
        return "not_open"
    if row.free is None and row.doubted:
        return "in_doubt"
    if row.free is None:
        if row.changed_since:
            return "changed"
        return "out_of_date" if row.out_of_date else "unknown"
    return "full" if row.free == 0 else "left_out"


def counted(of_code: str, count: int) -> str:
    """`25 of unknown capacity`, as a part of a sentence."""
    n = number(count)
    return {
        "unknown": ngettext("%(n)s of unknown capacity", "%(n)s of unknown capacity", count, n=n),
        "in_doubt": ngettext("%(n)s with a count in doubt", "%(n)s with counts in doubt", count, n=n),
        "out_of_date": ngettext("%(n)s with a count out of date", "%(n)s with counts out of date", count, n=n),
        "changed": ngettext("%(n)s changed since its count", "%(n)s changed since their counts", count, n=n),
        "full": ngettext("%(n)s full", "%(n)s full", count, n=n),
        "not_open": ngettext("%(n)s not known to be open", "%(n)s not known to be open", count, n=n),
        "closed": ngettext("%(n)s closed", "%(n)s closed", count, n=n),
        "screening": ngettext("%(n)s for screening or reception", "%(n)s for screening or reception", count, n=n),
        "excluded": ngettext("%(n)s left out as asked", "%(n)s left out as asked", count, n=n),
        "unlocated": ngettext("%(n)s at an unknown position", "%(n)s at unknown positions", count, n=n),
        "beyond": ngettext("%(n)s with room beyond the distance", "%(n)s with room beyond the distance", count, n=n),
        "elsewhere": ngettext(
            "%(n)s with room in another governorate", "%(n)s with room in other governorates", count, n=n
        ),
        "left_out": ngettext("%(n)s counted otherwise than asked", "%(n)s counted otherwise than asked", count, n=n),
        "farther": ngettext("%(n)s with room but not needed", "%(n)s with room but not needed", count, n=n),
    }[of_code]


def reason(row: AroundSite, of_code: str, later: Sequence[ChangedSince], offer: Offer | None) -> str:
    """Why this very site was passed over, with its figures and their days.

    `later`: what made its count old. `offer`: what it has, by what is known.
    """
    if of_code == "unknown":
        return _uncounted(row)
    if of_code == "out_of_date":
        return _out_of_date(row)
    if of_code == "changed":
        return _("Changed since: %(count)s; then %(later)s", count=_plots(row), later=since_then(later))
    if of_code == "full":
        return _full(row)
    if of_code == "not_open":
        return _("%(status)s; nobody is sent there", status=terms.site_status(row.status_then).capitalize())
    return {
        "in_doubt": _("The count of %(day)s is in doubt: nobody has confirmed it", day=_counted_on(row)),
        "closed": _("Closed"),
        "screening": _("People pass through here; nobody has places"),
        "excluded": _("Left out as asked"),
        "unlocated": _("Has room (%(free)s), but its position is not known", free=_places_free(offer)),
        "beyond": _("Has room (%(free)s), but lies beyond the distance", free=_places_free(offer)),
        "elsewhere": _("Has room (%(free)s), but in another governorate", free=_places_free(offer)),
        "left_out": _("Has room (%(free)s), but is not of the counts asked for", free=_places_free(offer)),
        "farther": _("Has room (%(free)s), but others lie nearer", free=_places_free(offer)),
    }[of_code]


def _places_free(offer: Offer | None) -> str:
    free = offer.places if offer is not None else 0
    return ngettext("%(count)s place free", "%(count)s places free", free, count=number(free))


def _counted_on(row: AroundSite) -> str:
    return day(row.counted_as_of, row.counted_precision, short=True)


def _uncounted(row: AroundSite) -> str:
    if is_withheld(row, "free"):
        return _("Free places: %(withheld)s, counted %(day)s", withheld=terms.withheld(), day=_counted_on(row))
    if row.families is None:
        return _("Plots ready and occupied never stated together")
    return _(
        "Families %(families)s (%(day)s); plots ready and occupied never stated together",
        families=qualified(row.families, row.families_qualifier),
        day=day(row.families_as_of, row.families_precision, short=True),
    )


def _plots(row: AroundSite) -> str:
    return ngettext(
        "%(occupied)s of %(ready)s plot (%(day)s)",
        "%(occupied)s of %(ready)s plots (%(day)s)",
        row.ready or 0,
        occupied=number(row.occupied),
        ready=number(row.ready),
        day=_counted_on(row),
    )


def _out_of_date(row: AroundSite) -> str:
    count = _plots(row)
    if row.overtaken_by_families is not None:
        return ngettext(
            "Out of date: %(count)s, %(families)s family by %(then)s",
            "Out of date: %(count)s, %(families)s families by %(then)s",
            row.overtaken_by_families,
            count=count,
            families=number(row.overtaken_by_families),
            then=day(row.overtaken_on, row.overtaken_precision, short=True),
        )
    return _("Out of date: %(count)s, said to be full since", count=count)


def _full(row: AroundSite) -> str:
    figures = {
        "taken": number(row.occupied),
        "ready": number(row.ready),
        "day": _counted_on(row),
    }
    sentence = ngettext(
        "Full: %(taken)s of %(ready)s plot (%(day)s)",
        "Full: %(taken)s of %(ready)s plots (%(day)s)",
        row.ready or 0,
        **figures,
    )
    return with_reserved(sentence, row)
