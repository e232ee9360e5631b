"""How wide words are in the fonts of our pictures, by HarfBuzz."""

import re
from functools import cache
from itertools import groupby
from pathlib import Path

import uharfbuzz

FONTS = Path(__file__).parent / "fonts"
FAMILY = "Noto Sans, Noto Sans Arabic, sans-serif"  # where a browser shows them; each text keeps its width
STYLE = re.compile(r"(italic )?(400|700) ([\d.]+)px")
LONGEST = 300  # letters of one text; no name has more


@cache
def _font(name: str) -> tuple[uharfbuzz.Font, int]:
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FONTS / f"{name}.ttf")))
    return uharfbuzz.Font(face), face.upem


def width(style: str, text: str) -> float:
    """Pixels of one line of text; `style` as "italic 700 12px". ValueError for another style.

    Words of each script are shaped by themselves, so that Arabic letters are joined.
    """
    asked = STYLE.fullmatch(style)
    if not asked:
        raise ValueError(f"no style of our pictures: {style}")
    slant, weight, size = asked.groups()
    name = "NotoSans-Italic" if slant else "NotoSans-Bold" if weight == "700" else "NotoSans-Regular"
    runs = groupby(text[:LONGEST], lambda letter: "\u0600" <= letter <= "\u08ff")
    return sum(_advance(name, "".join(run)) for _is_arabic, run in runs) * float(size)


def _advance(name: str, text: str) -> float:
    """Of a run, in parts of the size of the font."""
    font, units = _font(name)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    advances: list[int] = [position.x_advance for position in buffer.glyph_positions]
    return sum(advances) / units
