"""What the page of an account shows, and what is wrong with a password that somebody chose."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from geodata.rules.account_names import folded
from geodata.rules.dates import TIME_ZONE
from geodata.statements.own_sites import OwnSite
from webmap.accounts import queries
from webmap.accounts.passwords import LONGEST, SHORTEST, is_long_enough
from webmap.accounts.rows import Session
from webmap.db import STATEMENTS, rows
from webmap.person import Person
from webmap.words.i18n import day, number
from webmap.words.i18n import gettext as _


def account_page(connection: Connection, person: Person, session_id: int, lang: str) -> dict[str, Any]:
    """Of the person who reads it: the sites held, and the sessions that go on."""
    assert person.id is not None
    is_manager = person.role == "site_manager"
    sites = rows(connection, STATEMENTS / "own_sites.sql", OwnSite, lang=lang, site_id=None) if is_manager else []
    sessions = [_in_words(session, session_id) for session in queries.sessions_of(connection, person.id)]
    return {"sites": sites, "sessions": sessions, "shortest": SHORTEST}


def _in_words(session: Session, present: int) -> dict[str, Any]:
    return {
        "id": session.session_id,
        "is_this": session.session_id == present,
        "program": session.program or _("a program that does not say which"),
        "made": local_day(session.made_at),
        "seen": local_day(session.seen_at),
    }


def local_day(moment: datetime | None) -> str:
    """The day of a moment where the response is."""
    return day(moment.astimezone(TIME_ZONE).date()) if moment is not None else ""


def wrong_password(name: str, chosen: str, again: str) -> str:
    """Why nobody may have this password; empty where one may."""
    if not is_long_enough(chosen):
        return _(
            "A password has %(shortest)s to %(longest)s characters; a short sentence is a good one.",
            shortest=number(SHORTEST),
            longest=number(LONGEST),
        )
    if folded(chosen) == folded(name) or len(set(chosen)) < 4:
        return _("This password is too easy to guess.")
    return "" if chosen == again else _("The two passwords differ.")
