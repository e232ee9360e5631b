"""Service points on a day as marks of the map, one for each position."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from geodata.statements.place_rows import Service
from webmap.layers.layer import AddressOf, Feature
from webmap.layers.services.table import size
from webmap.words import services as service_words
from webmap.words.i18n import day, isolated, ngettext, number
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


def group(kind: str) -> str:
    return "health" if kind in HEALTH else "other"


def features(rows: Sequence[Service], _at: date, _address_of: AddressOf) -> list[Feature]:
    """What was running and has a position: one mark for each group at each position, with its services as facts."""
    together: dict[tuple[float, float, str], list[Service]] = defaultdict(list)
    for row in rows:
        if row.running and row.lon is not None and row.lat is not None:
            together[row.lon, row.lat, group(row.kind)].append(row)
    return [_feature(lon, lat, kind, found) for (lon, lat, kind), found in together.items()]


def _feature(lon: float, lat: float, kind: str, found: Sequence[Service]) -> Feature:
    name = found[0].shown_name if len(found) == 1 else several(found, kind)
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


def _fact(row: Service, *, named: bool) -> tuple[str, str, str]:
    """A row of the box: kind (or the service's own name, where several stand together), who runs it, when stated."""
    run_by = row.operator or _("not stated")
    told = run_by if row.capacity is None else _(", ").join((isolated(run_by), size(row)))
    return (
        row.shown_name if named else service_words.service_kind(row.kind),
        told,
        day(row.known_on, row.known_on_precision, short=True),
    )


def several(found: Sequence[Service], kind: str) -> str:
    """What stands together, in words: as one kind where it is one."""
    count = len(found)
    said = {"count": number(count)}
    if {row.kind for row in found} == {"field_hospital"}:
        return ngettext("%(count)s field hospital", "%(count)s field hospitals", count, **said)
    if {row.kind for row in found} == {"primary_health_centre"}:
        return ngettext("%(count)s health centre", "%(count)s health centres", count, **said)
    if kind == "health":
        return ngettext("%(count)s health service", "%(count)s health services", count, **said)
    return ngettext("%(count)s service", "%(count)s services", count, **said)
