"""What somebody says is right although it is warned of: the rule of the warning and the rows."""

import re
from collections.abc import Iterable, Mapping

Confirmed = Mapping[str, frozenset[int]]
NOTHING: Confirmed = {}

_FORM = re.compile(r"([a-z_0-9]+):(\d{1,6}(?:-\d{1,6})?(?:,\d{1,6}(?:-\d{1,6})?)*)")


def confirmed(texts: Iterable[str]) -> Confirmed:
    """`jump:2,5-9` as rows by rule; ValueError with the text that is none."""
    found: dict[str, frozenset[int]] = {}
    for text in texts:
        match = _FORM.fullmatch(text.strip())
        if match is None:
            raise ValueError(text)
        rule, rows = match.groups()
        for part in rows.split(","):
            first, _, last = part.partition("-")
            found[rule] = found.get(rule, frozenset()) | frozenset(range(int(first), int(last or first) + 1))
    return found
