"""Who tries to sign in, as the count of tries knows them: by hashes of the name and of the address, for 15 minutes."""

import hashlib

from geodata.rules.account_names import folded

MOST, IN_MINUTES = 10, 15


def by_name(name: str) -> bytes:
    """Also of a name that nobody has: it may be a password that was typed into the wrong field."""
    return _subject("name", folded(name))


def by_address(address: str) -> bytes:
    return _subject("address", address)


def _subject(kind: str, value: str) -> bytes:
    return hashlib.sha256(f"{kind} {value}".encode(errors="replace")).digest()
