"""Pages of the sites: the list, one site, and their CSV twins."""

from datetime import date

from flask import Blueprint, Response, current_app, g, render_template, request
from sqlalchemy import Connection

from geodata.problems import NotFound
from geodata.statements.site_rows import SiteOnDay
from geodata.tables import SITE_TYPES
from webmap.access import allow
from webmap.answers.cited import with_sources
from webmap.answers.data_table import csv_file
from webmap.answers.pictures import drawn
from webmap.answers.sheets import as_pdf
from webmap.answers.turns import in_turn
from webmap.asked import known
from webmap.asked.address import address, bare_address, known_as
from webmap.asked.choices import one_of
from webmap.asked.chosen_day import ChosenDay, chosen_day
from webmap.asked.parameters import asks
from webmap.db import reading
from webmap.drawing.question import Sheet
from webmap.layers.seen import seen_by
from webmap.layers.sites import state, together
from webmap.layers.sites.table import SITES
from webmap.map_of_day.pictured import Shown
from webmap.sheets.factsheet import About, cut, seconds
from webmap.sites import queries
from webmap.sites import sheet as paper
from webmap.sites.answer import STATEMENTS
from webmap.sites.files import file_table
from webmap.sites.in_brief import in_brief
from webmap.sites.listing import STATUSES, Filters, districts, filtered, in_order, summary, with_joint_counts
from webmap.sites.page import report_table, site_page
from webmap.sites.rows import NotKnownYet, Site, SiteEver
from webmap.sites.sparkline import DAYS, sparklines
from webmap.sites.stated_file import stated_file
from webmap.sites.symbols import hatching, symbol, vessels
from webmap.words import terms
from webmap.words.i18n import day, isolated, language
from webmap.words.i18n import gettext as _

blueprint = Blueprint("sites", __name__)
OWN_CHOICES = ("district", "type", "status", "free", "sort", "order")
SORTS = ("name", "type", "district", "status", "families", "individuals", "free", "newest", "freshness")


def site_address(site_id: str) -> str:
    return address("sites.show", site_id=site_id)


@blueprint.get("/sites")
@allow("public")
@asks(*OWN_CHOICES)
@in_turn
def index() -> str:
    """All sites known on the day: sort, filter, how fresh the figures are."""
    with reading() as connection:
        chosen, remark, rows, hidden = _listed(connection)
        joint = together.joint_counts(connection, chosen.day, language())
        wanted = _filters()
        shown = in_order(filtered(rows, wanted), _sort(), _descending(), chosen.day)
        lately = sparklines(connection, chosen.day, chosen.known)
        said = queries.said_of_all(connection, [row.site_id for row in shown], STATEMENTS, chosen.day)
    symbols = {row.site_id: symbol(row, chosen.day) for row in shown}
    return render_template(
        "sites/index.html",
        at=chosen.day,
        why=chosen.why,
        remark=remark,
        table=SITES.of(shown, chosen.day, site_address, csv_href=address("sites.index_csv", **_own_choices())),
        areas=in_brief(shown, said, symbols, lately, chosen.day, by_area="sort" not in request.args),
        pictures={"name": list(symbols.values()), "plots_ready": vessels(shown, chosen.day)},
        hatching=hatching(),
        days_of_sparkline=DAYS,
        summary=summary(rows, chosen.day),
        shown=len(shown),
        total=len(rows),
        most=queries.LARGEST_LIST if len(rows) == queries.LARGEST_LIST else None,
        filters=wanted,
        districts=districts(rows),
        types=SITE_TYPES,
        statuses=STATUSES,
        sort=_sort(),
        descending=_descending(),
        not_known_yet=hidden,
        together=[together.in_words(row) for row in joint],
    )


@blueprint.get("/sites.csv")
@allow("public")
@asks(*OWN_CHOICES, "hxl")
@in_turn
def index_csv() -> Response:
    with reading() as connection:
        chosen, _remark, rows, _hidden = _listed(connection, queries.LARGEST_FILE)
        coming = queries.coming_plots(connection, chosen.day, chosen.known)
        joint = together.joint_counts(connection, chosen.day, language())
        shown = in_order(filtered(rows, _filters()), _sort(), _descending(), chosen.day)
        table = with_joint_counts(file_table(shown, coming, chosen.day, site_address), shown, joint)
        told = with_sources(connection, table)
    return csv_file(told, f"sites-{chosen.day.isoformat()}", hxl_of="sites")


@blueprint.get("/sites/<site_id>")
@allow("public")
def show(site_id: str) -> str:
    """One site: is it full, how it came to be so, what is there, and who says so."""
    lang = language()
    with reading() as connection:
        chosen = chosen_day(connection)
        row = queries.site(connection, site_id, chosen.day, chosen.known, lang)
        if row is None:
            return _not_known_then(queries.exists(connection, site_id, chosen.known, lang), site_id, chosen.day)
        values = site_page(connection, row, chosen.day, chosen.known, lang)
        remark = known.remark(connection, chosen.day, chosen.known)
    return render_template("sites/site.html", why=chosen.why, remark=remark, **values)


@blueprint.get("/sites/<site_id>.csv")
@allow("public")
def show_csv(site_id: str) -> Response:
    """Every report of a site up to the day, a row each."""
    with reading() as connection:
        chosen = chosen_day(connection)
        if queries.exists(connection, site_id, chosen.known, language()) is None:
            raise NotFound("site", site_id)
        found = report_table(queries.reports(connection, site_id, chosen.day, chosen.known))
    return csv_file(found, f"{site_id}-{chosen.day.isoformat()}")


@blueprint.get("/sites/<site_id>/figures.csv")
@allow("public")
def show_stated(site_id: str) -> Response:
    """What was stated of a site up to the day beside its reports: other figures, statements, joint counts, services."""
    lang = language()
    with reading() as connection:
        chosen = chosen_day(connection)
        if queries.exists(connection, site_id, chosen.known, lang) is None:
            raise NotFound("site", site_id)
        figures = queries.figures(connection, site_id, chosen.day, lang)
        levels, _points = queries.services(connection, site_id, chosen.day, chosen.known, lang)
        told = with_sources(connection, stated_file(figures, levels))
    return csv_file(told, f"{site_id}-figures-{chosen.day.isoformat()}")


@blueprint.get("/sites/<site_id>/sheet.pdf")
@allow("public")
@in_turn
def sheet(site_id: str) -> Response:
    """What the page says, on one A4."""
    lang = language()
    with reading() as connection:
        chosen = chosen_day(connection)
        row = queries.site(connection, site_id, chosen.day, chosen.known, lang)
        if row is None:
            raise NotFound("site", site_id)
        remark = known.remark(connection, chosen.day, chosen.known)
        words, asked = paper.told(connection, row, chosen, _shown(row), _about(row, chosen, remark))
    pictures = {"map": drawn(asked).svg} if asked else {}
    return as_pdf(Sheet("site", words, pictures, seconds(chosen.day)), f"{site_id}-{chosen.day.isoformat()}")


def _shown(row: Site) -> Shown:
    seen = seen_by(g.person.role, current_app.extensions["layers"])
    is_exercise = current_app.extensions["settings"].webmap_exercise
    names = [layer.name for layer in seen]
    return Shown(seen, names, language(), paper.around(row), is_exercise=is_exercise)


def _about(row: Site, chosen: ChosenDay, remark: known.Remark | None) -> About:
    where = _("%(name)s district", name=isolated(row.district_shown)) if row.district_shown else ""
    about = (terms.site_type(row.type), where, state.status(row, chosen.day))
    moment = _("as it was on %(day)s", day=day(chosen.day))
    return About(
        title=cut(row.shown_name, 2 * paper.LONGEST),
        kind=_("Site sheet"),
        moment=" · ".join(filter(None, (*about, moment, remark.sentence if remark else ""))),
        made="",
        address=f"{known_as()}{bare_address('sites.show', site_id=row.site_id, at=chosen.day.isoformat())}",
    )


def _not_known_then(ever: SiteEver | None, site_id: str, at: date) -> str:
    if ever is None:
        raise NotFound("site", site_id)
    return render_template("sites/not_known_then.html", known=ever, at=at)


def _listed(
    connection: Connection, largest: int = queries.LARGEST_LIST
) -> tuple[ChosenDay, known.Remark | None, list[SiteOnDay], list[NotKnownYet]]:
    lang = language()
    chosen = chosen_day(connection)
    rows = queries.sites_on(connection, chosen.day, chosen.known, lang, largest)
    remark = known.remark(connection, chosen.day, chosen.known)
    return chosen, remark, rows, queries.not_known_yet(connection, chosen.day, chosen.known, lang)


def _filters() -> Filters:
    return Filters(
        district=request.args.get("district") or None,
        type=one_of(request.args, "type", SITE_TYPES),
        status=one_of(request.args, "status", STATUSES),
        free=one_of(request.args, "free", ("1",)) is not None,
    )


def _own_choices() -> dict[str, str]:
    return {name: request.args[name] for name in OWN_CHOICES if name in request.args}


def _sort() -> str:
    return one_of(request.args, "sort", SORTS, "name") or "name"


def _descending() -> bool:
    return one_of(request.args, "order", ("asc", "desc"), "asc") == "desc"
