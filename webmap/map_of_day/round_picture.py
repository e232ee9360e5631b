"""What stands round a picture of the map: title, day, key and sources, in the reader's language."""

from collections.abc import Sequence
from typing import Any

from webmap.drawing.question import Words
from webmap.folium_map.words import legend_words
from webmap.layers.layer import Layer
from webmap.words.i18n import gettext as _

OF_SITES = ("full", "half", "unknown", "nothing", "old", "lid", "over")
KINDS, OF_MOVEMENTS = ("camp", "emergency", "screening", "reception"), ("transfer", "passage", "estimated")
MARKS = {"communities": "community", "services": "service", "corridors": "corridor"}


def around(title: str, sentence: str, sources: str, layers: Sequence[Layer[Any]], is_narrow: bool) -> Words:
    """On a narrow picture the key has the states met most."""
    words = legend_words(_, layers)
    shown = (*OF_SITES[:5], *OF_MOVEMENTS[:1]) if is_narrow else (*OF_SITES, *KINDS, *OF_MOVEMENTS)
    key = [(name, words[name]) for name in shown if name in words]
    if not is_narrow:
        key += [(MARKS[kind], text) for kind, text in words["marks"] if kind in MARKS]
    base = _("Natural Earth · GSHHG · GeoNames · boundaries do not imply endorsement")
    return Words(title, sentence, f"{sources} {base}", key)
