"""Health and other service points on a day: as table rows, and as marks of the map, one for each position."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from webmap.answers.data_table import Cell, Column, DataTable
from webmap.layers.sources import source_cell
from webmap.words import services as service_words
from webmap.words import terms
from webmap.words.i18n import day, isolated, ngettext, number, per_language
from webmap.words.i18n import gettext as _

HEALTH = (
    "field_hospital",
    "hospital",
    "maternity",
    "primary_health_centre",
    "mobile_medical_team",
    "trauma_stabilisation_point",
    "psychosocial_support",
)
LARGEST_LIST = 500


def group(kind: str) -> str:
    return "health" if kind in HEALTH else "other"


@per_language
def columns() -> list[Column]:
    return [
        Column("name", _("Service")),
        Column("kind", _("Kind")),
        Column("operator", _("Run by")),
        Column("status", _("Status")),
        Column("from_date", _("Since")),
        Column("capacity", _("Size as stated"), numeric=True),
        Column("known_on", _("Stated on")),
        Column("precision", _("Position")),
        Column("source", _("Source")),
    ]


def size(row: Any) -> str:
    """The figure with what it counts; nothing is added over services, as each counts something else."""
    if row.capacity is None:
        return _("not stated")
    return service_words.capacity(float(row.capacity), row.capacity_unit)


def cells(row: Any) -> list[Cell]:
    capacity = None if row.capacity is None else float(row.capacity)
    return [
        Cell(row.shown_name, row.name, lang=row.shown_lang),
        Cell(service_words.service_kind(row.kind), row.kind),
        Cell(row.operator or _("not stated"), row.operator, lang="en" if row.operator else None),
        Cell(service_words.service_status(row.status_then), row.status_then),
        Cell(day(row.from_date, row.from_date_precision, short=True) or _("not stated"), row.from_date),
        Cell(size(row), capacity),
        Cell(day(row.known_on, row.known_on_precision, short=True), row.known_on),
        Cell(terms.precision(row.precision if row.lon is not None else None), row.precision),
        source_cell(row),
    ]


def table(rows: Sequence[Any], at: date, csv_href: str = "") -> DataTable:
    return DataTable(
        caption=_("Health and other services on %(day)s", day=day(at)),
        columns=columns(),
        rows=[cells(row) for row in rows],
        csv_href=csv_href,
        empty=_("No service is known by this day."),
    )


def features(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """What was running and has a position: one mark for each group at each position, with its services as facts."""
    together: dict[tuple[float, float, str], list[Any]] = defaultdict(list)
    for row in rows:
        if row.running and row.lon is not None:
            together[row.lon, row.lat, group(row.kind)].append(row)
    return [_feature(lon, lat, kind, found) for (lon, lat, kind), found in together.items()]


def _feature(lon: float, lat: float, kind: str, found: Sequence[Any]) -> dict[str, Any]:
    name = found[0].shown_name if len(found) == 1 else _several(found, kind)
    listed = _(", ").join(isolated(row.shown_name) for row in found)
    return {
        "id": f"{kind}-{found[0].service_id}",
        "name": name,
        "name_lang": found[0].shown_lang if len(found) == 1 else None,
        "group": kind,
        "lon": lon,
        "lat": lat,
        "aria": name if len(found) == 1 else f"{name}: {listed}",
        "facts": [_fact(row, named=len(found) > 1) for row in found],
    }


def _fact(row: Any, *, named: bool) -> tuple[str, str, str]:
    """A row of the box: kind (or the service's own name, where several stand together), who runs it, when stated."""
    run_by = row.operator or _("not stated")
    told = run_by if row.capacity is None else _(", ").join((isolated(run_by), size(row)))
    return (
        row.shown_name if named else service_words.service_kind(row.kind),
        told,
        day(row.known_on, row.known_on_precision, short=True),
    )


def _several(found: Sequence[Any], kind: str) -> str:
    count = len(found)
    said = {"count": number(count)}
    if {row.kind for row in found} == {"field_hospital"}:
        return ngettext("%(count)s field hospital", "%(count)s field hospitals", count, **said)
    if {row.kind for row in found} == {"primary_health_centre"}:
        return ngettext("%(count)s health centre", "%(count)s health centres", count, **said)
    if kind == "health":
        return ngettext("%(count)s health service", "%(count)s health services", count, **said)
    return ngettext("%(count)s service", "%(count)s services", count, **said)
