"""Every statement of the alerts; the database is asked whose sites are watched."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import ARRAY, ColumnElement, Connection, Text, case, cast, delete, exists, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_unless_there

from geodata.rules.alerts import Alert
from geodata.statements.site_rows import SiteOnDay
from geodata.tables import alert_acknowledgement, alert_feed, alert_mail, alert_mail_wish
from webmap.alerts.rows import Feed, IsReportedTo, OwnWish, Reader, WatchedSite, Wish
from webmap.db import STATEMENTS, first_row, rows
from webmap.sessions import new_token, token_hash

HERE = Path(__file__).parent
MOST_SITES = 2000
DAYS_OF_LINK = timedelta(days=7)
_WISH = alert_mail_wish.c


def watched_sites(connection: Connection, at: date, known: datetime, lang: str) -> list[SiteOnDay]:
    """The sites whose alerts are for the person of the transaction, as they are known on a day."""
    found = rows(connection, HERE / "watched_sites.sql", WatchedSite, limit=MOST_SITES)
    values = {"site_ids": [one.site_id for one in found], "at": at, "known": known, "lang": lang}
    return rows(connection, STATEMENTS / "sites_of_ids.sql", SiteOnDay, **values)


def is_reported_to(connection: Connection, today: date) -> bool:
    """Whether anybody reports here now, so that alerts are of today."""
    return rows(connection, HERE / "is_reported_to.sql", IsReportedTo, today=today)[0].is_so


def acknowledge(connection: Connection, alert: Alert, on_day: date, note: str) -> None:
    """For a person who may watch the site, which the database judges."""
    values = {
        "site_id": alert.site_id,
        "kind": alert.kind,
        "subject": alert.subject,
        "level": alert.level,
        "on_day": on_day,
        "note": note or None,
    }
    connection.execute(insert(alert_acknowledgement).values(values))


def feed(connection: Connection, account_id: int) -> Feed | None:
    """The address of a person that still opens; the newest."""
    query = (
        select(alert_feed.c.feed_id, alert_feed.c.made_at)
        .where(alert_feed.c.account_id == account_id, alert_feed.c.ended_at.is_(None))
        .order_by(alert_feed.c.feed_id.desc())
    )
    return first_row(connection, query, Feed)


def begin_feed(connection: Connection, account_id: int) -> str:
    """The token of a new address, which is told once; earlier ones open nothing any more."""
    end_feeds(connection, account_id)
    token = new_token()
    connection.execute(insert(alert_feed).values(token_hash=token_hash(token), account_id=account_id))
    return token


def end_feeds(connection: Connection, account_id: int) -> None:
    open_ones = update(alert_feed).where(alert_feed.c.account_id == account_id, alert_feed.c.ended_at.is_(None))
    connection.execute(open_ones.values(ended_at=func.now()))


def reader_of_feed(connection: Connection, token: str) -> Reader | None:
    """None where the address never was one, was ended, or is of an account that is disabled."""
    return first_row(connection, HERE / "reader_of_feed.sql", Reader, token_hash=token_hash(token))


def mail_wish(connection: Connection, account_id: int) -> OwnWish | None:
    """Where a person asked to be told of new alerts; None: nowhere."""
    is_confirmed = _WISH.confirmed_at.is_not(None).label("is_confirmed")
    return first_row(
        connection, select(_WISH.mail_address, is_confirmed).where(_WISH.account_id == account_id), OwnWish
    )


def ask_for_mail(connection: Connection, account_id: int, written: str, lang: str) -> None:
    """In place of what the person asked for before; what was told already is not told again.

    Another address is to be confirmed, and so is one that was asked for again before it was.
    """
    values = {"mail_address": written, "lang": lang}
    asked = insert_unless_there(alert_mail_wish).values(account_id=account_id, **values)
    still = case((_WISH.mail_address == written, _WISH.confirmed_at))
    anew = values | {"confirmed_at": still, "token_hash": None}
    connection.execute(asked.on_conflict_do_update(index_elements=["account_id"], set_=anew))


def opens(connection: Connection, account_id: int, token: str) -> bool:
    """Whether a link confirms the person's address: sent within seven days, and not used yet."""
    return bool(connection.scalar(select(exists().where(*_by_link(account_id, token)))))


def _by_link(account_id: int, token: str) -> tuple[ColumnElement[bool], ...]:
    is_recent = _WISH.asked_at > func.now() - DAYS_OF_LINK
    return _WISH.account_id == account_id, _WISH.token_hash == token_hash(token), is_recent


def confirm_mail(connection: Connection, account_id: int, token: str) -> bool:
    """The address is the person's: who reads its mail opened the link as them. False where the link opens nothing."""
    confirmed = update(alert_mail_wish).values(confirmed_at=func.now(), token_hash=None)
    return connection.execute(confirmed.where(*_by_link(account_id, token))).rowcount > 0


def note_asked(connection: Connection, account_id: int, written: str, token: str) -> None:
    """That the link was sent, unless another address was typed meanwhile; the owner of the tables notes it."""
    asked = update(alert_mail_wish).values(token_hash=token_hash(token), asked_at=func.now())
    connection.execute(asked.where(_WISH.account_id == account_id, _WISH.mail_address == written))


def end_mail(connection: Connection, account_id: int) -> None:
    """With the address all that was noted of it goes."""
    connection.execute(delete(alert_mail_wish).where(alert_mail_wish.c.account_id == account_id))


def wishes(connection: Connection) -> list[Wish]:
    """Of all people; the owner of the tables asks."""
    return rows(connection, HERE / "wishes.sql", Wish)


def told_by_mail(connection: Connection, account_id: int, holding: Sequence[str]) -> set[str]:
    """Which facts a person was sent; of those that hold no more nothing is kept. The owner of the tables asks."""
    of_person = alert_mail.c.account_id == account_id
    connection.execute(delete(alert_mail).where(of_person, alert_mail.c.fact.not_in(holding)))
    return set(connection.scalars(select(alert_mail.c.fact).where(of_person)))


def note_mail(connection: Connection, account_id: int, facts: Sequence[str]) -> None:
    """That a person was sent them, unless the wish was ended meanwhile; the owner of the tables notes it."""
    sent = select(alert_mail_wish.c.account_id, func.unnest(cast(list(facts), ARRAY(Text)))).where(
        alert_mail_wish.c.account_id == account_id
    )
    connection.execute(insert(alert_mail).from_select(["account_id", "fact"], sent))
