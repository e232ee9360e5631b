"""Spellings of names, folded so that a search finds a place however it is written.

Case, hyphens, apostrophes, accents, the article ("Al-", "As ", "ال") and variants of Arabic and Kurdish letters make
no difference. Two names that differ in a vowel ("Sifni", "Safni") have the same skeleton of consonants.
"""

import re
import unicodedata

_LETTERS = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىیيئێ", "ي"),
        **dict.fromkeys("ةەه\u06c1ھ", "ه"),
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
_KIND_WORD = re.compile(r"^(?:مخيم|موقع|قضاء|ناحيه|محافظه|قريه|camp) +")


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

    The search computes the same of stored names in SQL: translate(folded, VOWELS, ''), then doubled letters once.
    """
    return re.sub(r"(.)\1+", r"\1", folded.translate(_NO_VOWELS))
