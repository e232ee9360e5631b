"""The page of sources and licences, and its CSV file."""

from collections.abc import Sequence

from flask import Blueprint, Response, render_template

from webmap.access import allow
from webmap.answers.data_table import Cell, Column, DataTable, csv_file
from webmap.asked.address import address
from webmap.credits import queries
from webmap.credits.products import products
from webmap.credits.rows import CitedSource
from webmap.credits.software import required, vendored
from webmap.db import reading
from webmap.words.i18n import day, ngettext, number
from webmap.words.i18n import gettext as _

blueprint = Blueprint("credits", __name__)


@blueprint.get("/credits")
@allow("public")
def index() -> str:
    """Who published the facts, whose data the base map is, whose software this is."""
    with reading() as connection:
        rows = queries.sources(connection)
    return render_template(
        "credits/index.html",
        table=_table(rows),
        facts=sum(row.facts for row in rows),
        products=products(),
        vendored=vendored(),
        required=required(),
    )


@blueprint.get("/credits.csv")
@allow("public")
def index_csv() -> Response:
    with reading() as connection:
        return csv_file(_table(queries.sources(connection)), "sources")


def _table(rows: Sequence[CitedSource]) -> DataTable:
    return DataTable(
        caption=ngettext("%(num)s cited source", "%(num)s cited sources", len(rows)),
        columns=[
            Column("title", _("Title")),
            Column("publisher", _("Publisher")),
            Column("published_on", _("Published")),
            Column("facts", _("Facts"), numeric=True),
            Column("used_for", _("Used for")),
            Column("url", _("Address")),
        ],
        rows=[_cells(row) for row in rows],
        csv_href=address("credits.index_csv"),
        file_keys=("source_id",),
        file_values=[(row.source_id,) for row in rows],
    )


def _cells(row: CitedSource) -> list[Cell]:
    kinds = {
        "figures": _("figures"),
        "site_reports": _("site reports"),
        "movements": _("movements"),
        "sites": _("sites"),
        "services": _("services"),
        "corridors": _("corridors"),
        "communities": _("communities"),
        "outlines": _("outlines"),
    }
    used = _(", ").join(f"{kinds[kind]} {number(count)}" for kind, count in row.by_kind.items())
    return [
        Cell(row.title, row.title, lang="en"),
        Cell(row.publisher or _("not stated"), row.publisher, lang="en" if row.publisher else None),
        Cell(day(row.published_on, row.published_on_precision, short=True) or _("not stated"), row.published_on),
        Cell(number(row.facts), row.facts),
        Cell(used, used),
        Cell(_("To the page"), row.url, href=row.url) if row.url else Cell(_("no address"), row.cited_as),
    ]
