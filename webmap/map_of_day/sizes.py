"""The sizes in which the map is drawn: few, so that what is kept of them is bounded."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from geodata.problems import InvalidData
from webmap.asked.numbers import as_whole
from webmap.drawing.question import Box
from webmap.map_of_day.many_sites import View
from webmap.words.i18n import gettext as _

TILE, EQUATOR = 256, 360  # px and degrees round the world at zoom 0


@dataclass(frozen=True)
class Size:
    """Of the map in a picture, px. `zoom`: pixels of a PNG for each."""

    width: int
    height: int
    zoom: float = 1.0

    def view(self, box: Box) -> View:
        """The box at the whole zoom that it has on a map of this width, at most."""
        west, _south, east, _north = box
        return View(box, max(6, min(14, math.floor(math.log2(self.width * EQUATOR / (east - west) / TILE)))))


# A picture by itself: a phone, a column of text, what chats and networks show (about 1200 x 640 as a whole), a slide.
ALONE = {
    size.width: size
    for size in (Size(360, 420, 2), Size(640, 480, 1.5), Size(1000, 560), Size(1200, 480), Size(1600, 860))
}
PREVIEW = 1200
SCALES = (1, 2)
# The map in its page, which is as wide as the window leaves it, until the living one is there.
IN_PAGE = {size.width: size for size in (Size(360, 380), Size(720, 480), Size(1006, 520), Size(1560, 840))}


def asked_size(written: str | None, offered: dict[int, Size], default: int) -> Size:
    """The size of `size=`, a width in px; InvalidData for one that is not offered."""
    return offered[asked_width(written, tuple(offered), default)]


def asked_width(written: str | None, offered: Sequence[int], default: int) -> int:
    """The width of `size=` in px; InvalidData for one that is not offered."""
    width = as_whole(written) if written else default
    if width is None or width not in offered:
        widths = _(", ").join(str(width) for width in offered)
        raise InvalidData(_("Choose one of these widths: %(widths)s.", widths=widths), parameter="size")
    return width


def asked_scale(written: str | None) -> int:
    """How many pixels a PNG has for each px, by `scale=`; InvalidData for what is neither 1 nor 2."""
    scale = as_whole(written) if written else SCALES[0]
    if scale is None or scale not in SCALES:
        raise InvalidData(_("Choose 1 or 2 pixels for each px of the picture."), parameter="scale")
    return scale
