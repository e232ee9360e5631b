"""The sites that changed, numbered from north to south, each with what changed there in a few words."""

from collections.abc import Sequence
from dataclasses import dataclass

from geodata.statements.located import point
from geodata.statements.site_rows import SiteOnDay
from webmap.answers.data_table import Cell, Column, DataTable
from webmap.asked.address import address
from webmap.changes import moves
from webmap.changes.comparison import Item
from webmap.changes.page import Changes
from webmap.changes.rows import Move
from webmap.words.i18n import gettext as _
from webmap.words.i18n import number

# What the map tells apart, the most telling first; whoever has only new figures is "figures".
MARKS = ("closed", "new", "moved", "figures")
MARK_OF_KIND = {"site_closed": "closed", "site_new": "new", "site_opened": "new", "site_moved": "moved"}
OF_FIGURES = ("families", "individuals", "free_places", "statement", "report_corrected")


@dataclass(frozen=True)
class ChangedSite:
    """A site with its number on the map; without a position `number` is None. `was`: former positions, in degrees."""

    number: int | None
    row: SiteOnDay
    mark: str
    items: tuple[Item, ...]
    was: tuple[tuple[float, float], ...]

    @property
    def position(self) -> tuple[float, float]:
        """Degrees, of a site that has a number."""
        at = point(self.row)
        assert at is not None
        return at


def changed_sites(found: Changes) -> list[ChangedSite]:
    """Sites with a position first."""
    by_site: dict[str, list[Item]] = {}
    for change in found.listed:
        if change.item.kind in (*MARK_OF_KIND, *OF_FIGURES):
            by_site.setdefault(change.item.site.site_id, []).append(change.item)
    known = [(found.sites[site_id], items) for site_id, items in by_site.items() if site_id in found.sites]
    placed = sorted((one for one in known if point(one[0])), key=lambda one: (-(one[0].lat or 0.0), one[0].site_id))
    unplaced = sorted((one for one in known if not point(one[0])), key=lambda one: one[0].shown_name)
    numbered = [*enumerate(placed, 1), *((None, one) for one in unplaced)]
    return [_site(place, row, items) for place, (row, items) in numbered]


def _site(place: int | None, row: SiteOnDay, items: Sequence[Item]) -> ChangedSite:
    marks = {MARK_OF_KIND.get(item.kind, "figures") for item in items}
    was = tuple((one.from_lon, one.from_lat) for item in items if item.kind == "site_moved" for one in [item.of(Move)])
    return ChangedSite(place, row, next(mark for mark in MARKS if mark in marks), tuple(items), was)


def table(sites: Sequence[ChangedSite]) -> DataTable:
    columns = [Column("number", _("No.")), Column("site", _("Site")), Column("change", _("What changed"))]
    return DataTable(_("Sites that changed, from north to south"), columns, [_cells(site) for site in sites])


def _cells(site: ChangedSite) -> list[Cell]:
    row = site.row
    place = Cell(number(site.number) if site.number else "–", site.number)
    note = "" if site.number else _("position not known")
    said = _(", ").join(dict.fromkeys(_in_words(item) for item in site.items))
    href = address("sites.show", site_id=row.site_id)
    return [place, Cell(row.shown_name, row.site_id, href=href, note=note, lang=row.shown_lang), Cell(said)]


def _in_words(item: Item) -> str:
    if item.kind == "site_moved":
        row = item.of(Move)
        distance, direction = moves.distance(row), moves.direction(row)
        return _("moved %(distance)s to the %(direction)s", distance=distance, direction=direction)
    if item.kind == "statement":
        return {"full": _("said to be full"), "near_full": _("said to be almost full"), "open": _("said to be open")}[
            item.what
        ]
    return {
        "site_new": _("became known"),
        "site_opened": _("newly open"),
        "site_closed": _("closed"),
        "families": _("number of families"),
        "individuals": _("number of people"),
        "free_places": _("number of free places"),
        "report_corrected": _("a report corrected"),
    }[item.kind]
