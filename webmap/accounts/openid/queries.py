"""Statements about who of an OpenID provider may sign in to which account."""

import unicodedata

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from geodata.tables import openid_identity
from webmap.accounts.openid.rows import Linked
from webmap.db import first_row

LONGEST = 255


def linked_account(connection: Connection, issuer: str, subject: str, verified_email: str | None) -> int | None:
    """The account of a subject or, until a first sign-in has bound one, of an address that the provider verified."""
    address = folded(verified_email) if verified_email is not None else None
    return connection.scalar(select(func.ninewa.account_of_openid(issuer, subject, address)))


def bind(connection: Connection, account_id: int, issuer: str, subject: str, verified_email: str | None) -> bool:
    """Whether the account is this subject's from here on: of two that come by one address the first one has it."""
    bound = (
        update(openid_identity)
        .where(openid_identity.c.account_id == account_id, openid_identity.c.issuer == issuer)
        .where(_is(subject, verified_email))
        .values(subject=subject, bound_at=func.coalesce(openid_identity.c.bound_at, func.now()))
    )
    return connection.execute(bound).rowcount == 1


def _is(subject: str, verified_email: str | None) -> ColumnElement[bool]:
    is_subject = openid_identity.c.subject == subject
    if verified_email is None:
        return is_subject
    by_address = and_(openid_identity.c.subject.is_(None), openid_identity.c.email == folded(verified_email))
    return or_(is_subject, by_address)


def identity_of(connection: Connection, account_id: int) -> Linked | None:
    """With whom an account is linked."""
    columns = openid_identity.c
    query = select(columns.issuer, columns.subject, columns.email, columns.bound_at)
    return first_row(connection, query.where(columns.account_id == account_id), Linked)


def link(connection: Connection, account_id: int, issuer: str, told: str) -> bool:
    """Link an account anew with a subject or, where there is an @ in it, an address; False where another one has it."""
    values = {"email": folded(told)} if "@" in told else {"subject": told}
    name, value = next(iter(values.items()))
    taken = select(openid_identity.c.account_id).where(
        openid_identity.c.issuer == issuer,
        openid_identity.c[name] == value,
        openid_identity.c.account_id != account_id,
    )
    if connection.scalar(taken) is not None:
        return False
    unlink(connection, account_id)
    connection.execute(insert(openid_identity).values(account_id=account_id, issuer=issuer, **values))
    return True


def unlink(connection: Connection, account_id: int) -> None:
    connection.execute(delete(openid_identity).where(openid_identity.c.account_id == account_id))


def folded(email: str) -> str:
    """The form in which two spellings of an address are equal."""
    return unicodedata.normalize("NFC", email.strip()).casefold()


def is_usable(told: str) -> bool:
    """Whether this can be a subject or an address."""
    return 0 < len(told) <= LONGEST and told.isprintable() and not told.startswith("@") and not told.endswith("@")
