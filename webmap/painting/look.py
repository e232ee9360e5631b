"""The look of a picture that stands alone: the rules of the map's own style sheet, with plain values."""

import re
from pathlib import Path

from .widths import FAMILY

STATIC = Path(__file__).parent.parent / "static"
TOKEN = re.compile(r"(--[a-z0-9-]+):\s*([^;]+);")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
MEDIA = re.compile(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# What only a pointer, a keyboard or a screen meets.
NOT_DRAWN = re.compile(r":|hm-(?:hit|ring|scene|fresh|button)|@")
IN_A_BROWSER = "/* In a browser */"
PARTS = ("/* The scene */", "/* Popup */")
OWN = """
.hm-ground{fill:var(--outside)}.hm-paper{fill:#FFF}.hm-rule{fill:none;stroke:var(--hairline);stroke-width:1}
.hm-scale-line{fill:none;stroke:var(--ink-2);stroke-width:1}
.hm-text-scale{fill:var(--ink)}
.hm-text-key{fill:var(--ink-2);stroke:none}
.hm-text-picture-title,.hm-text-picture-title-narrow{font-weight:700;stroke:none}
.hm-text-picture-text,.hm-text-picture-note{fill:var(--ink-2);stroke:none}
"""


def style_sheet() -> str:
    """The rules of `symbols.css` and `map.css` that draw, without variables, in one line."""
    tokens = dict(TOKEN.findall((STATIC / "site.css").read_text(encoding="utf-8").split("}")[0]))
    text = (STATIC / "map" / "map.css").read_text(encoding="utf-8")
    text = MEDIA.sub("", text[text.index(PARTS[0]) : text.index(PARTS[1])])
    arriving = (STATIC / "map" / "arriving.css").read_text(encoding="utf-8").split(IN_A_BROWSER)[0]
    text += MEDIA.sub("", arriving)
    text = MEDIA.sub("", (STATIC / "symbols.css").read_text(encoding="utf-8")) + text
    rules = RULE.findall(COMMENT.sub("", text)) + RULE.findall(OWN)
    plain = [f"{_one(selector)}{{{_one(body)}}}" for selector, body in rules if not NOT_DRAWN.search(selector)]
    tokens["--sans"] = FAMILY
    return re.sub(r"var\((--[a-z0-9-]+)\)", lambda found: tokens[found[1]], "".join(plain))


def _one(text: str) -> str:
    """Without what a browser does not need."""
    return re.sub(r"\s*([:;,])\s*", r"\1", " ".join(text.split())).strip("; ")
