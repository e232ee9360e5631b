"""What is read of snapshots beside what their page says of itself."""

from datetime import date
from typing import NamedTuple


class FrozenFile(NamedTuple):
    """A file of a published snapshot."""

    name: str
    sha256: bytes
    mimetype: str
    bytes: bytes


class Newer(NamedTuple):
    """Another one of the same series."""

    token: str
    title: str
    day: date
