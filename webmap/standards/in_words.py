"""One limit at one site in a line: where a table has no room, and where nobody reads one."""

from collections.abc import Sequence
from typing import NamedTuple

from geodata.rules.gaps import of_needed
from webmap.standards import standard_words
from webmap.standards.apart_words import told_apart
from webmap.standards.assessed import Assessed
from webmap.standards.cells import there_cell, there_on
from webmap.words import terms
from webmap.words.i18n import gettext as _
from webmap.words.i18n import number, qualified


class InWords(NamedTuple):
    """`sentence`: how far the limit is met, or why nobody can tell. `rests_on`: what is there, of which day, and what
    is needed; empty where nothing is known to be there."""

    sentence: str
    rests_on: str


def in_words(assessed: Sequence[Assessed]) -> list[InWords]:
    """In the order given."""
    return [InWords(sentence(one), _rests_on(one)) for one in assessed]


def sentence(one: Assessed) -> str:
    """`Latrines: 120 missing (at most 20 persons for a latrine)`; where nothing can be told, why."""
    return _("%(what)s: %(said)s", what=standard_words.indicator(one.standard.indicator), said=_said(one))


def _said(one: Assessed) -> str:
    if one.is_withheld or (one.there is None and one.there_withheld):
        return terms.withheld()
    if one.there is None:
        return _("what is there is not known")
    if one.again:
        return _("%(said)s (%(why)s)", said=standard_words.level("again"), why=told_apart(one))
    if one.now is None:
        return _("the people are not known")
    if one.now.level == "reached":
        said = standard_words.level("reached")
    elif one.now.missing is None:
        said = _("%(percent)s %% of what is needed", percent=number(one.now.percent))
    else:
        said = _("%(missing)s missing", missing=qualified(one.now.missing, one.missing_qualifier))
    return _("%(said)s (%(why)s)", said=said, why=standard_words.limit(one.standard))


def _rests_on(one: Assessed) -> str:
    if one.there is None:
        return ""
    found = there_cell(one)
    there = f"{found.text} ({found.note})" if found.note and found.text else found.text or found.note
    parts = [_("there: %(there)s", there=there), there_on(one.there).text]
    if one.now and one.now.needed is not None:
        parts.append(_("needed: %(needed)s", needed=qualified(one.now.needed, of_needed(one.people.qualifier))))
    return _(", ").join(filter(None, parts))
