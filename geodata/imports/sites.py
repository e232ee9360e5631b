"""Sites against those known: new ones are added, of known ones only what the file states is changed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select, text, update

from geodata.imports.changes import Change, remark
from geodata.imports.sources import FileSource, source_ids
from geodata.readers.row_problems import RowProblem
from geodata.readers.site_rows import Site
from geodata.rules.names import fold
from geodata.tables import place_name, site

# A site that moves farther than this was probably given the id of another one.
FAR_METRES = 3_000
ORIGIN = "import"


def compare_sites(connection: Connection, items: Sequence[Site], file: FileSource) -> list[Change]:
    """Each site against the known one of its id."""
    longitude, latitude = func.public.ST_X(site.c.geom).label("lon"), func.public.ST_Y(site.c.geom).label("lat")
    found = connection.execute(
        select(
            site.c.site_id, site.c.name, site.c.type, site.c.status, site.c.agency, site.c.sensitivity,
            site.c.opened_on, site.c.opened_on_precision, site.c.closed_on, site.c.closed_on_precision,
            longitude, latitude,
        ).where(site.c.site_id.in_([item.site_id for item in items]))
    )  # fmt: skip
    known = {row.site_id: row for row in found}
    arabic = _arabic_names(connection)
    return [_change(connection, item, known.get(item.site_id), arabic.get(item.site_id)) for item in items]


def _arabic_names(connection: Connection) -> dict[str, str]:
    found = connection.execute(
        select(place_name.c.entity_id, place_name.c.name).where(
            place_name.c.entity_kind == "site", place_name.c.lang == "ar", place_name.c.preferred
        )
    )
    return {row.entity_id: row.name for row in found}


def _change(connection: Connection, item: Site, was: Any | None, arabic: str | None) -> Change:
    values = _stated(item)
    if was is None:
        return Change(item, "new", values)
    point = values.pop("geom", None)
    changed = {name: value for name, value in values.items() if getattr(was, name, value) != value}
    if item.position and (was.lon, was.lat) != (item.position.lon, item.position.lat):
        changed |= {"geom": point, "precision": item.position.precision}
    renamed = item.name_ar is not None and item.name_ar != arabic
    if not changed and not renamed:
        return Change(item, "unchanged")
    return Change(item, "changed", changed, remark=_moved(connection, item) if "geom" in changed else None)


def _moved(connection: Connection, item: Site) -> RowProblem | None:
    assert item.position is not None
    metres = connection.scalar(
        text(
            "SELECT public.ST_Distance(geom::public.geography, public.ST_MakePoint(:lon, :lat)::public.geography)"
            " FROM ninewa.site WHERE site_id = :site_id"
        ),
        {"lon": item.position.lon, "lat": item.position.lat, "site_id": item.site_id},
    )
    if metres is None or metres < FAR_METRES:
        return None
    message = f"{item.site_id} would move by {metres / 1000:.1f} km."
    return remark(item.row, "moved", message, "look whether the id is that of this site")


def _stated(item: Site) -> dict[str, Any]:
    """Columns of the table for what the file states of the site."""
    values: dict[str, Any] = {"name": item.name, "type": item.type, "status": item.status, "agency": item.agency}
    values["sensitivity"] = item.sensitivity
    if item.position:
        values["geom"] = f"SRID=4326;POINT({item.position.lon!r} {item.position.lat!r})"
        values["precision"] = item.position.precision
    for column, stated in (("opened_on", item.opened_on), ("closed_on", item.closed_on)):
        if stated:
            values |= {column: stated.day, f"{column}_precision": stated.precision}
    return {column: value for column, value in values.items() if value is not None}


def write_sites(connection: Connection, changes: Sequence[Change], file: FileSource) -> None:
    """Add or update the sites and their preferred names; a name that is replaced stays findable."""
    ids = source_ids(connection, [change.item.source for change in changes], file)
    for change in changes:
        item: Site = change.item
        values = {**change.values, "source_id": ids[item.source]}
        if "geom" in values:
            values |= {"coord_source": item.source or file.title, "position_as_of": file.day}
        if change.state == "new":
            added = {"site_id": item.site_id, "as_of": file.day, "as_of_precision": "day", **values}
            connection.execute(insert(site), added)
        else:
            connection.execute(update(site).where(site.c.site_id == item.site_id).values(values))
        _set_preferred(connection, item.site_id, "en", item.name)
        if item.name_ar:
            _set_preferred(connection, item.site_id, "ar", item.name_ar)


def _set_preferred(connection: Connection, site_id: str, lang: str, name: str) -> None:
    """Make this the name that readers of the language see; the one before it becomes a former name.

    The preferred row is changed in place: a new release of the reference files finds its own row where it left it.
    """
    names = (place_name.c.entity_kind == "site") & (place_name.c.entity_id == site_id) & (place_name.c.lang == lang)
    before = connection.execute(
        select(place_name.c.place_name_id, place_name.c.name, place_name.c.origin).where(names, place_name.c.preferred)
    ).first()
    if before is not None and before.name == name:
        return
    row = {"entity_kind": "site", "entity_id": site_id, "lang": lang, "origin": ORIGIN}
    if before is None:
        connection.execute(insert(place_name), {**row, "name": name, "folded": fold(name), "preferred": True})
        return
    new = {"name": name, "folded": fold(name), "origin": ORIGIN, "form": "name"}
    connection.execute(update(place_name).where(place_name.c.place_name_id == before.place_name_id).values(new))
    former = {**row, "name": before.name, "folded": fold(before.name), "form": "former", "origin": before.origin}
    connection.execute(insert(place_name), {**former, "preferred": False})
