"""How far families are sent, within which governorate, and to places known how; InvalidData names the parameter."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from geodata.problems import InvalidData
from geodata.rules.tiers import TIERS, USED_UNLESS_SAID
from webmap.asked import numbers
from webmap.words.i18n import gettext as _

LEAST_KM, MOST_KM = 1, 999  # the response area is 700 km wide
USUAL_KM = 40  # where the address of a page names none


@dataclass(frozen=True)
class Limits:
    """`max_km`: straight, from each origin; None: any distance. `tiers`: those of geodata/rules/tiers.py that are used.

    `stated`: whether the question names any; an answer to one that names none says nothing of them.
    """

    max_km: float | None = None
    tiers: frozenset[int] = USED_UNLESS_SAID
    same_governorate: bool = False
    stated: bool = False

    @property
    def metres(self) -> float:
        return float("inf") if self.max_km is None else self.max_km * 1000


NONE_STATED = Limits()


def of_address(max_km: str | None, tiers: str | None, same_governorate: str | None) -> Limits:
    """Of `max_km=40`, `tiers=1,2` and `same_governorate=1`; a distance always holds on a page, and is stated there."""
    far = float(numbers.decimal(max_km, "max_km", LEAST_KM, MOST_KM)) if max_km else float(USUAL_KM)
    listed = [numbers.as_whole(part) for part in numbers.parts(tiers)] if tiers else None
    used = USED_UNLESS_SAID if listed is None else _tiers(listed)
    return Limits(far, used, numbers.yes_or_no(same_governorate, "same_governorate"), stated=True)


def of_body(max_km: Any, tiers: Any, same_governorate: Any) -> Limits:
    """Of the fields of a JSON body; None: not given."""
    far = None
    if max_km is not None:
        far = float(numbers.within(Decimal(str(numbers.number(max_km, "max_km"))), "max_km", LEAST_KM, MOST_KM))
    if same_governorate not in (None, True, False):
        raise InvalidData(_("Write true or false."), parameter="same_governorate")
    used = USED_UNLESS_SAID if tiers is None else _tiers(tiers)
    named = any(given is not None for given in (max_km, tiers, same_governorate))
    return Limits(far, used, bool(same_governorate), named)


def _tiers(given: Any) -> frozenset[int]:
    whole = isinstance(given, Sequence) and all(isinstance(one, int) and not isinstance(one, bool) for one in given)
    if not whole or not given or not set(given) <= set(TIERS):
        raise InvalidData(_("Name tiers from 1 to 5, like 1,2."), parameter="tiers")
    return frozenset(given)
