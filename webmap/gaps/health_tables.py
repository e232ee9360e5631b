"""Health services and shelters as tables and in a sentence."""

from collections.abc import Mapping, Sequence

from geodata.rules.figures import of_sum
from geodata.rules.freshness import OLD_AFTER
from geodata.rules.standards import Standard
from geodata.statements.site_rows import SiteOnDay
from webmap.answers.data_table import Cell, Column, DataTable, withheld
from webmap.answers.sources import source_cell
from webmap.gaps.in_all import HealthRow
from webmap.gaps.rows import NearestHealth, Transitional
from webmap.gaps.tables import SiteAddress, site_cell
from webmap.layers.services.table import size
from webmap.layers.sites.state import families
from webmap.standards.rows import Shelters
from webmap.words import services as service_words
from webmap.words import terms
from webmap.words.i18n import day, isolated, km, ngettext, number, qualified
from webmap.words.i18n import gettext as _


def health_table(rows: Sequence[HealthRow], limit: Standard, address_of: SiteAddress) -> DataTable:
    within = number(float(limit.limit))
    columns = [
        Column("site", _("Site")),
        Column("families", _("Families"), numeric=True),
        Column("families_as_of", _("counted")),
        Column("farther", _("Farther than %(km)s km", km=within)),
        Column("distance_km", _("Distance"), numeric=True),
        Column("service", _("Nearest primary care")),
        Column("known_on", _("Stated on")),
        Column("beside", _("Beside it")),
    ]
    return DataTable(
        caption=_("Sites and the nearest primary care stated in the last %(days)s days", days=number(OLD_AFTER.days)),
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
        unknown = Cell(_("unknown"), None, unknown=True)
        return [*cells, unknown, Cell(_("none known"), None), Cell("", None), _beside(row)]
    return [
        *cells,
        Cell(km(near.metres), round(near.metres / 1000, 3)),
        Cell(near.shown_name, lang=near.shown_lang, note=service_words.service_kind(near.kind)),
        Cell(_stated_on(near), near.known_on),
        _beside(row),
    ]


def _stated_on(one: NearestHealth) -> str:
    """What opened before the day may be stated only after it."""
    return day(one.known_on, one.known_on_precision, short=True) or _("not stated by this day")


def _beside(row: HealthRow) -> Cell:
    """Primary care whose last statement is older, and other health services: the nearest of each."""
    told = [
        _(
            "%(service)s (%(kind)s), %(distance)s, %(day)s",
            service=isolated(one.shown_name),
            kind=service_words.service_kind(one.kind),
            distance=km(one.metres),
            day=_stated_on(one),
        )
        for one in row.beside
    ]
    text = _("; ").join(told)
    return Cell(text, text or None)


def shelter_table(
    figures: Sequence[Shelters],
    transitional: Sequence[Transitional],
    sites: Mapping[str, SiteOnDay],
    address_of: SiteAddress,
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


def _shelter_cells(row: Shelters, site: SiteOnDay, address_of: SiteAddress) -> list[Cell]:
    return [
        site_cell(site, address_of),
        Cell(terms.site_metric(row.metric), row.metric),
        withheld() if row.value is None else Cell(qualified(float(row.value), row.qualifier), float(row.value)),
        Cell(day(row.as_of, row.as_of_precision, short=True), row.as_of),
        source_cell(row),
    ]


def _transitional_cells(row: Transitional) -> list[Cell]:
    return [
        Cell(row.shown_name, lang=row.shown_lang),
        Cell(_("Transitional shelters"), "transitional_shelters", note=service_words.service_status(row.status_then)),
        Cell(size(row), None if row.capacity is None else float(row.capacity)),
        Cell(day(row.known_on, row.known_on_precision, short=True), row.known_on),
        source_cell(row),
    ]


def far_sentence(rows: Sequence[HealthRow], limit: Standard) -> str:
    """How many sites lie farther than the limit from primary care, and how many families were lately counted there."""
    far = [row for row in rows if row.far]
    values = {"km": number(float(limit.limit)), "days": number(OLD_AFTER.days)}
    none_stated = not any(row.nearest for row in rows)
    if none_stated and not far:
        return _none_stated(0, values)
    if not far:
        none = _("No site is known to be farther than %(km)s km from primary care stated in the last %(days)s days.")
        return none % values
    where = (
        _none_stated(len(far), values)
        if none_stated
        else ngettext(
            "%(far)s site lies farther than %(km)s km from all primary care stated in the last %(days)s days.",
            "%(far)s sites lie farther than %(km)s km from all primary care stated in the last %(days)s days.",
            len(far),
            far=number(len(far)),
            **values,
        )
    )
    counted = [row for row in far if row.families is not None]
    if not counted:  # no number is known, which is not none
        return " ".join((where, _("Families were not counted there in that time.")))
    count = sum(_with_arriving(row) for row in counted)
    families = ngettext(
        "%(families)s family was counted there in that time, in %(counted)s of them.",
        "%(families)s families were counted there in that time, in %(counted)s of them.",
        count,
        families=qualified(count, of_sum(row.site.families_qualifier for row in counted)),
        counted=number(len(counted)),
    )
    return f"{where} {families}"


def _none_stated(far: int, values: Mapping[str, str]) -> str:
    """No site is far from what nobody stated; near some of them none was stated earlier either."""
    none = _("No primary care with a known position was stated in the last %(days)s days.", **values)
    if not far:
        return none
    neither = ngettext(
        "Within %(km)s km of %(far)s site none was stated earlier either.",
        "Within %(km)s km of %(far)s sites none was stated earlier either.",
        far,
        far=number(far),
        **values,
    )
    return f"{none} {neither}"


def _with_arriving(row: HealthRow) -> int:
    return (row.families if row.families_after is None else row.families_after) or 0
