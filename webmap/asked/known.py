"""What a page says of its two instants: that rows recorded after its day take part, or that later ones are left out."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from geodata.rules.dates import TIME_ZONE
from geodata.statements.site_rows import RecordedLater
from webmap.asked.address import address
from webmap.asked.chosen_day import EVERYTHING, end_of
from webmap.db import STATEMENTS, rows
from webmap.words import i18n
from webmap.words.i18n import gettext as _


@dataclass(frozen=True)
class Remark:
    """A sentence, and a link to the same page the other way."""

    sentence: str
    link: str
    href: str


def remark(connection: Connection, at: date, known: datetime) -> Remark | None:
    """None where everything that is known of the day was recorded by its end."""
    if known != EVERYTHING:
        sentence = _("As known on %(when)s: what was recorded later is left out.", when=_when(known))
        return Remark(sentence, _("Show what is known now"), address(known=None))
    if not _recorded_later(connection, at):
        return None
    sentence = _("Part of this was recorded only after %(day)s.", day=i18n.day(at))
    then = at.isoformat()
    return Remark(sentence, _("Show it as known then"), address(at=then, known=then))


def _recorded_later(connection: Connection, at: date) -> bool:
    values = {"at": at, "end_of_day": end_of(at)}
    return rows(connection, STATEMENTS / "recorded_later.sql", RecordedLater, **values)[0].recorded_later


def moment_in_words(moment: datetime) -> str:
    """A day and a time in Baghdad, in the reader's language."""
    local = moment.astimezone(TIME_ZONE)
    return _("%(day)s at %(clock)s, Baghdad time", day=i18n.day(local.date()), clock=f"{local:%H:%M}")


def _when(known: datetime) -> str:
    day = known.astimezone(TIME_ZONE).date()
    return i18n.day(day) if known == end_of(day) else moment_in_words(known)
