"""Names of the Gregorian months as the region writes them.

English; Arabic as Iraq and as the rest of the Arab world names them; Sorani; Kurmanji; Turkish, which Turkmens write.
A name may stand in any variant of its letters, and in two forms at once: آذار/مارس, آذار (مارس).
"""

import re

from geodata.rules.names import fold

_JANUARY_TO_DECEMBER = (
    "january, jan, يناير, كانون الثاني, ك2, کانوونی دووەم, کانونی دووەم, rêbendan, rbn, çile, ocak",
    "february, feb, شباط, فبراير, شوبات, sibat, sbt, reşemî, şubat",
    "march, mar, آذار, مارس, ئازار, ئادار, adar, adr, mart",
    "april, apr, نيسان, أبريل, nîsan, nsn, avrêl, nisan",
    "may, أيار, مايو, مايس, ئایار, gulan, gln, mayıs",
    "june, jun, حزيران, يونيو, حوزەیران, hezîran, hzr, haziran",
    "july, jul, تموز, يوليو, تەمووز, تەموز, tîrmeh, trm, temmuz",
    "august, aug, آب, أغسطس, ئاب, tebax, tbx, ağustos",
    "september, sep, sept, أيلول, سبتمبر, ئەیلوول, ئەیلول, îlon, îln, eylül",
    "october, oct, أكتوبر, تشرين الأول, ت1, تشرینی یەکەم, cotmeh, cot, ekim",
    "november, nov, نوفمبر, تشرين الثاني, ت2, تشرینی دووەم, mijdar, mjd, kasım",
    "december, dec, ديسمبر, كانون الأول, ك1, کانونی یەکەم, کانوونی یەکەم, berfanbar, brf, aralık",
)
_MONTH_OF = {
    fold(name): month for month, names in enumerate(_JANUARY_TO_DECEMBER, start=1) for name in names.split(", ")
}
# What makes a month one of its thirds (rules/dates.py): English, Arabic, Sorani.
_THIRD_OF = {
    fold(word): third
    for third, words in {
        "early": "early, beginning, start, أوائل, مطلع, بداية, سەرەتای",
        "mid": "mid, middle, منتصف, أواسط, ناوەڕاستی",
        "end": "late, end, أواخر, نهاية, کۆتایی",
    }.items()
    for word in words.split(", ")
}
_BETWEEN_WORDS = re.compile(r"[\s\-–]+")
_BESIDE_A_MONTH = {fold(word) for word in ("of", "شهر", "مانگی")}  # أوائل شهر آذار
_BETWEEN_NAMES = re.compile(r"[/()\-–,،.]+")
# How Sorani and Kurmanji join a month to its year: ئازاری 2017, 25ê adara 2017an.
_OF_THE_YEAR = (fold("ی"), "a")


def month_of(written: str) -> int | None:
    """1 to 12; None for what is no month, or two different ones."""
    found = {_named(part) for part in _BETWEEN_NAMES.split(written) if part.strip()}
    return found.pop() if len(found) == 1 else None


def third_of(written: str) -> tuple[str | None, str]:
    """`early`, `mid` or `end` where the words before a month say so, and what is left of the words."""
    first, *others = _BETWEEN_WORDS.split(written.strip())
    third = _THIRD_OF.get(fold(first))
    if third is None or not others:
        return None, written
    return third, " ".join(others[1:] if fold(others[0]) in _BESIDE_A_MONTH else others)


def _named(name: str) -> int | None:
    folded = fold(name)
    spellings = (folded, *(folded.removesuffix(ending) for ending in _OF_THE_YEAR))
    return next((_MONTH_OF[spelling] for spelling in spellings if spelling in _MONTH_OF), None)
