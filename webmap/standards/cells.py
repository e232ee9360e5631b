"""The cells that tell how far one site meets one limit: what is there, what is missing, of which day."""

from geodata.rules.gaps import Gap
from geodata.rules.provision import Provision
from webmap.answers.data_table import Cell, withheld
from webmap.standards import standard_words
from webmap.standards.apart_words import for_one, told_apart
from webmap.standards.assessed import Assessed
from webmap.words import terms
from webmap.words.i18n import day, number, qualified
from webmap.words.i18n import gettext as _


def counted(value: int | None, qualifier: str | None = None, *, again: bool = False, held: bool = False) -> Cell:
    """`held`: it would rest on a figure that is withheld; `again`: on figures to be counted again."""
    if value is None and held:
        return withheld()
    unknown = standard_words.level("again" if again else None)
    shown = unknown if value is None else qualified(value, qualifier)
    return Cell(shown, value, unknown=value is None, qualifier=qualifier)


def missing_cell(found: Gap | None, one: Assessed) -> Cell:
    """A limit that is met lacks nothing, however exact the figures are."""
    missing = found.missing if found else None
    return counted(missing, one.missing_qualifier if missing else None, again=one.again, held=one.is_withheld)


def there_cell(one: Assessed) -> Cell:
    there, amount = one.there, one.amount
    if there is None:
        return withheld() if one.there_withheld else Cell(_("not known"), None, unknown=True)
    rate = for_one(one.standard, there.value) if there.is_rate else ""
    sure = terms.confidence("approximate") if there.stated.confidence == "approximate" else ""
    if amount is None:
        return Cell(rate, None, note=sure)
    value = standard_words.units(amount)
    notes = (rate, standard_words.basis(there.basis), sure)
    shown, exactness = (round(amount), "approx") if there.is_rate else (value, there.qualifier)
    return Cell(qualified(shown, exactness), value, note=_(", ").join(filter(None, notes)), qualifier=exactness)


def there_on(there: Provision | None) -> Cell:
    if there is None:
        return Cell("", None)
    return Cell(day(there.as_of, there.precision, short=True), there.as_of, precision=there.precision)


def level_cell(one: Assessed) -> Cell:
    found = level_of(one.now, one)
    notes = (found.note, told_apart(one))
    return found._replace(note=_("; ").join(filter(None, notes)))


def level_of(found: Gap | None, one: Assessed) -> Cell:
    """Or why nothing can be told of the site."""
    otherwise = "again" if one.again else None
    if found is None and one.is_withheld:
        return withheld()
    if found is None:
        return Cell(standard_words.level(otherwise), otherwise and "count_again", unknown=True)
    note = "" if found.level == "reached" else _("%(percent)s %% of what is needed", percent=number(found.percent))
    return Cell(standard_words.level(found.level), found.level, note=note)
