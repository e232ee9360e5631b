"""How others refer to a snapshot: its entry for a bibliography, and its whole address as a drawing that phones read."""

from datetime import date

import segno
from markupsafe import Markup

# BibTeX counts braces, also those behind a backslash: none of a title may stand by itself.
IN_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {sign: f"\\{sign}" for sign in "%&#$_"}


def bibtex(token: str, title: str, day: date, year: int, address: str) -> str:
    """An entry @misc. `year`: in which it was frozen; `address`: of its page."""
    written = "".join(IN_LATEX.get(sign, sign) for sign in " ".join(title.split()))
    fields = {
        "title": written,
        "howpublished": f"Ninewa response map, snapshot of {day.isoformat()}",
        "year": str(year),
        "url": address,
    }
    told = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{ninewa-{token},\n{told}\n}}"


def qr_code(address: str, title: str) -> Markup:
    """Inline SVG, black on white with its quiet zone; `title` is what those hear who do not see it."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(omitsize=True, light="#fff", svgclass="qr", lineclass=None, title=title)
    # Of the two strings in it segno escapes the title; the address is drawn.
    return Markup(drawn.replace("<svg ", '<svg role="img" ', 1))  # noqa: S704
