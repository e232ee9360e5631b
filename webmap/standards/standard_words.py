"""The words for limits, for how far they are met, and for so many units more."""

from datetime import date
from fractions import Fraction

from geodata.rules.standards import Standard, applied_back
from webmap.words.i18n import gettext as _
from webmap.words.i18n import ngettext, number, per_language, qualified


def set_name(code: str, at: date) -> str:
    """The set, and that it is younger than the day where it is."""
    year = applied_back(code, at)
    name = _set_name(code)
    return _("%(set)s (agreed %(year)s, applied back)", set=name, year=year) if year else name


@per_language
def _set_name(code: str) -> str:
    return {
        "cccm-iraq": _("Iraq CCCM targets"),
        "sphere-first": _("Sphere, first phase"),
        "sphere": _("Sphere"),
        "unhcr": _("UNHCR, emergency"),
        "unhcr-later": _("UNHCR, post-emergency"),
    }[code]


@per_language
def indicator(code: str) -> str:
    return {
        "latrines": _("Latrines"),
        "showers": _("Showers"),
        "water_litres": _("Water, litres a day"),
        "water_points": _("Water points"),
        "covered_area": _("Covered shelter, m²"),
        "shelters": _("Shelters"),
    }[code]


def limit(standard: Standard) -> str:
    value = number(float(standard.limit))
    return {
        "latrines": _("at most %(value)s persons for a latrine", value=value),
        "showers": _("at most %(value)s persons for a shower", value=value),
        "water_litres": _("at least %(value)s litres a person and day", value=value),
        "water_points": _("at most %(value)s persons for a tap", value=value),
        "covered_area": _("at least %(value)s m² a person", value=value),
        "shelters": _("at most %(value)s persons for a shelter", value=value),
        "health_distance": _("at most %(value)s km to primary health care", value=value),
    }[standard.indicator]


def more(code: str, count: int, qualifier: str | None = None) -> str:
    """So many more of it are needed."""
    shown = qualified(count, qualifier)
    return {
        "latrines": ngettext("%(count)s more latrine", "%(count)s more latrines", count, count=shown),
        "showers": ngettext("%(count)s more shower", "%(count)s more showers", count, count=shown),
        "water_litres": ngettext(
            "%(count)s more litre of water a day", "%(count)s more litres of water a day", count, count=shown
        ),
        "water_points": ngettext("%(count)s more water point", "%(count)s more water points", count, count=shown),
        "covered_area": ngettext(
            "%(count)s m² more of covered shelter", "%(count)s m² more of covered shelter", count, count=shown
        ),
        "shelters": ngettext("%(count)s more shelter", "%(count)s more shelters", count, count=shown),
    }[code]


@per_language
def level(code: str | None) -> str:
    """How far a limit is met; unknown is not a fail."""
    return {
        None: _("not known"),
        "again": _("count again"),
        "reached": _("reached"),
        "near": _("50–99 %"),
        "below": _("below 50 %"),
    }[code]


@per_language
def mark(code: str) -> str:
    return {
        "": "",
        "unchecked": _("general knowledge, not checked against its source"),
        "inference": _("concluded, not read in its source"),
    }[code]


@per_language
def basis(code: str) -> str:
    """Where a number of units comes from; a count needs no words, and a rate has its own (apart_words)."""
    return {"count": "", "rate": "", "kinds": _("kinds added")}[code]


def units(value: Fraction) -> int | float:
    """A whole number where it is one, else one decimal."""
    return int(value) if value.denominator == 1 else round(float(value), 1)
