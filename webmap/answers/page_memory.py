"""Answers remembered as they left, bounded in bytes, and the short way to them past routing and views."""

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from webmap.answers import messages
from webmap.data_version import Version

Way = tuple[str, ...]
Headers = list[tuple[str, str]]
SAID_OF_UNCHANGED = ("ETag", "Cache-Control", "Vary")
MOST_WAYS, LONGEST_WAY = 2000, 1500  # a way holds what a client wrote, so its length is bounded as well


@dataclass(frozen=True)
class Kept:
    """One answer as it left: its tag, type and bytes, plain and compressed."""

    etag: str
    headers: tuple[tuple[str, str], ...]
    plain: bytes
    compressed: bytes | None

    @property
    def size(self) -> int:
        return len(self.plain) + len(self.compressed or b"") + 500


@dataclass(frozen=True)
class Shortcut:
    """Where a way leads while the data has this version: to a remembered answer, sent with these headers.

    `may_be_withdrawn`: it leads nowhere while nobody can ask which version that is.
    """

    version: Version
    key: str
    headers: Headers
    is_compressed: bool
    may_be_withdrawn: bool = False

    @property
    def of_unchanged(self) -> Headers:
        """The headers for who has the answer already."""
        return [header for header in self.headers if header[0] in SAID_OF_UNCHANGED]

    @cached_property
    def start(self) -> messages.Message:
        """The beginning of the answer, made once for all to whom it is given."""
        return messages.start(200, self.headers)

    @cached_property
    def start_of_unchanged(self) -> messages.Message:
        """That of the answer to who has it already."""
        return messages.start(304, self.of_unchanged)


class PageMemory:
    """The most recently used answers and the ways to them; one per worker process."""

    def __init__(self, megabytes: int) -> None:
        self._room = megabytes * 1024 * 1024
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._ways: OrderedDict[Way, Shortcut] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, key: str) -> Kept | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: str, answer: Kept) -> None:
        if answer.size > self._room // 4:
            return
        with self._lock:
            replaced = self._kept.pop(key, None)
            self._size += answer.size - (replaced.size if replaced else 0)
            self._kept[key] = answer
            while self._size > self._room:
                _, oldest = self._kept.popitem(last=False)
                self._size -= oldest.size

    def learn(self, way: Way, shortcut: Shortcut) -> None:
        """Know from now on where `way` leads."""
        if sum(map(len, way)) > LONGEST_WAY:
            return
        with self._lock:
            self._ways[way] = shortcut
            self._ways.move_to_end(way)
            if len(self._ways) > MOST_WAYS:
                self._ways.popitem(last=False)

    def knows(self, way: Way) -> bool:
        """Whether `way` ever led anywhere; if not, no version of the data needs to be asked for."""
        return way in self._ways

    def follow(self, way: Way, version: Version) -> tuple[Shortcut, Kept] | None:
        """The remembered answer that `way` leads to; None when it is not known, out of date or forgotten."""
        shortcut = self._ways.get(way)
        if shortcut is None or shortcut.version != version:
            return None
        kept = self.get(shortcut.key)
        return None if kept is None else (shortcut, kept)
