"""What the page of one community shows, gathered from its queries: tables and sentences for the template."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from geodata.statements.located import point
from geodata.statements.place_rows import Community
from webmap.answers.data_table import Cell, Column, DataTable, withheld
from webmap.answers.sources import source_cell
from webmap.asked.address import address
from webmap.communities import queries
from webmap.communities.rows import Activity
from webmap.headlines import programme
from webmap.layers.communities.table import peace_builders
from webmap.words import terms
from webmap.words.activities import activity_kind
from webmap.words.i18n import day, ngettext, number, qualified
from webmap.words.i18n import gettext as _
from webmap.words.periods import period

BOX_DEGREES = 0.25  # half the width of the map that "on the map" opens


def community_page(connection: Connection, row: Community, at: date, known: datetime, lang: str) -> dict[str, Any]:
    records = queries.activities(connection, row.community_id, at)
    totals = programme.totals(connection, at)
    sites, corridors = queries.nearest(connection, row.community_id, at, known, lang)
    here = [record for record in records if record.record == "activity" and record.community_id]
    elsewhere = [record for record in records if record.record == "activity" and not record.community_id]
    csv_href = address("communities.show_csv", community_id=row.community_id)
    cited = {row.source_id, row.population_source_id, row.peace_builders_source}
    cited |= {record.source_id for record in records} | {total.source_id for total in totals}
    return {
        "at": at,
        "community": row,
        "names": queries.names(connection, row.community_id),
        "answer": answer(row, here),
        "here": activity_table(here, _("Activities in this community"), csv_href),
        "elsewhere": activity_table(elsewhere, _("Activities for which the source names no community")),
        "trainings": training_table([record for record in records if record.record == "training"]),
        "components": [activity_kind(record.kind) for record in records if record.record == "component"],
        "programme": totals,
        "population": population(row, at),
        "sites": sites,
        "corridors": corridors,
        "map_href": map_address(row),
        "sources": queries.sources(connection, sorted(source for source in cited if source is not None)),
    }


def map_address(row: Community) -> str:
    at = point(row)
    if at is None:
        return ""
    lon, lat = at
    box = (lon - BOX_DEGREES, lat - BOX_DEGREES, lon + BOX_DEGREES, lat + BOX_DEGREES)
    return address("map_page.index", bbox=",".join(f"{edge:.3f}" for edge in box))


def answer(row: Community, here: Sequence[Activity]) -> tuple[str, str]:
    """Peace builders as a count, and what is known to have taken place here."""
    builders = peace_builders(row)
    if row.peace_builders is None:
        first = _("How many peace builders work here is not known by this day.")
    else:
        first = ngettext(
            "%(count)s peace builder (%(when)s).",
            "%(count)s peace builders (%(when)s).",
            int(row.peace_builders),
            count=builders.text,
            when=day(row.peace_builders_as_of, row.peace_builders_precision),
        )
    if not here:
        return first, _("No source known by this day names an activity in this community.")
    second = ngettext(
        "%(count)s kind of activity is known by name here; most activities are published without their community.",
        "%(count)s kinds of activity are known by name here; most activities are published without their community.",
        len(here),
        count=number(len(here)),
    )
    return first, second


def activity_columns() -> list[Column]:
    """Expected, participants and reached are three different counts: side by side, never added."""
    return [
        Column("kind", _("Activity")),
        Column("community", _("Where")),
        Column("held", _("Held"), numeric=True, qualified=True),
        Column("expected", _("Expected"), numeric=True),
        Column("participants", _("Participants"), numeric=True, qualified=True),
        Column("reached", _("Reached"), numeric=True, qualified=True),
        Column("as_of", _("Known for")),
        Column("source", _("Source")),
        Column("note", _("Remark")),
    ]


def activity_table(
    rows: Sequence[Activity], caption: str, csv_href: str = "", *, with_place: bool = False
) -> DataTable:
    """`with_place` for the file, where records of this community and of none stand together."""
    shown = [n for n, column in enumerate(activity_columns()) if with_place or column.key != "community"]
    return DataTable(
        caption=caption,
        columns=[activity_columns()[n] for n in shown],
        rows=[[_activity_cells(row)[n] for n in shown] for row in rows],
        csv_href=csv_href,
        empty=_("No source known by this day names an activity in this community."),
        file_keys=("as_of_precision",),
        file_values=[(row.as_of_precision,) for row in rows],
    )


def _activity_cells(row: Activity) -> list[Cell]:
    where = Cell(_("this community"), row.community_id) if row.community_id else Cell(_("not named"), None)
    return [
        Cell(activity_kind(row.kind), row.kind),
        where,
        _count(row, "held"),
        _count(row, "expected"),
        _count(row, "participants"),
        _count(row, "reached"),
        Cell(day(row.as_of, row.as_of_precision, short=True), row.as_of),
        source_cell(row),
        Cell(row.note or "", row.note, lang="en"),
    ]


def _count(row: Activity, name: str) -> Cell:
    if name in row.withheld:
        return withheld()
    value, qualifier = getattr(row, name), getattr(row, f"{name}_qualifier", None)
    if value is None:
        return Cell(_("not stated"), None, unknown=True)
    return Cell(qualified(value, qualifier), value, qualifier=qualifier)


def training_table(rows: Sequence[Activity]) -> DataTable:
    """Trainings of the peace builders; not among the activities in communities."""
    columns = [
        Column("kind", _("Training")),
        Column("period", _("When")),
        Column("held", _("Held"), numeric=True, qualified=True),
        Column("source", _("Source")),
        Column("note", _("Remark")),
    ]
    return DataTable(
        caption=_("Trainings of the peace builders of all communities"),
        columns=columns,
        rows=[
            [
                Cell(activity_kind(row.kind), row.kind),
                Cell(_period(row), row.starts_on),
                _count(row, "held"),
                source_cell(row),
                Cell(row.note or "", row.note, lang="en"),
            ]
            for row in rows
        ],
        empty=_("No training is known by this day."),
    )


def _period(row: Activity) -> str:
    if row.starts_on is None or row.ends_on is None:
        return day(row.as_of, row.as_of_precision)
    return period(row.starts_on, row.ends_on, row.starts_on_precision, row.ends_on_precision)


def population(row: Community, at: date) -> dict[str, Any] | None:
    """The entered figure with its own year. None: no figure found, or the year is a later one than that of the day."""
    later = (row.population_year or "").isdecimal() and int(row.population_year or 0) > at.year
    is_withheld = "population" in row.withheld
    if (row.population is None and not is_withheld) or later:
        return None
    exactness = "approx" if row.population_kind == "estimate" else None
    kinds = {"estimate": _("estimate"), "census": _("census")}
    return {
        "value": terms.withheld() if is_withheld else qualified(row.population, exactness),
        "year": row.population_year or _("not stated"),
        "kind": kinds.get(row.population_kind or "", row.population_kind or _("not stated")),
    }
