"""Names as the sources state them, in the reader's language: ways of moving, scopes, providers, parts, activities."""

from functools import cache

from geodata.facts.files import rows
from webmap.words.i18n import gettext as _


def in_words(of: str, stated: str) -> str:
    """One without words of its own in reference/stated_names.csv is shown as its source gives it."""
    words = _words().get((of, stated))
    return stated if words is None else _(words)


@cache
def _words() -> dict[tuple[str, str], str]:
    return {(row["of"], row["stated"]): row["words"] for row in rows("stated_names")}
