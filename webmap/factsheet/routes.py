"""The factsheet of any day: one A4 as PDF, and the same as a picture."""

from flask import Blueprint, Response, current_app, g, request

from webmap.access import allow
from webmap.answers.errors import for_programs
from webmap.answers.pictures import drawn
from webmap.answers.sheets import as_pdf, as_png, as_svg
from webmap.answers.turns import in_turn
from webmap.asked import known
from webmap.asked.address import bare_address, known_as
from webmap.asked.chosen_day import EVERYTHING, ChosenDay, chosen_day
from webmap.asked.parameters import asks
from webmap.data_version import version_now
from webmap.db import reading
from webmap.layers.seen import seen_by
from webmap.map_of_day.pictured import Shown
from webmap.map_of_day.sizes import PREVIEW, asked_scale, asked_width
from webmap.sheets.factsheet import ON_PAPER, WIDTHS, About, Content, content, in_period
from webmap.words.i18n import day, language, number
from webmap.words.i18n import gettext as _

blueprint = Blueprint("factsheet", __name__)


@blueprint.get("/factsheet.pdf")
@allow("public")
@asks("provider")
@in_turn
@for_programs
def pdf() -> Response:
    """One A4: the figures of the day with their changes, the map, shares, movements and sources."""
    found = _content()
    return as_pdf(found.sheet(drawn(found.map).svg), f"factsheet-{found.day.isoformat()}")


@blueprint.get("/factsheet.svg")
@allow("public")
@asks("provider", "size")
@in_turn
@for_programs
def svg() -> Response:
    """The situation as a picture, in one of three widths."""
    width = _width()
    found = _content(width)
    return as_svg(found.picture(drawn(found.map).svg, width))


@blueprint.get("/factsheet.png")
@allow("public")
@asks("provider", "size", "scale")
@in_turn
@for_programs
def png() -> Response:
    """The same in pixels, `scale=` of them for each px of its width."""
    width, scale = _width(), asked_scale(request.args.get("scale"))
    found = _content(width)
    return as_png(found.picture(drawn(found.map).svg, width), scale)


def _width() -> int:
    return asked_width(request.args.get("size"), tuple(WIDTHS), PREVIEW)


def _content(width: int | None = None) -> Content:
    seen = seen_by(g.person.role, current_app.extensions["layers"])
    shown = Shown(
        seen=seen,
        asked=[layer.name for layer in seen],
        lang=language(),
        provider=request.args.get("provider"),
        is_exercise=current_app.extensions["settings"].webmap_exercise,
    )
    with reading() as connection:
        chosen = chosen_day(connection)
        remark = known.remark(connection, chosen.day, chosen.known)
        version = version_now(connection).number
        about = _about(chosen, remark.sentence if remark else "", version, is_picture=width is not None)
        return content(connection, chosen, shown, about, WIDTHS[width] if width else ON_PAPER)


def _about(chosen: ChosenDay, remark: str, version: int, *, is_picture: bool) -> About:
    moment = _("As it was on %(day)s. Period: %(period)s.", day=day(chosen.day), period=in_period(chosen.day))
    knew = {} if chosen.known == EVERYTHING else {"known": request.args["known"]}
    here = bare_address("factsheet.pdf", at=chosen.day.isoformat(), lang=language(), **knew)
    return About(
        title=_("Displacement by the Mosul operation, %(day)s", day=day(chosen.day)),
        kind=_("Situation snapshot") if is_picture else _("Factsheet"),
        moment=f"{moment} {remark}".strip(),
        made=_("Made from version %(number)s of the data.", number=number(version)),
        address=f"{known_as()}{here}",
    )
