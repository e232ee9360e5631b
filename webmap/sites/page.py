"""What the page of one site shows, gathered from its queries: plain values for the template."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

from sqlalchemy import Connection

from geodata.rules.freshness import is_old
from geodata.statements.located import point
from geodata.statements.site_state import is_withheld
from webmap.answers.data_table import Cell, Column, DataTable, FileValue, withheld
from webmap.answers.preview import box_around, preview
from webmap.asked.address import address
from webmap.drawing.small_map import Drawing, Spot, draw
from webmap.layers.sites import conflicts, reports_due, state
from webmap.layers.sites.together import in_words as together_in_words
from webmap.sites import queries
from webmap.sites.answer import STATEMENTS, is_it_full
from webmap.sites.history_chart import NARROW, history_chart, in_words, one_series
from webmap.sites.pipeline import pipeline
from webmap.sites.reported import alone, stated
from webmap.sites.rows import NearCorridor, Neighbour, Report, ServiceLevel, Site, SiteFigure
from webmap.standards.in_words import in_words as limits_in_words
from webmap.standards.one_site import lacks, lacks_table
from webmap.words import terms
from webmap.words.i18n import day, isolated, number, qualified
from webmap.words.i18n import gettext as _

KM_SHOWN = 42.0  # width of the small picture around a site
BOX_DEGREES = 0.25  # half the width of the map that "on the map" opens


def site_page(connection: Connection, row: Site, at: date, known: datetime, lang: str) -> dict[str, Any]:
    reports = queries.reports(connection, row.site_id, at, known)
    figures = queries.figures(connection, row.site_id, at, lang)
    levels, points = queries.services(connection, row.site_id, at, known, lang)
    corridors, communities = queries.nearest(connection, row.site_id, at, lang)
    neighbours = queries.neighbours(connection, row.site_id, at, known, lang)
    own = [f for f in figures if len(f.site_ids) == 1]
    later = queries.changed_since(connection, row.site_id, at, known) if row.changed_since else []
    said = [f for f in own if f.metric in STATEMENTS and not f.suspect]
    said_full = [f.as_of for f in said if f.metric == "full"]
    series = one_series(reports)
    cited = {row.source_id, *(report.source_id for report in reports), *(figure.source_id for figure in figures)}
    cited |= (
        {one.source_id for one in later} | {level.source_id for level in levels} | {point.source_id for point in points}
    )
    answer = is_it_full(row, said, later, at)
    lacking = lacks(connection, [row], at, known)
    csv_href = address("sites.show_stated", site_id=row.site_id)
    there = {"at": at.isoformat(), "lang": lang, "bbox": box_around(row.lon, row.lat)}
    return {
        "at": at,
        "site": row,
        "preview": preview(row.shown_name, answer.first, **there),
        "status": state.status(row, at),
        "public_form": state.public_form(row),
        "names": queries.names(connection, row.site_id),
        "answer": answer,
        "conflicts": _in_conflict(row, reports),
        "reporting": reports_due.sentence(row, at),
        "together": together([f for f in figures if len(f.site_ids) > 1], at),
        "steps": pipeline(row, reports, at),
        "charts": [
            ("wide", history_chart(series, reports, said_full, at)),
            ("phone", history_chart(series, reports, said_full, at, NARROW)),
        ],
        "living": in_words(series),
        "reports": report_table(reports, csv_href=address("sites.show_csv", site_id=row.site_id)),
        "beside": figure_table([f for f in own if not f.suspect], _("Also stated, never mixed in"), csv_href),
        "suspect": figure_table([f for f in own if f.suspect], _("Printed, but suspect: not used anywhere"), csv_href),
        "joint": joint_table([f for f in figures if len(f.site_ids) > 1], csv_href),
        "lacks": lacks_table(lacking, at),
        "lacks_in_words": limits_in_words(lacking),
        "levels": level_table(levels, csv_href),
        "points": points,
        "corridors": corridors,
        "communities": communities,
        "map_href": map_address(row),
        "drawing": _surroundings(row, corridors, neighbours),
        "sources": queries.sources(connection, sorted(cited)),
    }


def _in_conflict(row: Site, reports: Sequence[Report]) -> list[str]:
    """What does not fit in the figures that stand, and in single reports; each once."""
    told = [conflicts.sentences(row), *(conflicts.sentences(alone(r)) for r in reversed(reports) if not r.superseded)]
    return list(dict.fromkeys(chain(*told)))


def _surroundings(row: Site, corridors: Sequence[NearCorridor], neighbours: Sequence[Neighbour]) -> Drawing | None:
    """A small picture of the site with the sites and corridors around it; None without a position."""
    at_site = point(row)
    if at_site is None:
        return None
    spots = [Spot(*at_site, row.shown_name), *(Spot(n.lon, n.lat, "") for n in neighbours)]
    paths = [path for corridor in corridors for path in corridor.paths]
    return draw(spots, paths, around=[at_site], least_km=KM_SHOWN)


def map_address(row: Site) -> str:
    at_site = point(row)
    if at_site is None:
        return ""
    lon, lat = at_site
    box = (lon - BOX_DEGREES, lat - BOX_DEGREES, lon + BOX_DEGREES, lat + BOX_DEGREES)
    return address("map_page.index", bbox=",".join(f"{edge:.3f}" for edge in box))


REPORTED = {
    "individuals": lambda: _("People"),
    "families": lambda: _("Families"),
    "plots_planned": lambda: _("Planned"),
    "plots_prepared": lambda: _("Prepared"),
    "plots_ready": lambda: _("Ready"),
    "plots_occupied": lambda: _("Occupied"),
    "plots_reserved": lambda: _("Reserved"),
    "families_waiting": lambda: _("Families waiting"),
}


def report_table(reports: Sequence[Report], csv_href: str = "") -> DataTable:
    """Every report, newest first; what a report does not state says so."""
    stated_columns = [c for c in REPORTED if any(_tells(report, c) for report in reports)] or ["individuals"]
    return DataTable(
        caption=_("All reports up to this day, newest first"),
        columns=[
            Column("as_of", _("Day")),
            *(Column(column, REPORTED[column](), numeric=True, qualified=True) for column in stated_columns),
            Column("source", _("Source")),
        ],
        rows=[_report_row(r, stated_columns) for r in reversed(reports)],
        csv_href=csv_href,
        empty=_("No report of this site by this day."),
        file_keys=("site_id", "as_of_precision", "superseded", "source_id", "conflicts"),
        file_values=[_in_file(r) for r in reversed(reports)],
    )


def _in_file(report: Report) -> tuple[FileValue, ...]:
    conflicting = " ".join(conflicts.sentences(alone(report))) or None
    return report.site_id, report.as_of_precision, "yes" if report.superseded else "no", report.source_id, conflicting


def _tells(report: Report, column: str) -> bool:
    return stated(report, column) is not None or is_withheld(report, column)


def _report_row(report: Report, columns: Sequence[str]) -> list[Cell]:
    corrected = _("corrected later") if report.superseded else ""
    figures, beside = [], conflicts.beside(alone(report))
    for column in columns:
        conflicting = " · ".join(beside.get(column.removeprefix("plots_"), ()))
        found = stated(report, column)
        absent = withheld() if is_withheld(report, column) else Cell(_("not stated"))
        figures.append(
            Cell(qualified(found.value, found.qualifier), found.value, note=conflicting, qualifier=found.qualifier)
            if found
            else absent
        )
    return [
        Cell(day(report.as_of, report.as_of_precision), report.as_of, note=corrected),
        *figures,
        Cell(report.source_title, report.source_title, href=report.source_url, lang="en"),
    ]


def figure_table(figures: Sequence[SiteFigure], caption: str, csv_href: str) -> DataTable:
    return DataTable(
        caption=caption,
        csv_href=csv_href,
        columns=[
            Column("metric", _("What")),
            Column("value", _("Figure"), numeric=True),
            Column("as_of", _("Day")),
            Column("source", _("Source")),
        ],
        rows=[
            [
                Cell(terms.site_metric(f.metric), f.metric, note=f.note or "" if f.suspect else ""),
                _value(f),
                Cell(day(f.as_of, f.as_of_precision, short=True), f.as_of),
                Cell(f.source_title, f.source_title, href=f.source_url, lang="en"),
            ]
            for f in figures
        ],
    )


def _value(figure: SiteFigure) -> Cell:
    if figure.metric in STATEMENTS:
        return Cell(_("a statement"), "statement")
    if is_withheld(figure, "value"):
        return withheld()
    return Cell(qualified(figure.value, figure.qualifier), figure.value)


def together(joint: Sequence[SiteFigure], at: date) -> str:
    """The newest count of people in this site and others, which no source splits; empty without one that is not old."""
    fresh = [f for f in joint if not f.suspect and not is_old(f.as_of, f.as_of_precision, at)]
    of_people = [f for f in fresh if f.metric == "individuals" and f.value is not None]
    if not of_people:
        return ""
    newest = max(of_people, key=lambda figure: figure.as_of)
    return together_in_words(newest)


def joint_table(figures: Sequence[SiteFigure], csv_href: str) -> DataTable:
    """Figures of several sites together: named under each, where a phone has room, never divided among them."""
    plain = figure_table(figures, _("Figures of several sites together, never divided among them"), csv_href)
    with_sites = [
        [row[0]._replace(note=" · ".join(filter(None, (_named(f), row[0].note)))), *row[1:]]
        for row, f in zip(plain.rows, figures, strict=True)
    ]
    return DataTable(plain.caption, plain.columns, with_sites, csv_href)


def _named(figure: SiteFigure) -> str:
    return _(", ").join(isolated(name) for name in figure.site_names or ())


def level_table(levels: Sequence[ServiceLevel], csv_href: str) -> DataTable:
    return DataTable(
        caption=_("Services as last reported"),
        csv_href=csv_href,
        columns=[
            Column("indicator", _("What")),
            Column("value", _("Reported"), numeric=True),
            Column("as_of", _("Day")),
        ],
        rows=[
            [
                Cell(terms.indicator(level.indicator), level.indicator, note=_together(level)),
                withheld() if is_withheld(level, "value") else Cell(_level(level), level.value),
                Cell(day(level.as_of, level.as_of_precision, short=True), level.as_of),
            ]
            for level in levels
        ],
        empty=_("Nothing is reported of services here by this day."),
    )


def _level(level: ServiceLevel) -> str:
    if level.qualifier == "flag":
        return _("said to exist")
    return qualified(level.value, level.qualifier)


def _together(level: ServiceLevel) -> str:
    if len(level.site_ids) == 1:
        return ""
    return _("%(number)s sites together", number=number(len(level.site_ids)))
