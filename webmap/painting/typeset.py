"""Sheets of paper, set by Typst: the forms stand in sheets/*.typ, the words and pictures come with the question.

Words reach a form as JSON and pictures as bytes, so nothing that somebody wrote is read as a program.
"""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import typst

from .widths import FONTS

FORMS = Path(__file__).parent / "sheets"
OF_ANY_FONT = re.compile(r' textLength="[^"]*" lengthAdjust="spacingAndGlyphs"')  # here the font is known
# Short vowels, which Arabic may leave away: a sign above a letter would be copied twice out of a PDF.
VOWELS = dict.fromkeys((*range(0x064B, 0x0653), 0x0670))
# A blank that keeps words together is not copied out of a PDF at all.
ON_PAPER = VOWELS | {0xA0: " "}
NOT_PRINTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ufffe\uffff]")
POINTS_AN_INCH = 72
ROOT_TAG = re.compile(r"<svg ")


def sheet(asked: dict[str, Any]) -> bytes:
    """`asked`: form (file), told (its words), pictures (SVG by name), as (pdf, svg or png), day (seconds since 1970),
    zoom (pixels of a PNG for a point). RuntimeError for a form that cannot be set.
    """
    given = {"told": json.dumps(_readable(asked["told"]), ensure_ascii=False)}
    given |= {name: _readable(OF_ANY_FONT.sub("", svg)) for name, svg in asked["pictures"].items()}
    compiler = typst.Compiler(str(FORMS / f"{asked['form']}.typ"), str(FORMS), _fonts(), sys_inputs=given)
    if asked["as"] == "pdf":
        return _pdf(compiler, asked["day"])
    if asked["as"] == "svg":
        return _named(_one_page(compiler.compile(format="svg")), asked["told"]["title"])
    return _one_page(compiler.compile(format="png", ppi=POINTS_AN_INCH * asked["zoom"]))


def _pdf(compiler: typst.Compiler, day: int) -> bytes:
    """As PDF/UA, for who listens to it; only tagged where it holds letters that our fonts do not have."""
    try:
        made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=day)
    except RuntimeError:
        made = compiler.compile(format="pdf", timestamp=day)
    return _one_page(made)


def _one_page(made: object) -> bytes:
    if not isinstance(made, bytes):
        raise RuntimeError("more than one page")
    return made


def _named(svg: bytes, title: str) -> bytes:
    """Its letters are drawn, so that it looks alike everywhere: what it is stands in its title."""
    named = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = ROOT_TAG.sub('<svg role="img" ', svg.decode(), count=1)
    opened = text.index(">") + 1
    return f"{text[:opened]}<title>{_readable(named)}</title>{text[opened:]}".encode()


def _readable(told: Any) -> Any:
    """Without what is not printed; whole letters rather than parts of them."""
    if isinstance(told, str):
        return unicodedata.normalize("NFC", NOT_PRINTED.sub(" ", told.translate(ON_PAPER)))
    if isinstance(told, dict):
        return {key: _readable(value) for key, value in told.items()}
    if isinstance(told, list):
        return [_readable(value) for value in told]
    return told


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
