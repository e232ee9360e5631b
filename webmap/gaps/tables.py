"""The gaps as tables: in all, by site, and the limits."""

from collections.abc import Callable, Sequence

from geodata.rules.gaps import LEVELS, Gap, of_needed
from geodata.rules.provision import Provision
from geodata.rules.standards import Standard
from geodata.statements.site_rows import SiteOnDay
from webmap.answers.data_table import Cell, Column, DataTable, Rows, withheld
from webmap.answers.sources import source_cell
from webmap.gaps import standard_words
from webmap.gaps.apart_words import for_one, told_apart
from webmap.gaps.assessed import Assessed, Total
from webmap.gaps.findings import Gaps
from webmap.gaps.people import People, how_estimated, when
from webmap.words import terms
from webmap.words.i18n import day, number, qualified
from webmap.words.i18n import gettext as _

SiteAddress = Callable[[str], str]


def totals_table(found: Gaps) -> DataTable:
    """A row for each limit. What is missing stands beside its name, where a narrow screen shows it."""
    after = bool(found.question.arriving)
    with_withheld = any(total.withheld for total in found.totals)
    columns = [
        Column("indicator", _("Indicator")),
        Column("missing", _("Missing"), numeric=True, qualified=True),
        *([Column("missing_after", _("Missing after the arrival"), numeric=True, qualified=True)] if after else []),
        Column("limit", _("Limit")),
        Column("sites_computed", _("Sites computed"), numeric=True),
        *[Column(level, standard_words.level(level), numeric=True) for level in LEVELS],
        Column("count_again", standard_words.level("again"), numeric=True),
        Column("not_known", _("not known"), numeric=True),
        *([Column("withheld", terms.withheld(), numeric=True)] if with_withheld else []),
    ]
    return DataTable(
        caption=_("In all sites with known figures"),
        columns=columns,
        rows=[
            _total_cells(total, len(found.sites), after=after)
            + ([Cell(number(total.withheld), total.withheld)] if with_withheld else [])
            for total in found.totals
        ],
    )


def _total_cells(total: Total, sites: int, *, after: bool) -> list[Cell]:
    unknown = sites - total.computed - total.again - total.withheld
    return [
        Cell(standard_words.indicator(total.standard.indicator), total.standard.indicator),
        _summed(total, total.missing, "now"),
        *([_summed(total, total.missing_after, "after")] if after else []),
        Cell(standard_words.limit(total.standard), float(total.standard.limit)),
        Cell(_("%(count)s of %(total)s", count=number(total.computed), total=number(sites)), total.computed),
        *[Cell(number(total.levels[level]), total.levels[level]) for level in LEVELS],
        Cell(number(total.again), total.again),
        Cell(number(unknown), unknown),
    ]


def _summed(total: Total, missing: int, when: str) -> Cell:
    """At least so many, where it is not known what the gap of some sites makes."""
    if not total.computed:
        return _counted(None, held=total.withheld > 0)
    return _counted(missing, total.qualifier(when))


def _counted(value: int | None, qualifier: str | None = None, *, again: bool = False, held: bool = False) -> Cell:
    """`held`: it would rest on a figure that is withheld; `again`: on figures to be counted again."""
    if value is None and held:
        return withheld()
    unknown = standard_words.level("again" if again else None)
    shown = unknown if value is None else qualified(value, qualifier)
    return Cell(shown, value, unknown=value is None, qualifier=qualifier)


def _missing(found: Gap | None, one: Assessed) -> Cell:
    """A limit that is met lacks nothing, however exact the figures are."""
    missing = found.missing if found else None
    return _counted(missing, one.missing_qualifier if missing else None, again=one.again, held=one.is_withheld)


def sites_table(assessed: Sequence[Assessed], found: Gaps, address_of: SiteAddress, csv_href: str = "") -> DataTable:
    """A row for each site and limit; needed and missing are whole units. What is missing stands beside the name."""
    after = bool(found.question.arriving)
    columns = [
        Column("site", _("Site")),
        Column("indicator", _("Indicator")),
        Column("missing", _("Missing"), numeric=True, qualified=True),
        *([Column("missing_after", _("Missing after"), numeric=True, qualified=True)] if after else []),
        Column("level", _("Standard")),
        *([Column("level_after", _("Standard after"))] if after else []),
        Column("needed", _("Needed"), numeric=True, qualified=True),
        Column("there", _("There"), numeric=True, qualified=True),
        Column("there_as_of", _("reported")),
        Column("people", _("People"), numeric=True, qualified=True),
        Column("people_as_of", _("counted")),
        *([Column("people_after", _("People after"), numeric=True)] if after else []),
        Column("source", _("Source")),
    ]
    return DataTable(
        caption=_("By site"),
        columns=columns,
        rows=Rows(assessed, lambda one: _site_cells(one, found, address_of)),
        csv_href=csv_href,
        empty=_("No site has both its people and one of these figures known."),
        file_keys=("people_basis", "there_basis", "days_apart", "site_id"),
        file_values=[_file_values(one) for one in assessed],
    )


def _file_values(one: Assessed) -> tuple[str | int | None, ...]:
    there, apart = one.there, one.apart
    return one.people.basis, there.basis if there else None, apart.days if apart else None, one.site.site_id


def _site_cells(one: Assessed, found: Gaps, address_of: SiteAddress) -> list[Cell]:
    missing, level, people = _after_cells(one, found) if found.question.arriving else ([], [], [])
    how = how_estimated(one.people, found.question.family_size)
    return [
        site_cell(one.site, address_of),
        Cell(standard_words.indicator(one.standard.indicator), one.standard.indicator),
        _missing(one.now, one),
        *missing,
        _level_cell(one),
        *level,
        _counted(one.now.needed if one.now else None, of_needed(one.people.qualifier), held=one.is_withheld),
        _there_cell(one),
        _there_on(one.there),
        withheld() if one.people.withheld else _people(one.people, how),
        Cell(when(one.people), one.people.as_of),
        *people,
        source_cell(one.there.stated) if one.there else Cell("", None),
    ]


def _people(found: People, how: str) -> Cell:
    return Cell(found.text(), found.value, note=how, unknown=found.value is None, qualifier=found.qualifier)


def _after_cells(one: Assessed, found: Gaps) -> tuple[list[Cell], list[Cell], list[Cell]]:
    """What is missing, the level and the people after the arrival; where nobody arrives, what is there now in files
    and a word on the page."""
    if one.site.site_id in found.question.arriving:
        people = Cell(one.people.text(one.people_after), one.people_after, unknown=one.people_after is None)
        return [_missing(one.after, one)], [_level_of(one.after, one)], [people]
    now = one.now
    return (
        [Cell(_("unchanged"), now.missing if now else None, qualifier=_missing(now, one).qualifier)],
        [Cell("", now.level if now else None)],
        [Cell("", one.people.value)],
    )


def site_cell(site: SiteOnDay, address_of: SiteAddress) -> Cell:
    return Cell(site.shown_name, site.name, href=address_of(site.site_id), lang=site.shown_lang)


def _there_cell(one: Assessed) -> Cell:
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


def _there_on(there: Provision | None) -> Cell:
    if there is None:
        return Cell("", None)
    return Cell(day(there.as_of, there.precision, short=True), there.as_of)


def _level_cell(one: Assessed) -> Cell:
    found = _level_of(one.now, one)
    notes = (found.note, told_apart(one))
    return found._replace(note=_("; ").join(filter(None, notes)))


def _level_of(found: Gap | None, one: Assessed) -> Cell:
    """Or why nothing can be told of the site."""
    otherwise = "again" if one.again else None
    if found is None and one.is_withheld:
        return withheld()
    if found is None:
        return Cell(standard_words.level(otherwise), otherwise and "count_again", unknown=True)
    note = "" if found.level == "reached" else _("%(percent)s %% of what is needed", percent=number(found.percent))
    return Cell(standard_words.level(found.level), found.level, note=note)


def limits_table(limits: Sequence[Standard]) -> DataTable:
    """The limits of the set, with who says so."""
    columns = [Column("limit", _("Limit")), Column("source", _("Source")), Column("remark", _("Remark"))]
    rows = [
        [
            Cell(standard_words.limit(one), float(one.limit)),
            Cell(one.source, one.source, href=one.source_url or None, lang="en"),
            Cell(one.note, one.note, lang="en", note=standard_words.mark(one.mark)),
        ]
        for one in limits
    ]
    return DataTable(caption=_("The limits and their sources"), columns=columns, rows=rows)
