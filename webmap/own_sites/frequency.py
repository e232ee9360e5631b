"""How often a site is to report: what its people state of it, and what was stated before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from geodata.problems import InvalidData
from geodata.rules.dates import TIME_ZONE
from geodata.rules.rhythm import rhythm
from geodata.tables import FREQUENCIES
from webmap.asked.chosen_day import parse_day
from webmap.own_sites.rows import StatedFrequency
from webmap.words import terms
from webmap.words.i18n import day, number
from webmap.words.i18n import gettext as _

NOT_STATED = "not_stated"
CHOICES = (*FREQUENCIES, NOT_STATED)


@dataclass(frozen=True)
class Sent:
    """`frequency`: None: from that day on none is stated."""

    frequency: str | None
    since: date


def read(typed: Mapping[str, str]) -> Sent:
    """InvalidData, which names the field, for what cannot be stated."""
    frequency = typed.get("frequency", "")
    if frequency not in CHOICES:
        raise InvalidData(_("Choose how often the site is to report."), parameter="frequency")
    try:
        since = parse_day(typed.get("since", ""))
    except InvalidData as problem:
        raise InvalidData(str(problem), parameter="since") from problem
    return Sent(None if frequency == NOT_STATED else frequency, since)


def in_force(stated: Sequence[StatedFrequency], at: date) -> StatedFrequency | None:
    """What holds on a day, of statements with those of the latest day first."""
    return next((one for one in stated if one.since <= at), None)


def words(frequency: str | None) -> str:
    return _("not stated") if frequency is None else terms.frequency(frequency)


def options(chosen: str) -> list[tuple[str, str, bool]]:
    """Value, words, whether it is chosen."""
    return [(code, words(None if code == NOT_STATED else code), code == chosen) for code in CHOICES]


def limits() -> str:
    """After how many days a site is due, overdue and delinquent."""
    told = []
    for code in FREQUENCIES:
        found = rhythm((), code)
        days = [number(found.days), number(found.overdue_after), number(found.delinquent_after)]
        told.append(_("%(frequency)s: %(days)s", frequency=words(code), days=_(", ").join(days)))
    return _("; ").join(told)


def history(stated: Sequence[StatedFrequency], account_id: int | None) -> list[tuple[str, str, str, str]]:
    """What, from which day on, when it was stated, by whom: others are told the role alone."""
    return [
        (words(one.frequency), day(one.since), day(one.stated_at.astimezone(TIME_ZONE).date()), _who(one, account_id))
        for one in stated
    ]


def _who(stated: StatedFrequency, account_id: int | None) -> str:
    if stated.account_id is None:
        return _("the installation")
    return _("you") if stated.account_id == account_id else terms.role(stated.account_role or "site_manager")
