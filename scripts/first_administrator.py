"""The first account of an installation, and a link by which whoever started it comes in.

Until somebody has signed in there is no other way to make accounts in the browser; the word for planners opens the map
meanwhile, so that an installation which comes from an older release goes on as before.
"""

from __future__ import annotations

from pathlib import Path

import psycopg

from geodata.server import logins

NAME = "admin"
# The web asks the same.
_HAS_ANYONE = Path(__file__).parent.parent / "geodata" / "statements" / "has_anyone_signed_in.sql"


def has_anyone_signed_in(address: str) -> bool:
    """Of any login that reads the exact tables."""
    with psycopg.connect(logins.libpq(address)) as connection:
        return connection.execute(_HAS_ANYONE.read_bytes()).fetchone() == (True,)


def link(owner: str) -> str | None:
    """The path of a new link for the administrator; those of earlier starts open nothing any more.

    None once anybody has signed in, and where accounts were made by `scripts/add-user` alone.
    """
    if has_anyone_signed_in(owner):
        return None
    from sqlalchemy import create_engine, exc, pool  # an ordinary start needs none of this

    from webmap.accounts import queries

    try:
        with create_engine(owner, poolclass=pool.NullPool).begin() as connection:
            found = queries.account_named(connection, NAME)
            if found is None and queries.accounts(connection):
                return None
            account_id = queries.add_account(connection, NAME, "admin") if found is None else found.account_id
            if account_id is None or (found is not None and (found.role != "admin" or found.disabled_at is not None)):
                return None
            return f"/link?token={queries.make_link(connection, account_id)}"
    except exc.DBAPIError as error:  # as the look above says it
        raise psycopg.OperationalError(str(error.orig)) from None
