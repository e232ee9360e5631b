"""The map's modules in V8, and resvg."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import resvg_py
from py_mini_racer import MiniRacer, init_mini_racer

from .look import STATIC, style_sheet
from .map_files import ARRIVALS, DRAWN, RBUSH
from .typeset import OF_ANY_FONT
from .widths import FONTS, width

OWN = Path(__file__).parent / "modules"
SECONDS, MOST_HEAP = 20, 64 * 1024 * 1024
# A small heap and no second compiler: half the memory for a few milliseconds.
FLAGS = (
    "--single-threaded",
    "--max-semi-space-size=1",
    "--max-old-space-size=40",
    "--optimize-for-size",
    "--no-opt",
    "--no-sparkplug",
)
MOST_TURNS = 12  # each tells widths of words that the last one asked for


@cache
def prepare() -> MiniRacer:
    """The modules as the browser has them, their document, the base map and the look."""
    init_mini_racer(flags=FLAGS)
    racer = MiniRacer()
    racer.set_hard_memory_limit(MOST_HEAP)
    files = [
        STATIC / RBUSH,
        OWN / "document.js",
        *(STATIC / "map" / f"{name}.js" for name in (*DRAWN, *ARRIVALS)),
        OWN / "picture.js",
    ]
    for file in files:
        racer.eval(file.read_text(encoding="utf-8"))
    ground = (STATIC / "map" / "basemap.json").read_text(encoding="utf-8")
    racer.eval(f"HM.base = HM.unfoldedBase({ground}); HM.style = {json.dumps(style_sheet())}; 0")
    return racer


def drawn(question: dict[str, Any]) -> bytes:
    """JSON {svg, width, height, placed}; the words are measured as they are asked for."""
    racer = prepare()
    racer.eval(f"globalThis.question = {json.dumps(question)}; 0")
    for _turn in range(MOST_TURNS):
        answer = str(racer.eval("JSON.stringify(HM.picture(question))", timeout_sec=SECONDS))
        missing = json.loads(answer).get("missing") if answer.startswith('{"missing"') else None
        if missing is None:
            return answer.encode()
        told = [[style, text, round(width(style, text), 2)] for style, text in missing]
        racer.eval(f"HM.told({json.dumps(told)}); 0")
    raise RuntimeError("words without a width")


def png(svg: str, zoom: float) -> bytes:
    """The picture in pixels, with our fonts alone."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=OF_ANY_FONT.sub("", svg),
            zoom=zoom,
            skip_system_fonts=True,
            font_files=[str(file) for file in sorted(FONTS.glob("*.ttf"))],
            font_family="Noto Sans",
        )
    )
