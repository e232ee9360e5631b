"""Digits and signs of numbers as people and files write them: one reading for imports, pages and addresses."""

_DIGITS = {
    **{0x660 + n: str(n) for n in range(10)},
    **{0x6F0 + n: str(n) for n in range(10)},
    ord("٫"): ".",
    ord("٬"): ",",
    ord("−"): "-",
    **dict.fromkeys(map(ord, "\u00a0\u2009\u202f"), " "),
}


def latin_digits(text: str) -> str:
    """Arabic-Indic and Persian digits and signs as Latin ones."""
    return text.translate(_DIGITS).strip()
