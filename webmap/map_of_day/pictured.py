"""What the process that draws is asked for: the map of a day in one size, alone or with words round it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from webmap.asked import known
from webmap.asked.chosen_day import ChosenDay
from webmap.drawing.question import Box, MapView, Question, Words
from webmap.folium_map.words import parts, words
from webmap.headlines import displaced
from webmap.layers import movements
from webmap.layers.layer import LARGEST_ON_MAP, Layer, nowhere
from webmap.map_of_day import headline, many_sites
from webmap.map_of_day.area import AROUND_MOSUL
from webmap.map_of_day.arriving import Told
from webmap.map_of_day.changed import Changed
from webmap.map_of_day.day import Links
from webmap.map_of_day.round_picture import around
from webmap.map_of_day.sizes import Size
from webmap.map_of_day.told import told_of_day
from webmap.words.i18n import direction
from webmap.words.i18n import gettext as _

NARROW = 620  # px, as in static/map/placing/scene.js
NO_LINKS = Links(lambda _layer: nowhere, lambda _layer: "")


@dataclass(frozen=True)
class Shown:
    """What a picture shows: of the layers that a reader may see (`seen`) those with a name in `asked`.

    `box` in degrees, None for the sites around Mosul; `provider` of the figures, None for the first; `by_view` where
    there are more sites than a map tells apart.
    """

    seen: Sequence[Layer[Any]]
    asked: Sequence[str]
    lang: str
    box: Box | None = None
    provider: str | None = None
    by_view: bool = False
    is_exercise: bool = False
    arriving: Told | None = None
    changed: Changed | None = None


def question(connection: Connection, chosen: ChosenDay, shown: Shown, size: Size, *, stands_alone: bool) -> Question:
    """Read what a picture of a day needs; one that stands alone has title, key and sources in it."""
    seen, lang, edges = shown.seen, shown.lang, shown.box or AROUND_MOSUL
    say = words(_)
    told = told_of_day(connection, seen, chosen, lang, NO_LINKS, size.view(edges) if shown.by_view else None)
    if shown.changed:
        told = shown.changed.drawn(told)
    if shown.arriving:
        told["arriving"] = shown.arriving.drawn
    return Question(
        data=told,
        map=MapView(size.width, size.height, edges, roomy=shown.box is None),
        layers=[part for part in parts(_, seen) if part.get("choice") is None or part["choice"] in shown.asked],
        lang=lang,
        rtl=direction(lang) == "rtl",
        comma=say["comma"],
        km=say["km"],
        words=_round_it(connection, chosen, shown, size, told) if stands_alone else None,
    )


def _round_it(connection: Connection, chosen: ChosenDay, shown: Shown, size: Size, told: dict[str, Any]) -> Words:
    numbers = displaced.numbers(connection, chosen.day, shown.provider)
    remark = known.remark(connection, chosen.day, chosen.known)
    is_told, most = movements.LAYER in shown.seen, many_sites.MOST_MOVEMENTS if shown.by_view else LARGEST_ON_MAP
    moves = movements.LAYER.read(connection, chosen.day, chosen.known, shown.lang, limit=most) if is_told else []
    has_sites, is_narrow = bool(told.get("sites") or told.get("groups")), size.width < NARROW
    said = headline.of_page(chosen.day, has_sites, shown.is_exercise, shown.box)
    title = said["title_short"] if is_narrow else said["title"]
    if shown.is_exercise:
        title = f"{_('Exercise: invented figures')} · {title}"
    sentence = said["sentence"] if not has_sites or not is_narrow else said["sentence_short"]
    plain = getattr(sentence, "striptags", lambda: sentence)()
    if shown.changed:
        mark = f"{_('Exercise: invented figures')} · " if shown.is_exercise else ""
        title, plain = mark + shown.changed.title, f"{shown.changed.sentence} {shown.changed.key}"
    if shown.arriving:
        plain = " ".join(shown.arriving.sentences)
    whole = f"{plain} {remark.sentence if remark else ''}".strip()
    return around(title, whole, headline.sources(numbers, moves), shown.seen, is_narrow)
