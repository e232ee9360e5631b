"""The analysis of a corridor or a trunk: page and file."""

import re
from datetime import date

from flask import Blueprint, Response, current_app, render_template, request
from sqlalchemy import Connection

from webmap.access import allow
from webmap.answers.cited import with_sources
from webmap.answers.data_table import csv_file
from webmap.answers.pictures import POLICY
from webmap.answers.preview import preview
from webmap.answers.sheets import as_pdf
from webmap.answers.turns import in_turn
from webmap.asked import known, known_since
from webmap.asked.address import address, bare_address, known_as
from webmap.asked.chosen_day import ChosenDay, chosen_day
from webmap.asked.parameters import asks
from webmap.asked.span import Span, span
from webmap.corridors.analysis import file, frozen, page
from webmap.db import reading
from webmap.map_of_day.analysed import DEFAULT_DAYS
from webmap.sheets.factsheet import About, cut
from webmap.words.i18n import gettext as _
from webmap.words.i18n import language

blueprint = Blueprint("analysis", __name__)


@blueprint.get("/corridors/<corridor_id>/analysis")
@allow("public")
@asks("from")
@in_turn
def of_corridor(corridor_id: str) -> str:
    """Who moved along a corridor in some weeks, what room there is along it, and what nobody said."""
    return _page(corridor_id, None)


@blueprint.get("/corridors/trunks/<trunk>/analysis")
@allow("public")
@asks("from")
@in_turn
def of_trunk(trunk: str) -> str:
    """The same of a road out of Mosul with all its corridors."""
    return _page(None, trunk)


@blueprint.get("/corridors/<corridor_id>/analysis.csv")
@allow("public")
@asks("from")
@in_turn
def of_corridor_csv(corridor_id: str) -> Response:
    """Every figure of the analysis, with its days, how exact it is, and its source."""
    return _file(corridor_id, None)


@blueprint.get("/corridors/trunks/<trunk>/analysis.csv")
@allow("public")
@asks("from")
@in_turn
def of_trunk_csv(trunk: str) -> Response:
    return _file(None, trunk)


@blueprint.get("/corridors/<corridor_id>/analysis.<any(pdf, svg):ending>")
@allow("public")
@asks("from")
@in_turn
def of_corridor_drawn(corridor_id: str, ending: str) -> Response:
    """The analysis on one A4, or its weeks as a picture."""
    return _drawn(corridor_id, None, ending)


@blueprint.get("/corridors/trunks/<trunk>/analysis.<any(pdf, svg):ending>")
@allow("public")
@asks("from")
@in_turn
def of_trunk_drawn(trunk: str, ending: str) -> Response:
    return _drawn(None, trunk, ending)


def _drawn(corridor_id: str | None, trunk: str | None, ending: str) -> Response:
    with reading() as connection:
        chosen, found = _read(connection, corridor_id, trunk)
        values = page.shown(connection, found, "")
        remark = known.remark(connection, chosen.day, chosen.known)
    subject, days = found.subject, found.weeks.span
    period = frozen.period_of(days)
    weeks = frozen.weeks_drawn(values, f"{subject.name}{_(', ')}{period}")
    if ending == "svg":
        return Response(weeks, mimetype="image/svg+xml", headers={"Content-Security-Policy": POLICY})
    about = About(
        title=cut(subject.name, frozen.LONGEST),
        kind=_("Corridor analysis"),
        moment=" · ".join(filter(None, (period, remark.sentence if remark else ""))),
        made="",
        address=f"{known_as()}{_address(corridor_id, trunk, days)}",
    )
    is_exercise = current_app.extensions["settings"].webmap_exercise
    return as_pdf(frozen.on_paper(found, values, about, weeks, is_exercise=is_exercise), _file_name(found))


def _address(corridor_id: str | None, trunk: str | None, days: Span) -> str:
    said = {"from": days.first.isoformat(), "at": days.last.isoformat()}
    if trunk:
        return bare_address("analysis.of_trunk", trunk=trunk, **said)
    return bare_address("analysis.of_corridor", corridor_id=corridor_id, **said)


def _page(corridor_id: str | None, trunk: str | None) -> str:
    with reading() as connection:
        chosen, found = _read(connection, corridor_id, trunk)
        here = {"corridor_id": corridor_id} if corridor_id else {"trunk": trunk}
        csv_href = address("analysis.of_corridor_csv" if corridor_id else "analysis.of_trunk_csv", **here, **_from())
        values = page.shown(connection, found, csv_href)
        drawn = "analysis.of_corridor_drawn" if corridor_id else "analysis.of_trunk_drawn"
        values |= {kind: address(drawn, **here, **_from(), ending=kind) for kind in ("pdf", "svg")}
        remark = known.remark(connection, chosen.day, chosen.known)
    name, at = found.subject.name, chosen.day.isoformat()
    pictured = preview(name, values["answer"][0], at=at, lang=language(), bbox=None)
    return render_template(
        "corridors/analysis.html", at=chosen.day, why=chosen.why, remark=remark, preview=pictured, **values
    )


def _file(corridor_id: str | None, trunk: str | None) -> Response:
    with reading() as connection:
        _chosen, found = _read(connection, corridor_id, trunk)
        table = with_sources(connection, file.file_table(found.weeks, found.read, found.road))
    return csv_file(table, _file_name(found))


def _file_name(found: page.Analysis) -> str:
    """An id may hold any sign, a file name in a header may not."""
    of_what = re.sub(r"[^A-Za-z0-9]+", "-", found.subject.code)
    days = found.weeks.span
    return f"corridor-{of_what}-analysis-{days.first.isoformat()}-{days.last.isoformat()}"


def _read(connection: Connection, corridor_id: str | None, trunk: str | None) -> tuple[ChosenDay, page.Analysis]:
    chosen, lang = chosen_day(connection), language()
    subject = page.trunk(trunk, lang) if trunk else page.corridor(connection, corridor_id or "", chosen.day, lang)
    asked = _span(chosen.day)
    known_since.check_movements(connection, asked.last)
    return chosen, page.read(connection, subject, asked, chosen.known, lang)


def _span(at: date) -> Span:
    return page.checked(span(_from(), at, DEFAULT_DAYS))


def _from() -> dict[str, str]:
    return {"from": request.args["from"]} if request.args.get("from") else {}
