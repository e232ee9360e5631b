"""Moments as people in Baghdad write them, and as they read them."""

from datetime import datetime

from geodata.rules.dates import TIME_ZONE
from webmap.words.i18n import day
from webmap.words.i18n import gettext as _


def moment(at: datetime, *, short: bool = False) -> str:
    """The day and the time, to the minute."""
    local = at.astimezone(TIME_ZONE)
    return _("%(day)s, %(time)s", day=day(local.date(), short=short), time=local.strftime("%H:%M"))
