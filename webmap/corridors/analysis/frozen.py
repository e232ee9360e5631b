"""An analysis as files that stand by themselves: a page, one A4, its weeks as a picture, and all its figures."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from flask import render_template
from sqlalchemy import Connection

from webmap.answers.cited import with_sources
from webmap.answers.data_table import csv_file
from webmap.answers.static_files import joined
from webmap.asked.span import Span
from webmap.corridors.analysis import file, page, sheet
from webmap.drawing.pictures import Painter
from webmap.drawing.question import Sheet
from webmap.map_of_day.analysed import Asked, File, Place
from webmap.map_of_day.pictured import Shown
from webmap.sheets.factsheet import About, cut, seconds
from webmap.words.i18n import day, language
from webmap.words.i18n import gettext as _

STYLES = ("site.css", "corridors.css", "symbols.css", "road.css", "analysis.css")
LONGEST = 120  # letters of a name on paper


def analysed(
    painter: Painter, connection: Connection, asked: Asked, last: date, known: datetime, place: Place
) -> tuple[str, Iterator[File]]:
    """Its title and its files. NotFound for a road that there is none of; InvalidData for too many weeks, and for a
    first day after the last."""
    subject = page.subject(connection, asked.code, last, language())
    weeks = page.checked(Span(asked.first, last, "at"))
    found = page.read(connection, subject, weeks, known, language())
    title = f"{subject.name}{_(', ')}{period_of(weeks)}"
    return title, _files(painter, connection, found, title, place)


def period_of(weeks: Span) -> str:
    return _("%(first)s – %(last)s", first=day(weeks.first), last=day(weeks.last))


def weeks_drawn(values: dict[str, Any], title: str) -> str:
    """The bars as an SVG that stands alone; `values`: what the page shows."""
    return render_template("corridors/weeks.svg", chart=values["charts"][0][1], title=title)


def on_paper(found: page.Analysis, values: dict[str, Any], about: About, weeks: str, *, is_exercise: bool) -> Sheet:
    """One A4 of what the page shows; `weeks`: the bars as they were drawn."""
    shown = Shown([], (), language(), is_exercise=is_exercise)
    return Sheet("analysis", sheet.told(values, about, shown), {"weeks": weeks}, seconds(found.weeks.span.last))


def _files(painter: Painter, connection: Connection, found: page.Analysis, title: str, place: Place) -> Iterator[File]:
    name, addresses = f"analysis-{found.subject.code}", place.addresses_of(found.subject.code)
    values = page.shown(connection, found, addresses["csv"])
    weeks = weeks_drawn(values, title)
    yield name, "svg", "image/svg+xml", weeks.encode()
    table = with_sources(connection, file.file_table(found.weeks, found.read, found.road))
    yield name, "csv", "text/csv; charset=utf-8", csv_file(table, name).get_data()
    about = About(
        title=cut(found.subject.name, LONGEST),
        kind=_("Corridor analysis"),
        moment=f"{period_of(found.weeks.span)} · {place.moment}",
        made=place.made,
        address=f"{place.there}{addresses['html']}",
    )
    paper = on_paper(found, values, about, weeks, is_exercise=place.is_exercise)
    yield name, "pdf", "application/pdf", painter.sheet(paper, "pdf")
    look = joined(*STYLES).plain.decode()
    frozen = render_template(
        "corridors/analysis_frozen.html", title=title, style=look, place=place, addresses=addresses, **values
    )
    yield name, "html", "text/html; charset=utf-8", frozen.encode()
