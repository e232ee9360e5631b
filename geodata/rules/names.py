"""Spellings of names, folded so that a search finds a place however it is written.

Case, hyphens, apostrophes, accents, the article ("Al-", "As ", "ال") and variants of Arabic and Kurdish letters make
no difference, and neither do words for the kind of a place ("IDP camp", "مخيم", "کەمپی"). Two names that differ in a
vowel ("Sifni", "Safni") have the same skeleton of consonants, but numbers and the letters before them ("U2", "M2") are
never dropped: they tell one camp from another.
"""

import re
import unicodedata

_LETTERS = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىیيئێ", "ي"),
        **dict.fromkeys("ةه\u06c1ھ", "ه"),
        "ە": "ا",  # a vowel of its own in Sorani: حەسەن is حسن
        **dict.fromkeys("ؤوۆۇ", "و"),
        **dict.fromkeys("کك", "ك"),
        "گ": "ك",
        "ڕ": "ر",
        "ڵ": "ل",
        "ڤ": "ف",
        "پ": "ب",
        "چ": "ج",
        "ژ": "ز",
        "ـ": "",
        "ı": "i",
        "ʿ": "",
        "ʾ": "",
        **{chr(0x660 + n): str(n) for n in range(10)},
        **{chr(0x6F0 + n): str(n) for n in range(10)},
    }
)
_LATIN_ARTICLE = re.compile(r"\b(?:al|el|as|ash|at|ad|an|ar|az)[ -]+(?=\w{2})")
_ARABIC_ARTICLE = re.compile(r"\bال(?=\w{2})")
# Words for the kind of a place, as far as folded letters go: "قضاء الشيخان" is Shikhan.
_KIND_WORD = re.compile(
    r"^(?:مخيم|كامبي|كامب|موقع|قضاء|ناحيه|محافظه|قريه|(?:idps? )?camp) +(?=\w)"
    r"|(?<=\w) +(?:(?:idps? )?camp|للنازحين|كامب)$"
)
# The part of a name that tells it from its neighbours: a number, with the single letter before it.
_MARK = re.compile(r"\b([a-z])? ?(\d+)\b")


# Only these two stand before the numbers of camps; in SQL each is a replacement of its own.
_MARK_LETTER = re.compile(r"\b([um]) ?(?=\d)")

# Vowels, and the Arabic letters that write long ones; "w" and "y" stand for them in Latin spellings.
VOWELS = "aeiouyw اوي"
_NO_VOWELS = str.maketrans("", "", VOWELS)


def fold(name: str) -> str:
    """The name in the one spelling that searches compare; empty when nothing of it can be compared.

    Folding a folded name changes nothing, so a stored spelling is found by itself.
    """
    folded = _folded_once(name)
    while (again := _folded_once(folded)) != folded:
        folded = again
    return folded


def _folded_once(name: str) -> str:
    text = unicodedata.normalize("NFKD", name.casefold())
    text = "".join(letter for letter in text if not unicodedata.combining(letter)).translate(_LETTERS)
    text = re.sub(r"['’‘ʼ`´\".]", "", text)
    text = _LATIN_ARTICLE.sub("", text)
    text = re.sub(r"[^\w]+", " ", text).replace("_", " ")
    text = _ARABIC_ARTICLE.sub("", text)
    return _KIND_WORD.sub("", " ".join(text.split()))


def skeleton(folded: str) -> str:
    """Consonants of an already folded name, doubled ones once: "shekhan" and "shikhan" have the same.

    Numbers stay, and so does the letter before one, as a capital. A final ه is ة as often as not, and is dropped. The
    search computes the same of stored names in SQL (geodata/statements/named_places.sql).
    """
    marked = _MARK_LETTER.sub(lambda match: match.group(1).upper(), folded)
    return re.sub(r"([^0-9])\1+", r"\1", re.sub(r"ه(?= |$)", "", marked).translate(_NO_VOWELS))


def marks(folded: str) -> tuple[str, ...]:
    """Numbers of an already folded name with the letter before each: ("u2",). With others it is another place."""
    return tuple(sorted((letter or "") + str(int(number)) for letter, number in _MARK.findall(folded)))


def without_marks(folded: str) -> str:
    """The words of an already folded name, without its numbers and without the blanks between."""
    return _MARK.sub(" ", folded).replace(" ", "")
