"""What the map draws of a day: all layers, and of very many sites those in a view."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from webmap.asked.chosen_day import ChosenDay
from webmap.layers import sites
from webmap.layers.layer import Layer
from webmap.layers.sites import together
from webmap.map_of_day import many_sites
from webmap.map_of_day.day import Links, map_data, read_day


def told_of_day(
    connection: Connection,
    layers: Sequence[Layer[Any]],
    chosen: ChosenDay,
    lang: str,
    links: Links,
    view: many_sites.View | None,
) -> dict[str, Any]:
    """The map's data; `view`: what is seen, where there are more sites than a map can tell apart."""
    at, known = chosen.day, chosen.known
    if view is not None:
        seen = many_sites.read(connection, layers, at, known, lang, view)
        told = many_sites.data(seen, map_data(seen.day, lang, links))
    else:
        told = map_data(read_day(connection, layers, at, known, lang), lang, links)
    if sites.LAYER in layers:
        told["together"] = together.brackets(connection, at, lang)
    return told
