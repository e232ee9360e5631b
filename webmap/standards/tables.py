"""The gaps as tables: in all, by site, health and shelter."""

from collections.abc import Callable, Sequence
from typing import Any

from geodata.standards import Standard
from webmap import words
from webmap.data_table import Cell, Column, DataTable
from webmap.i18n import day, km, ngettext, number, qualified
from webmap.i18n import gettext as _
from webmap.layers import service_words, services
from webmap.layers.sites import families, individuals
from webmap.layers.sources import source_cell
from webmap.standards import standard_words
from webmap.standards.assessed import Assessed, HealthRow, Total
from webmap.standards.gaps import LEVELS, Arriving, Gap
from webmap.standards.there import There

SiteAddress = Callable[[str], str]


def totals_table(totals: Sequence[Total], sites: int, *, with_after: bool) -> DataTable:
    columns = [
        Column("indicator", _("Indicator")),
        Column("limit", _("Limit")),
        Column("sites_computed", _("Sites computed"), numeric=True),
        Column("people_computed", _("People in them"), numeric=True),
        Column("missing", _("Missing"), numeric=True),
        *([Column("missing_after", _("Missing after the arrival"), numeric=True)] if with_after else []),
        *[Column(level, standard_words.level(level), numeric=True) for level in LEVELS],
        Column("not_known", _("not known"), numeric=True),
    ]
    return DataTable(
        caption=_("In all sites with known figures"),
        columns=columns,
        rows=[_total_cells(total, sites, with_after=with_after) for total in totals],
    )


def _total_cells(total: Total, sites: int, *, with_after: bool) -> list[Cell]:
    known = total.computed > 0
    return [
        Cell(standard_words.indicator(total.standard.indicator), total.standard.indicator),
        Cell(standard_words.limit(total.standard), float(total.standard.limit)),
        Cell(_("%(count)s of %(total)s", count=number(total.computed), total=number(sites)), total.computed),
        Cell(number(total.people), total.people),
        _counted(total.missing if known else None),
        *([_counted(total.missing_after if known else None)] if with_after else []),
        *[Cell(number(total.levels[level]), total.levels[level]) for level in LEVELS],
        Cell(number(sites - total.computed), sites - total.computed),
    ]


def _counted(value: int | None) -> Cell:
    return Cell(number(value) if value is not None else _("not known"), value, unknown=value is None)


def sites_table(
    assessed: Sequence[Assessed], address_of: SiteAddress, arriving: Arriving | None, csv_href: str = ""
) -> DataTable:
    """A row for each site and limit; needed and missing are whole units."""
    columns = [
        Column("site", _("Site")),
        Column("indicator", _("Indicator")),
        Column("people", _("People"), numeric=True),
        Column("people_as_of", _("counted")),
        Column("there", _("There"), numeric=True),
        Column("there_as_of", _("reported")),
        Column("needed", _("Needed"), numeric=True),
        Column("missing", _("Missing"), numeric=True),
        Column("level", _("Standard")),
    ]
    if arriving:
        columns += [
            Column("people_after", _("People after"), numeric=True),
            Column("missing_after", _("Missing after"), numeric=True),
            Column("level_after", _("Standard after")),
        ]
    return DataTable(
        caption=_("By site"),
        columns=[*columns, Column("source", _("Source"))],
        rows=[_site_cells(one, address_of, arriving) for one in assessed],
        csv_href=csv_href,
        empty=_("No site has both its people and one of these figures known."),
    )


def _site_cells(one: Assessed, address_of: SiteAddress, arriving: Arriving | None) -> list[Cell]:
    people = individuals(one.site)
    cells = [
        site_cell(one.site, address_of),
        Cell(standard_words.indicator(one.standard.indicator), one.standard.indicator),
        Cell(people.text(), people.value, unknown=people.value is None),
        Cell(people.when(), people.as_of),
        _there_cell(one.there),
        _there_on(one.there),
        _counted(one.now.needed if one.now else None),
        _counted(one.now.missing if one.now else None),
        _level_cell(one.now),
    ]
    if arriving:
        cells += _after_cells(one, here=one.site.site_id == arriving.site_id)
    return [*cells, source_cell(one.there.stated) if one.there else Cell("", None)]


def _after_cells(one: Assessed, *, here: bool) -> list[Cell]:
    """After the arrival; where nobody arrives, what is there now in files and a word on the page."""
    if here:
        people = qualified(one.people_after, one.site.individuals_qualifier)
        return [
            Cell(people, one.people_after, unknown=one.people_after is None),
            _counted(one.after.missing if one.after else None),
            _level_cell(one.after),
        ]
    now = one.now
    return [
        Cell(_("unchanged"), one.site.individuals),
        Cell("", now.missing if now else None),
        Cell("", now.level if now else None),
    ]


def site_cell(site: Any, address_of: SiteAddress) -> Cell:
    return Cell(site.shown_name, site.name, href=address_of(site.site_id), lang=site.shown_lang)


def _there_cell(there: There | None) -> Cell:
    if there is None:
        return Cell(_("not known"), None, unknown=True)
    value = standard_words.units(there.value)
    notes = [standard_words.basis(there.basis)]
    if there.stated.confidence == "approximate":
        notes.append(words.confidence("approximate"))
    return Cell(qualified(value, there.qualifier), value, note=_(", ").join(filter(None, notes)))


def _there_on(there: There | None) -> Cell:
    if there is None:
        return Cell("", None)
    return Cell(day(there.as_of, there.precision, short=True), there.as_of)


def _level_cell(found: Gap | None) -> Cell:
    if found is None:
        return Cell(standard_words.level(None), None, unknown=True)
    note = "" if found.level == "reached" else _("%(percent)s %% of what is needed", percent=number(found.percent))
    return Cell(standard_words.level(found.level), found.level, note=note)


def health_table(rows: Sequence[HealthRow], limit: Standard, address_of: SiteAddress) -> DataTable:
    within = number(float(limit.limit))
    columns = [
        Column("site", _("Site")),
        Column("families", _("Families"), numeric=True),
        Column("families_as_of", _("counted")),
        Column("farther", _("Farther than %(km)s km", km=within)),
        Column("distance_km", _("Distance"), numeric=True),
        Column("service", _("Nearest known health service")),
        Column("known_on", _("Stated on")),
    ]
    return DataTable(
        caption=_("Sites and the nearest known health service"),
        columns=columns,
        rows=[_health_cells(row, address_of) for row in rows],
    )


def _health_cells(row: HealthRow, address_of: SiteAddress) -> list[Cell]:
    there, near = families(row.site), row.nearest
    told = {True: _("farther"), False: _("within"), None: _("not known")}[row.far]
    arriving = "" if row.families_after is None else _("%(count)s after the arrival", count=number(row.families_after))
    cells = [
        site_cell(row.site, address_of),
        Cell(there.text(), there.value, note=arriving, unknown=there.value is None),
        Cell(there.when(), there.as_of),
        Cell(told, {True: "yes", False: "no", None: None}[row.far], unknown=row.far is None),
    ]
    if near is None:
        return [*cells, Cell(_("unknown"), None, unknown=True), Cell(_("none known"), None), Cell("", None)]
    return [
        *cells,
        Cell(km(near.metres), round(near.metres / 1000, 3)),
        Cell(near.shown_name, lang=near.shown_lang, note=service_words.service_kind(near.kind)),
        Cell(day(near.known_on, near.known_on_precision, short=True), near.known_on),
    ]


def shelter_table(
    figures: Sequence[Any], transitional: Sequence[Any], sites: dict[str, Any], address_of: SiteAddress
) -> DataTable:
    """Tents, caravans and transitional shelters as their sources print them; nothing is added up here."""
    columns = [
        Column("place", _("Site or project")),
        Column("kind", _("Shelter")),
        Column("number", _("Number"), numeric=True),
        Column("as_of", _("reported")),
        Column("source", _("Source")),
    ]
    rows = [_shelter_cells(row, sites[row.site_id], address_of) for row in figures if row.site_id in sites]
    in_caravans = {row.site_id for row in figures if row.metric == "caravans"}  # the same caravans are a project, too
    rows += [_transitional_cells(row) for row in transitional if row.site_id not in in_caravans]
    return DataTable(
        caption=_("Tents, caravans and transitional shelters, where reported"),
        columns=columns,
        rows=rows,
        empty=_("No source reports shelters by this day."),
    )


def _shelter_cells(row: Any, site: Any, address_of: SiteAddress) -> list[Cell]:
    return [
        site_cell(site, address_of),
        Cell(words.site_metric(row.metric), row.metric),
        Cell(qualified(float(row.value), row.qualifier), float(row.value)),
        Cell(day(row.as_of, row.as_of_precision, short=True), row.as_of),
        source_cell(row),
    ]


def _transitional_cells(row: Any) -> list[Cell]:
    return [
        Cell(row.shown_name, lang=row.shown_lang),
        Cell(_("Transitional shelters"), "transitional_shelters", note=service_words.service_status(row.status_then)),
        Cell(services.size(row), None if row.capacity is None else float(row.capacity)),
        Cell(day(row.known_on, row.known_on_precision, short=True), row.known_on),
        source_cell(row),
    ]


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


def far_sentence(rows: Sequence[HealthRow], limit: Standard) -> str:
    """How many families live farther than the limit from every known health service."""
    far = [row for row in rows if row.far]
    within = number(float(limit.limit))
    if not far:
        return _("No site with a known position is farther than %(km)s km from a known health service.", km=within)
    counted = [row for row in far if row.site.families is not None]
    if not counted:  # no number is known, which is not none
        return ngettext(
            "%(far)s site lies farther than %(km)s km from every known health service; its families are not known.",
            "%(far)s sites lie farther than %(km)s km from every known health service; families are not known in any"
            " of them.",
            len(far),
            far=number(len(far)),
            km=within,
        )
    count = sum(row.families_after or row.site.families for row in counted)
    return ngettext(
        "%(families)s family is known to live farther than %(km)s km from every known health service; families are"
        " known in %(counted)s of %(far)s such sites.",
        "%(families)s families are known to live farther than %(km)s km from every known health service; families are"
        " known in %(counted)s of %(far)s such sites.",
        count,
        families=number(count),
        km=within,
        counted=number(len(counted)),
        far=number(len(far)),
    )
