"""What is known already, as far as judging a file needs it, and what a misspelt id probably means."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from geodata.rules.names import fold, skeleton

# Likeness is slow to work out: a file full of unknown ids gets suggestions for so many of them.
MOST_SUGGESTIONS = 500


@dataclass(frozen=True)
class Known:
    """`sites`: id -> name. `spellings`: folded name or code -> id of the one site that bears it.

    `in_arabic`: ids of the sites that have an Arabic name.
    """

    sites: Mapping[str, str] = field(default_factory=dict)
    spellings: Mapping[str, str] = field(default_factory=dict)
    indicators: frozenset[str] = frozenset()
    in_arabic: frozenset[str] = frozenset()

    @cached_property
    def _asked(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def _skeletons(self) -> dict[str, str]:
        return {skeleton(spelling): site_id for spelling, site_id in self.spellings.items()}

    @cached_property
    def _folded_ids(self) -> dict[str, str]:
        return {fold(site_id): site_id for site_id in self.sites}

    def named(self, name: str) -> str | None:
        """The id of the site that bears this name in any spelling; None when none or several do."""
        folded = fold(name)
        return self._folded_ids.get(folded) or self.spellings.get(folded)

    def nearest(self, value: str) -> str | None:
        """The known id that a wrong one probably means: by name, by consonants, by likeness."""
        if value not in self._asked and len(self._asked) < MOST_SUGGESTIONS:
            self._asked[value] = self._look_for(value)
        return self._asked.get(value)

    def _look_for(self, value: str) -> str | None:
        folded = fold(value[:100])
        if not folded:
            return None
        found = self.named(value[:100]) or (
            self._skeletons.get(skeleton(folded)) if len(skeleton(folded)) > 2 else None
        )
        if found:
            return found
        candidates = {**self.spellings, **self._folded_ids}
        close = difflib.get_close_matches(folded, candidates, 1, 0.7)
        return candidates[close[0]] if close else None


def nearest_word(word: str, words: tuple[str, ...]) -> str | None:
    """The word of a list that a misspelt one probably means."""
    close = difflib.get_close_matches(word, words, 1, 0.6)
    return close[0] if close else None
