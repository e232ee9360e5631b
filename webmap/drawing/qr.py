"""A whole address as a drawing that phones read."""

import segno
from markupsafe import Markup


def qr_code(address: str, title: str) -> Markup:
    """Inline SVG, black on white with its quiet zone; `title` is what those hear who do not see it."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(omitsize=True, light="#fff", svgclass="qr", lineclass=None, title=title)
    # Of the two strings in it segno escapes the title; the address is drawn.
    return Markup(drawn.replace("<svg ", '<svg role="img" ', 1))  # noqa: S704
