"""What is known already, as far as judging a file needs it, and what a misspelt id probably means."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import fuzz, process

from geodata.rules.names import fold, marks, skeleton, without_marks

# A file full of unknown ids gets suggestions for so many of them.
MOST_SUGGESTIONS = 500
# From this likeness on (0 to 100, of the words without numbers) a name probably means another.
LEAST_LIKENESS = 80
# A code of the CCCM cluster: one digit off it is another site, so it is known exactly or not at all.
_CODE = re.compile(r"iq ?\d{4}(?: \d+)*")
FEWEST_CONSONANTS = 3


@dataclass(frozen=True)
class Nearest:
    """The sites that a wrong id may mean. `together`: it names all of them at once; else it is one of them."""

    sites: tuple[str, ...] = ()
    together: bool = False

    @property
    def one(self) -> str | None:
        return self.sites[0] if len(self.sites) == 1 else None


@dataclass(frozen=True)
class Known:
    """`sites`: id -> name. `spellings`: folded name or code -> ids of the sites that bear it."""

    sites: Mapping[str, str] = field(default_factory=dict)
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    indicators: frozenset[str] = frozenset()

    @cached_property
    def _asked(self) -> dict[str, Nearest]:
        return {}

    @cached_property
    def _bearers(self) -> dict[str, tuple[str, ...]]:
        """Folded spelling, also of an id -> the sites that bear it."""
        return {**self.spellings, **{fold(site_id): (site_id,) for site_id in self.sites}}

    @cached_property
    def _by_marks(self) -> dict[tuple[str, ...], dict[str, tuple[str, ...]]]:
        """Numbers of a spelling -> its words -> the sites that bear it. Codes are no words."""
        found: dict[tuple[str, ...], dict[str, tuple[str, ...]]] = {}
        for spelling, ids in self._bearers.items():
            if not _CODE.fullmatch(spelling):
                words = found.setdefault(marks(spelling), {})
                words[without_marks(spelling)] = _merged(words.get(without_marks(spelling), ()), ids)
        return found

    def named(self, name: str) -> str | None:
        """The id of the site that bears this name in any spelling; None when none or several do."""
        ids = self._bearers.get(fold(name), ())
        return ids[0] if len(ids) == 1 else None

    def nearest(self, value: str) -> Nearest:
        """The known sites that a wrong id probably means: by code, by name, by consonants, by likeness."""
        if value not in self._asked and len(self._asked) < MOST_SUGGESTIONS:
            self._asked[value] = self._look_for(fold(value[:100]))
        return self._asked.get(value, Nearest())

    def _look_for(self, folded: str) -> Nearest:
        if ids := self._bearers.get(folded):
            return Nearest(ids)
        if not folded or _CODE.fullmatch(folded):
            return Nearest()
        if ids := self._alike(without_marks(folded), marks(folded)):
            return Nearest(ids)
        # "Jad'ah 1-2" is no camp, "Jad'ah 1" and "Jad'ah 2" are.
        each = [self._alike(without_marks(folded), (mark,)) for mark in marks(folded)]
        if len(each) > 1 and all(len(ids) == 1 for ids in each):
            return Nearest(_merged((), (ids[0] for ids in each)), together=True)
        return Nearest()

    def _alike(self, words: str, numbers: tuple[str, ...]) -> tuple[str, ...]:
        """The sites with the most similar words among those with the same numbers."""
        known = self._by_marks.get(numbers, {})
        if words in known:
            return known[words]
        bones = skeleton(words)
        same = (
            [spelling for spelling in known if skeleton(spelling) == bones] if len(bones) >= FEWEST_CONSONANTS else []
        )
        likeness = process.extract(
            words, same or list(known), scorer=fuzz.ratio, limit=None, score_cutoff=LEAST_LIKENESS
        )
        best = max((score for _, score, _ in likeness), default=0)
        near = [name for name, score, _ in likeness if score == best] or same
        return _merged((), (site_id for name in near for site_id in known[name]))


def _merged(some: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*some, *others}))


def nearest_word(word: str, words: tuple[str, ...]) -> str | None:
    """The word of a list that a misspelt one probably means."""
    close = difflib.get_close_matches(word, words, 1, 0.6)
    return close[0] if close else None
