"""A site that moved, in words: how far, which way, from where to where and of which days."""

from webmap.changes.rows import Move
from webmap.words import terms
from webmap.words.i18n import day, isolated, km, number, qualified
from webmap.words.i18n import gettext as _

EXACT = ("exact", "derived")


def sentence(row: Move, name: str) -> str:
    """`X moved 3.2 km to the south-east (position of 23 November 2026, before: 4 April 2017).`"""
    return _(
        "%(site)s moved %(distance)s to the %(direction)s (position of %(day)s, before: %(before)s).",
        site=name,
        distance=distance(row),
        direction=direction(row),
        day=day(row.moved_on),
        before=before(row),
    )


def distance(row: Move) -> str:
    """Whole kilometres and a sign where one of the positions is not exact."""
    if row.precision not in EXACT or row.from_precision not in EXACT:
        return _("%(distance)s km", distance=qualified(max(1, round(row.metres / 1000)), "approx"))
    if row.metres < 950:
        return _("%(distance)s m", distance=number(round(row.metres / 10) * 10))
    return km(row.metres)


def direction(row: Move) -> str:
    return terms.compass(round(row.bearing / 45) % 8)


def before(row: Move) -> str:
    """The day of the former position, else where it was read: reference lists give positions no day."""
    if row.as_of is not None:
        return day(row.as_of)
    if row.coord_source:
        return _("as in “%(source)s”", source=isolated(row.coord_source))
    return _("its day is not stated")


def position(lat: float, lon: float) -> str:
    """Degrees, latitude first, as this product reads them."""
    return f"{_degrees(lat)}, {_degrees(lon)}"


def _degrees(value: float) -> str:
    return f"{value:.5f}".rstrip("0").rstrip(".")
