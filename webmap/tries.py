"""Tries to come in with a word or a link, counted by hashes of what was tried and of the address, for 15 minutes.

The rows are one count for all workers and outlive them. Each way in has a count of its own by address: who tries links
locks nobody's sign-in, which may come from the same address.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ARRAY, Connection, LargeBinary, cast, func, select

from geodata.rules.account_names import folded

MOST, IN_MINUTES = 10, 15
SIGN_IN, GUEST_LINK, WEBHOOK = "sign-in", "guest link", "webhook"  # what is tried from an address


def by_name(name: str) -> bytes:
    """Also of a name that nobody has: it may be a password that was typed into the wrong field."""
    return _subject("name", folded(name))


def by_address(address: str, way_in: str) -> bytes:
    return _subject(f"{way_in} from address", address)


def _subject(kind: str, value: str) -> bytes:
    return hashlib.sha256(f"{kind} {value}".encode(errors="replace")).digest()


def admit(connection: Connection, subjects: Sequence[bytes]) -> bool:
    """Count a try of these subjects; False, and not counted, where one of them has tried too often."""
    counted = func.ninewa.count_try(cast(list(subjects), ARRAY(LargeBinary)), MOST, timedelta(minutes=IN_MINUTES))
    return bool(connection.scalar(select(counted)))


def forget_tries(connection: Connection, name: bytes, address: bytes) -> None:
    """Of who came in: all tries of the name, and the last one of the address, where others may be."""
    connection.execute(select(func.ninewa.forget_tries(name, address)))
