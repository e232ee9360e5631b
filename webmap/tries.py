"""Tries to come in with a word or a link, counted by hashes of what was tried and of the address, for 15 minutes.

The rows are one count for all workers and outlive them.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, delete, func, insert, select, text

from geodata.rules.account_names import folded
from geodata.tables import sign_in_attempt

MOST, IN_MINUTES = 10, 15
# Tries are counted one after the other, whichever worker they come to.
_ONE_BY_ONE = text("LOCK TABLE ninewa.sign_in_attempt IN SHARE ROW EXCLUSIVE MODE")


def by_name(name: str) -> bytes:
    """Also of a name that nobody has: it may be a password that was typed into the wrong field."""
    return _subject("name", folded(name))


def by_address(address: str) -> bytes:
    return _subject("address", address)


def _subject(kind: str, value: str) -> bytes:
    return hashlib.sha256(f"{kind} {value}".encode(errors="replace")).digest()


def admit(connection: Connection, subjects: Sequence[bytes]) -> bool:
    """Count a try of these subjects; False, and not counted, where one of them has tried too often."""
    connection.execute(_ONE_BY_ONE)
    connection.execute(
        delete(sign_in_attempt).where(sign_in_attempt.c.tried_at < func.now() - timedelta(minutes=IN_MINUTES))
    )
    tries = (
        select(func.count())
        .where(sign_in_attempt.c.subject.in_(subjects))
        .group_by(sign_in_attempt.c.subject)
        .order_by(func.count().desc())
        .limit(1)
    )
    if (connection.scalar(tries) or 0) >= MOST:
        return False
    connection.execute(insert(sign_in_attempt), [{"subject": subject} for subject in subjects])
    return True


def forget_tries(connection: Connection, name: bytes, address: bytes) -> None:
    """Of who came in: all tries of the name, and the last one of the address, where others may be."""
    last = select(func.max(sign_in_attempt.c.attempt_id)).where(sign_in_attempt.c.subject == address)
    connection.execute(delete(sign_in_attempt).where(sign_in_attempt.c.subject == name))
    connection.execute(delete(sign_in_attempt).where(sign_in_attempt.c.attempt_id == last.scalar_subquery()))
