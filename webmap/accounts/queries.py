"""Statements about accounts, sessions, links and tries. They take a connection whose transaction names the person."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Function, Select, TableValuedAlias, func, insert, select, update

from geodata.rules.account_names import folded, shown
from geodata.tables import account, one_time_link, role_grant, site, web_session
from webmap.accounts.rows import Account, Area, Grant, Session, SiteNamed
from webmap.db import first_row, rows
from webmap.sessions import new_token, token_hash

LIFE_OF_LINK = timedelta(days=7)
LARGEST_LIST = 1000
# What functions of the database (geodata/objects/81_known_people.sql) give of an account.
_ACCOUNT = ("account_id", "name", "role", "has_password", "disabled_at", "signed_in_at")


def account_named(connection: Connection, name: str) -> Account | None:
    return first_row(connection, select(_given(func.ninewa.account_named(folded(name)))), Account)


def account_of(connection: Connection, account_id: int) -> Account | None:
    """One's own account, and any one for administrators and scripts."""
    known = _given(func.ninewa.accounts_known())
    return first_row(connection, select(known).where(known.c.account_id == account_id), Account)


def accounts(connection: Connection) -> list[Account]:
    """All of them by name, at most 1,000, for administrators and scripts."""
    return rows(connection, select(_given(func.ninewa.accounts_known())).limit(LARGEST_LIST), Account)


def password_hash_of(connection: Connection, account_id: int) -> str | None:
    """With what the password of an account is compared; None where nobody has chosen one."""
    return connection.scalar(select(func.ninewa.password_hash_of(account_id)))


def _given(function: Function[Any]) -> TableValuedAlias:
    return function.table_valued(*_ACCOUNT)


def add_account(connection: Connection, name: str, role: str, password_hash: str | None = None) -> int | None:
    """The id of a new account; None where one of that name is there."""
    if account_named(connection, name) is not None:
        return None
    values = {"name": shown(name), "folded": folded(name), "role": role, "password_hash": password_hash}
    added: int = connection.scalars(insert(account).values(values).returning(account.c.account_id)).one()
    return added


def set_password(connection: Connection, account_id: int, password_hash: str, but: int | None = None) -> None:
    """Another password ends what the former one, or whoever had it, left open: links, and all sessions `but` one."""
    _change(connection, account_id, password_hash=password_hash)
    end_sessions(connection, account_id, but=but)
    _use_links(connection, account_id)


def set_role(connection: Connection, account_id: int, role: str) -> None:
    """IntegrityError where no administrator would be left, as for `disable`."""
    _change(connection, account_id, role=role)


def disable(connection: Connection, account_id: int, is_disabled: bool) -> None:
    """Sessions and links of a disabled account open nothing; they end as well, so that none comes back with it."""
    _change(connection, account_id, disabled_at=func.now() if is_disabled else None)
    end_sessions(connection, account_id)
    _use_links(connection, account_id)


def _change(connection: Connection, account_id: int, **values: object) -> bool:
    changed = update(account).where(account.c.account_id == account_id)
    return connection.execute(changed.values(values)).rowcount == 1


def begin_session(
    connection: Connection,
    account_id: int,
    program: str | None,
    *,
    nonce: str | None = None,
    password: str | None = None,
) -> str | None:
    """The token of a new session; its person is the one of the transaction. None where the account lets nobody in.

    `password`: the hash of the one that was said; None where it is another one by now. `nonce`: of a sign-in at an
    OpenID provider; IntegrityError where it has begun a session already.
    """
    # Whoever disables the account or changes its password waits from here on, and ends this session as well; whoever
    # did so since the password was judged has been waited for.
    if not _change(connection, account_id, signed_in_at=func.now()):
        return None
    if password is not None and password_hash_of(connection, account_id) != password:
        return None
    token = new_token()
    values = {"token_hash": token_hash(token), "account_id": account_id, "program": program}
    values["nonce_hash"] = token_hash(nonce) if nonce else None
    connection.execute(insert(web_session).values(values))
    return token


def end_sessions(connection: Connection, account_id: int, only: int | None = None, but: int | None = None) -> None:
    """End the sessions of an account: all, `only` one, or all `but` one."""
    ended = update(web_session).where(web_session.c.account_id == account_id, web_session.c.ended_at.is_(None))
    if only is not None:
        ended = ended.where(web_session.c.session_id == only)
    if but is not None:
        ended = ended.where(web_session.c.session_id != but)
    connection.execute(ended.values(ended_at=func.now()))


def sessions_of(connection: Connection, account_id: int) -> list[Session]:
    """Those that go on, the one seen last first."""
    query = (
        select(web_session.c.session_id, web_session.c.program, web_session.c.made_at, web_session.c.seen_at)
        .where(web_session.c.account_id == account_id, web_session.c.ended_at.is_(None))
        .where(web_session.c.seen_at > _since(timedelta(days=30)), web_session.c.made_at > _since(timedelta(days=180)))
        .order_by(web_session.c.seen_at.desc(), web_session.c.session_id.desc())
        .limit(100)
    )
    return rows(connection, query, Session)


def make_link(connection: Connection, account_id: int) -> str:
    """The token of a link that lets somebody choose a password, once; earlier links of the account open nothing."""
    token = new_token()
    _use_links(connection, account_id)
    values = {"token_hash": token_hash(token), "account_id": account_id, "expires_at": func.now() + LIFE_OF_LINK}
    connection.execute(insert(one_time_link).values(values))
    return token


def account_of_link(connection: Connection, token: str) -> Account | None:
    """Whose link it is; None where it was used, has expired, or is of a disabled account."""
    query = select(_given(func.ninewa.account_of_link(token_hash(token))))
    return first_row(connection, query, Account)


def use_link(connection: Connection, token: str) -> bool:
    """Whether it was open until now, and is ours: of two that use it at once only one may."""
    used = update(one_time_link).where(one_time_link.c.token_hash == token_hash(token), *_is_open())
    return connection.execute(used.values(used_at=func.now())).rowcount == 1


def _is_open() -> tuple[ColumnElement[bool], ...]:
    return one_time_link.c.used_at.is_(None), one_time_link.c.expires_at > func.now()


def _use_links(connection: Connection, account_id: int) -> None:
    of_account = update(one_time_link).where(
        one_time_link.c.account_id == account_id, one_time_link.c.used_at.is_(None)
    )
    connection.execute(of_account.values(used_at=func.now()))


def _since(age: timedelta) -> ColumnElement[datetime]:
    return func.now() - age


def grants(connection: Connection, account_id: int | None = None) -> list[Grant]:
    """What site managers hold, of one account or of all, sites by name and then areas; at most 1,000."""
    query: Select[Any] = (
        select(
            role_grant.c.grant_id,
            role_grant.c.account_id,
            role_grant.c.site_id,
            site.c.name.label("site"),
            role_grant.c.governorate,
            role_grant.c.district,
        )
        .outerjoin(site, site.c.site_id == role_grant.c.site_id)
        .where(role_grant.c.revoked_at.is_(None))
        .order_by(site.c.name.nulls_last(), role_grant.c.governorate, role_grant.c.district)
        .limit(LARGEST_LIST)
    )
    if account_id is not None:
        query = query.where(role_grant.c.account_id == account_id)
    return rows(connection, query, Grant)


def grant(
    connection: Connection,
    account_id: int,
    site_id: str | None = None,
    governorate: str | None = None,
    district: str | None = None,
) -> None:
    """Let an account hold a site or an area; twice is once."""
    wanted = {"site_id": site_id, "governorate": governorate, "district": district}
    same = [role_grant.c[name].is_not_distinct_from(value) for name, value in wanted.items()]
    found = select(role_grant.c.grant_id).where(
        role_grant.c.account_id == account_id, role_grant.c.revoked_at.is_(None), *same
    )
    if connection.scalar(found) is None:
        connection.execute(insert(role_grant).values(account_id=account_id, **wanted))


def revoke(connection: Connection, account_id: int, grant_id: int) -> None:
    revoked = update(role_grant).where(
        role_grant.c.account_id == account_id, role_grant.c.grant_id == grant_id, role_grant.c.revoked_at.is_(None)
    )
    connection.execute(revoked.values(revoked_at=func.now()))


def site_known(connection: Connection, told: str) -> str | None:
    """The id of the site that has this id or, alone, this name."""
    query = select(site.c.site_id).where((site.c.site_id == told) | (func.lower(site.c.name) == told.lower())).limit(2)
    found = list(connection.scalars(query))
    return told if told in found else found[0] if len(found) == 1 else None


def areas(connection: Connection) -> list[Area]:
    """Governorates and districts as sites have them, at most 1,000."""
    governorate = func.coalesce(site.c.governorate_stated, site.c.adm1_name)
    district = func.coalesce(site.c.district_stated, site.c.adm2_name)
    counted: list[ColumnElement[Any]] = [
        governorate.label("governorate"),
        district.label("district"),
        func.count().label("sites"),
    ]
    query = (
        select(*counted)
        .group_by(func.grouping_sets(governorate, district))
        .having(func.num_nonnulls(governorate, district) == 1)
        .order_by(governorate.nulls_last(), district)
        .limit(LARGEST_LIST)
    )
    return rows(connection, query, Area)


def sites_to_grant(connection: Connection) -> list[SiteNamed]:
    """Sites by name, at most 1,000: others are given by their id."""
    return rows(connection, select(site.c.site_id, site.c.name).order_by(site.c.name).limit(LARGEST_LIST), SiteNamed)
