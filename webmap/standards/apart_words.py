"""The words for figures of days too far apart to make a gap, and for rates."""

from fractions import Fraction

from geodata.rules.standards import Standard
from webmap.standards.assessed import Assessed
from webmap.words.i18n import day, ngettext, number, qualified
from webmap.words.i18n import gettext as _


def for_one(standard: Standard, units: Fraction) -> str:
    """`17.9 people a latrine`, `15 litres a person and day`: so many units for one person, as people say it.

    Empty where there is not one unit for all of them.
    """
    if standard.direction == "max":
        if not units:
            return ""
        units = 1 / units
    count = round(float(units), 1)
    value, of = number(count), int(count) if count == int(count) else 11  # a fraction takes the form of many
    return {
        "latrines": ngettext("%(value)s person a latrine", "%(value)s people a latrine", of, value=value),
        "showers": ngettext("%(value)s person a shower", "%(value)s people a shower", of, value=value),
        "water_litres": ngettext(
            "%(value)s litre a person and day", "%(value)s litres a person and day", of, value=value
        ),
        "water_points": ngettext("%(value)s person a tap", "%(value)s people a tap", of, value=value),
        "covered_area": _("%(value)s m² a person", value=value),
        "shelters": ngettext("%(value)s person a shelter", "%(value)s people a shelter", of, value=value),
    }[standard.indicator]


def told_apart(one: Assessed) -> str:
    """`17.9 people a latrine (Nov 2016); ≈4 times as many people since`; empty for figures that belong together."""
    if one.apart is None or one.there is None:
        return ""
    then, times = one.apart.then, one.apart.times
    if then is None or times is None or not then.people:
        return ngettext(
            "up to %(count)s day apart", "up to %(count)s days apart", one.apart.days, count=number(one.apart.days)
        )
    since = _("%(times)s times as many people since", times=qualified(round(float(times), 1), "approx"))
    rate = "" if one.there.is_rate else for_one(one.standard, one.there.value / then.people)
    if not rate:
        return since
    when = day(one.there.as_of, one.there.precision, short=True)
    return _("%(rate)s (%(day)s); %(since)s", rate=rate, day=when, since=since)
