"""The page that stands in other people's pages: made of a connection, a day and addresses, so that it can be frozen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy import Connection

from webmap.answers.data_table import DataTable
from webmap.answers.static_files import FOLDER
from webmap.asked import known
from webmap.asked.chosen_day import ChosenDay
from webmap.drawing.site_symbol import hatch, site_symbol
from webmap.folium_map.words import legend_words
from webmap.headlines import displaced
from webmap.layers import movements, sites
from webmap.layers.layer import Layer
from webmap.layers.sites import reports_due
from webmap.map_of_day import headline
from webmap.map_of_day.day import Day, Links, read_day, tables
from webmap.map_of_day.embed_code import PICTURES
from webmap.map_of_day.road import trunk
from webmap.painting.map_files import DRAWN
from webmap.words.i18n import gettext as _

THEMES = ("light", "dark", "auto")
# Of the map's modules those that a map in a frame needs: it has no slider, and nobody arrives on it.
PARTS = (
    *(name for name in DRAWN if name != "placing/day"),
    "frame",
    "stops",
    "basemap",
    "popups",
    "controls",
    "embedded",
)
LIVING = tuple(f"map/{name}.js" for name in PARTS)
STYLES = ("symbols.css", "map/map.css")
HEIGHT_TOLD = "embed/tell.js"
_SITE: dict[str, Any] = {"type": "camp", "radius": 8, "state": "counted", "fill": 1.0, "old": False, "over": 0}
_KEY: dict[str, dict[str, Any]] = {
    "full": {},
    "half": {"fill": 0.5},
    "unknown": {"state": "unknown", "fill": None},
    "nothing": {"state": "nothing", "fill": None},
    "old": {"old": True, "fill": 0.5},
}


@dataclass(frozen=True)
class Choices:
    """What whoever embeds may choose; each has an address of its own."""

    layers: Sequence[str]
    legend: bool = True
    table: bool = False
    theme: str = "light"


@dataclass(frozen=True)
class Where:
    """Addresses: of the whole map, of this page the other way (with the living map, or its picture), by language.

    `pictures`: of the map alone, by its width in px.
    """

    page: str
    other_way: str
    languages: Mapping[str, str]
    pictures: Mapping[int, str]


def parts_of(
    connection: Connection,
    layers: Sequence[Layer[Any]],
    chosen: ChosenDay,
    lang: str,
    choices: Choices,
    links: Links,
    *,
    is_exercise: bool,
) -> dict[str, Any]:
    """What the template says of a day: title, sentence, key, sources, tables."""
    found = read_day(connection, layers, chosen.day, chosen.known, lang)
    remark = known.remark(connection, chosen.day, chosen.known)
    numbers = displaced.numbers(connection, chosen.day, None)
    shown = [layer for layer in layers if layer.name in choices.layers]
    told: list[DataTable] = []
    if choices.table:
        told = [table for table in tables(found, links) if table.rows]
    return {
        **headline.of_page(chosen.day, bool(found.of(sites.LAYER)), is_exercise),
        "remark": remark.sentence if remark else "",
        "sources": headline.sources(numbers, found.of(movements.LAYER)),
        "numbered": movements.numbered(found.of(movements.LAYER)) if movements.LAYER in shown else [],
        "key": key_of(shown, _late(found, shown)) if choices.legend else [],
        "tables": told,
        "choices": choices,
        "sizes": PICTURES,
        "style": style(choices.legend),
        "tell": written(HEIGHT_TOLD),
    }


def along_the_roads(connection: Connection, chosen: ChosenDay, lang: str) -> dict[str, Any]:
    """In place of the map the roads out of Mosul, with the style that they need."""
    roads = trunk.roads_of_day(connection, chosen.day, chosen.known, lang)
    title = trunk.title(chosen.day)
    sentence = _("Kilometres are straight between the located points, the least that a road can have.")
    said = {"title": title, "title_short": title, "sentence": sentence, "sentence_short": ""}
    return said | {"roads": roads, "key": [], "style": f"{style(has_key=True)}\n{written('road.css')}"}


def _late(found: Day, shown: Sequence[Layer[Any]]) -> set[str]:
    """Which marks of late reports the map has on that day."""
    marks = (reports_due.due(row, found.at).mark for row in found.of(sites.LAYER)) if sites.LAYER in shown else ()
    return {mark for mark in marks if mark}


def key_of(layers: Sequence[Layer[Any]], late: Collection[str]) -> list[tuple[Markup, str]]:
    """Marks and their words, of the layers that are shown; the first mark has the hatching with it.

    `late`: which states of late reports, whose clock some site has.
    """
    words = legend_words(_, layers)
    marks = [(site_symbol(_SITE | {"said_full": False} | look, "key-hatch"), name) for name, look in _KEY.items()]
    moves = [(Markup('<path d="M-9 0H4" class="key-move"/><path d="M9 0L2 -5V5Z" class="key-head"/>'), "transfer")]
    community = Markup('<path d="M0 -6L6 0L0 6L-6 0Z" class="key-community"/>')
    corridor = Markup('<path d="M-9 0H9" class="key-band"/>')
    listed = [(mark, words[name]) for mark, name in marks if name in words]
    for state, told in words.get("late", ()):
        if state in late:
            listed.append((site_symbol(_SITE | {"said_full": False, "late": state}, "key-hatch"), told))
    listed += [(mark, words[name]) for mark, name in moves if name in words]
    drawn = {"communities": community, "corridors": corridor}
    listed += [(drawn[kind], text) for kind, text in words["marks"] if kind in drawn]
    hatching = Markup("<defs>{}</defs>").format(hatch("key-hatch"))
    return [(mark if place else hatching + mark, text) for place, (mark, text) in enumerate(listed)]


def written(name: str) -> str:
    """A file of webmap/static/ as it stands in the page."""
    return (FOLDER / name).read_text(encoding="utf-8").strip()


def style(has_key: bool) -> str:
    """The rules of the page with the colours of all pages, and with its key those of the symbols."""
    colours = written("site.css").split("*/", 1)[1].split("}")[0].strip() + "}\n"
    return colours + written("embed/embed.css") + (f"\n{written('symbols.css')}" if has_key else "")
