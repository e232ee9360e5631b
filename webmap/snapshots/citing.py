"""How others refer to a snapshot: its entry for a bibliography."""

from datetime import date

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
