"""What the pages of an account and of a person show of tokens."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from geodata.problems import InvalidData
from geodata.rules.account_names import LONGEST, is_usable
from geodata.rules.dates import TIME_ZONE
from webmap.accounts.page import local_day
from webmap.accounts.programs import queries
from webmap.asked.chosen_day import parse_day
from webmap.words.i18n import day, number
from webmap.words.i18n import gettext as _


def programs(connection: Connection, account_id: int) -> list[dict[str, Any]]:
    """The tokens of an account in words."""
    today = datetime.now(TIME_ZONE).date()
    return [
        {
            "id": token.token_id,
            "name": token.name,
            "made": local_day(token.made_at),
            "last": day(token.last_day) if token.last_day else "",
            "is_over": token.last_day is not None and token.last_day < today,
            "used": day(token.used_on) if token.used_on else "",
        }
        for token in queries.tokens_of(connection, account_id)
    ]


def asked_for(name: str, last: str) -> date | None:
    """The last day of a token that somebody wants; InvalidData names what is wrong."""
    if not is_usable(name):
        message = _("A name has 1 to %(most)s letters that can be seen.", most=number(LONGEST))
        raise InvalidData(message, parameter="program")
    try:
        last_day = parse_day(last) if last else None
    except InvalidData as error:
        raise InvalidData(error.message, parameter="last_day") from error
    if last_day is not None and last_day < datetime.now(TIME_ZONE).date():
        raise InvalidData(_("The last day of a token is today or later."), parameter="last_day")
    return last_day
