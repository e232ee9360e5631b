"""Statements about tokens of programs. They take a connection whose transaction names the person."""

from datetime import date

from sqlalchemy import Connection, func, insert, select, update

from geodata.tables import program_token
from webmap.accounts.programs.rows import ProgramToken
from webmap.db import rows
from webmap.sessions import OF_PROGRAMS, new_token, token_hash

MOST = 10  # of a person


def tokens_of(connection: Connection, account_id: int) -> list[ProgramToken]:
    """Those that are not revoked, the newest first."""
    columns = program_token.c
    query = (
        select(columns.token_id, columns.name, columns.made_at, columns.last_day, columns.used_on)
        .where(columns.account_id == account_id, columns.revoked_at.is_(None))
        .order_by(columns.token_id.desc())
        .limit(MOST)
    )
    return rows(connection, query, ProgramToken)


def make_token(connection: Connection, account_id: int, name: str, last_day: date | None) -> str | None:
    """A new token, which is kept nowhere as it is; None where there are as many as a person may have."""
    connection.execute(select(func.program_tokens_alone()))  # of two at once the later one counts what the other made
    if len(tokens_of(connection, account_id)) >= MOST:
        return None
    token = OF_PROGRAMS + new_token()
    values = {"token_hash": token_hash(token), "account_id": account_id, "name": name, "last_day": last_day}
    connection.execute(insert(program_token).values(values))
    return token


def revoke_token(connection: Connection, account_id: int, token_id: int) -> None:
    revoked = update(program_token).where(
        program_token.c.account_id == account_id,
        program_token.c.token_id == token_id,
        program_token.c.revoked_at.is_(None),
    )
    connection.execute(revoked.values(revoked_at=func.now()))
