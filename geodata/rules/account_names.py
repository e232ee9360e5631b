"""Names of accounts: as people write them, and in the one form in which they are compared."""

import unicodedata

LONGEST = 60


def shown(name: str) -> str:
    """The name in its usual form: composed letters, single blanks, nothing that nobody sees."""
    seen = "".join(letter for letter in unicodedata.normalize("NFC", name) if unicodedata.category(letter) != "Cf")
    return " ".join(seen.split())


def folded(name: str) -> str:
    """The form in which two spellings of one name are equal: case and the width of letters make no difference."""
    return unicodedata.normalize("NFKC", shown(unicodedata.normalize("NFKC", name).casefold()))


def is_usable(name: str) -> bool:
    """Whether an account may have this name, as `shown` gives it."""
    return 0 < len(name) <= LONGEST and bool(folded(name)) and name.isprintable()
