"""How old a figure is, in words: a figure of a month has no one age."""

from datetime import date

from geodata.rules.freshness import age
from webmap.words.i18n import gettext as _
from webmap.words.i18n import number


def days_of_age(as_of: date, precision: str | None, at: date) -> tuple[str, int]:
    """The days as `4`, or `5 to 35` where the figure is of some day of an interval; and the most, for the plural."""
    least, most = age(as_of, precision, at)
    if least == most:
        return number(most), most
    return _("%(least)s to %(most)s", least=number(least), most=number(most)), most
