"""Numbers as people write them: any digits, marks between thousands; InvalidData names the parameter."""

import re
from decimal import Decimal
from typing import Any

from geodata.problems import InvalidData
from geodata.rules.digits import latin_digits
from webmap.words.i18n import gettext as _

_DECIMAL = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,15})?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,400}")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}([, ][0-9]{3})+(\.[0-9]{1,15})?")
_BETWEEN_PARTS = re.compile("[,،]")


def as_decimal(text: str) -> Decimal | None:
    """`12.5`, `١٢٫٥`, `3,500`; None for NaN, infinity and all other spellings."""
    written = _plain(text)
    return Decimal(written) if _DECIMAL.fullmatch(written) else None


def as_whole(text: str) -> int | None:
    """`3500`, `٣٬٥٠٠`, `3 500`; None for what is no whole number or may mean two."""
    written = _plain(text)
    return int(written) if _WHOLE.fullmatch(written) else None


def row_number(text: str) -> int | None:
    """The number of a row as our own links and forms write it; None for all else, also for more than can be counted."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def parts(text: str, most: int = -1) -> list[str]:
    """What stands between commas, Latin or Arabic ones; the last part keeps those beyond `most` parts."""
    return [part.strip() for part in _BETWEEN_PARTS.split(text, maxsplit=max(0, most - 1))]


def _plain(text: str) -> str:
    """In Latin digits, without marks between thousands."""
    latin = latin_digits(text[:500])
    return re.sub("[, ]", "", latin) if _GROUPED.fullmatch(latin) else latin


def decimal(text: str | None, parameter: str, smallest: float, largest: float) -> Decimal:
    """A decimal number within its bounds."""
    value = as_decimal(text or "")
    if value is None:
        raise InvalidData(_("Write a plain number, like 12.5."), parameter=parameter)
    return within(value, parameter, smallest, largest)


def whole(text: str | None, parameter: str, default: int, smallest: int, largest: int) -> int:
    """A whole number within its bounds, `default` when the address says nothing."""
    if text is None or text == "":
        return default
    value = as_whole(text)
    if value is None:
        raise InvalidData(_("Write a whole number."), parameter=parameter)
    return int(within(Decimal(value), parameter, smallest, largest))


def clamped(text: str | None, parameter: str, default: int, largest: int) -> int:
    """A whole number of at least 1; what is above the largest means the largest."""
    value = as_whole(text) if text else None
    return largest if value is not None and value > largest else whole(text, parameter, default, 1, largest)


def yes_or_no(text: str | None, parameter: str) -> bool:
    """1 or 0; 0 when the address says nothing."""
    if text not in (None, "", "0", "1"):
        raise InvalidData(_("Write 1 for yes or 0 for no."), parameter=parameter)
    return text == "1"


def number(given: Any, parameter: str) -> float:
    """A number of a JSON body."""
    if isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) < 1000:  # NaN is not either
        raise InvalidData(_("Write a plain number, like 12.5."), parameter=parameter)
    return float(given)


def within(value: Decimal, parameter: str, smallest: float, largest: float) -> Decimal:
    """The value itself; InvalidData outside the bounds."""
    if not smallest <= value <= largest:
        message = _(
            "This number does not fit; write one from %(smallest)s to %(largest)s.", smallest=smallest, largest=largest
        )
        raise InvalidData(message, parameter=parameter)
    return value
