"""What an address chooses: a word of a list, a number between two others. A refusal tells again what was written."""

from collections.abc import Mapping

from geodata.problems import InvalidData
from webmap.asked import numbers
from webmap.words.i18n import gettext as _


def one_of(args: Mapping[str, str], parameter: str, choices: tuple[str, ...], default: str | None = None) -> str | None:
    """The value of a choice; InvalidData when it is none of the choices."""
    written = args.get(parameter)
    if not written:
        return default
    if written not in choices:
        message = _(
            "“%(value)s” cannot be chosen; use one of: %(choices)s.", value=written[:40], choices=", ".join(choices)
        )
        raise InvalidData(message, parameter=parameter)
    return written


def whole_number(args: Mapping[str, str], parameter: str, default: int, smallest: int, largest: int) -> int:
    """A whole number within its bounds; InvalidData outside them."""
    written = args.get(parameter)
    if not written:
        return default
    value = numbers.as_whole(written)
    if value is None or not smallest <= value <= largest:
        message = _(
            "“%(value)s” does not fit; write a whole number from %(smallest)s to %(largest)s.",
            value=written[:40],
            smallest=smallest,
            largest=largest,
        )
        raise InvalidData(message, parameter=parameter)
    return value
