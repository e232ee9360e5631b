"""The gaps as tables: in all, by site, and the limits."""

from collections.abc import Callable, Sequence

from geodata.rules.gaps import LEVELS, of_needed
from geodata.rules.standards import Standard
from geodata.statements.site_state import SiteState
from webmap.answers.data_table import Cell, Column, DataTable, Rows, withheld
from webmap.answers.sources import source_cell
from webmap.gaps.findings import Gaps
from webmap.gaps.in_all import Total
from webmap.standards import standard_words
from webmap.standards.assessed import Assessed
from webmap.standards.cells import counted, level_cell, level_of, missing_cell, there_cell, there_on
from webmap.standards.people import People, how_estimated, when
from webmap.words import terms
from webmap.words.i18n import gettext as _
from webmap.words.i18n import number

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
        return counted(None, held=total.withheld > 0)
    return counted(missing, total.qualifier(when))


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
        Column("there_as_of", _("reported"), dated=True),
        Column("people", _("People"), numeric=True, qualified=True),
        Column("people_as_of", _("counted"), dated=True),
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
        missing_cell(one.now, one),
        *missing,
        level_cell(one),
        *level,
        counted(one.now.needed if one.now else None, of_needed(one.people.qualifier), held=one.is_withheld),
        there_cell(one),
        there_on(one.there),
        withheld() if one.people.withheld else _people(one.people, how),
        Cell(when(one.people), one.people.as_of, precision=one.people.precision),
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
        return [missing_cell(one.after, one)], [level_of(one.after, one)], [people]
    now = one.now
    return (
        [Cell(_("unchanged"), now.missing if now else None, qualifier=missing_cell(now, one).qualifier)],
        [Cell("", now.level if now else None)],
        [Cell("", one.people.value)],
    )


def site_cell(site: SiteState, address_of: SiteAddress) -> Cell:
    return Cell(site.shown_name, site.name, href=address_of(site.site_id), lang=site.shown_lang)


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
