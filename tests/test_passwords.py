"""Hashes of passwords: those that argon2 itself makes and knows, worked out by a process behind everything else."""

import os
import signal
import time
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from argon2.profiles import RFC_9106_LOW_MEMORY
from werkzeug.exceptions import ServiceUnavailable

from webmap.accounts import hashing, passwords
from webmap.accounts.passwords import NOBODY_S, Passwords

ARGON2 = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
SMALL = PasswordHasher(time_cost=1, memory_cost=64, parallelism=2)
SECONDS_TO_END = 10


@pytest.fixture(scope="module")
def asked() -> Passwords:
    return Passwords()


def test_a_hash_is_what_argon2_makes_of_the_same(asked: Passwords) -> None:
    """One thread for its four lanes changes nothing of it."""
    made = asked.hash("a sentence of its own, é كلمة")
    assert ARGON2.verify(made, "a sentence of its own, é كلمة")
    assert not ARGON2.check_needs_rehash(made)
    with pytest.raises(VerifyMismatchError):
        ARGON2.verify(made, "another")
    assert asked.hash("a sentence of its own, é كلمة") != made


def test_the_hashes_that_argon2_makes_are_known(asked: Passwords) -> None:
    kept = ARGON2.hash("a sentence of its own")
    assert asked.is_right("a sentence of its own", kept)
    assert not asked.is_right("a sentence of its own.", kept)
    assert asked.is_right("x\n\0\ud800", SMALL.hash("x\n\0?"))
    assert hashing.is_of("of other cost", SMALL.hash("of other cost"))


@pytest.mark.parametrize(
    "kept", ["", "$argon2id$of another", "$argon2id$v=19$m=1,t=1,p=9$AAAAAAAAAAA$AAAA", NOBODY_S.replace("p=4", "p=0")]
)
def test_what_is_no_hash_is_that_of_no_password(kept: str) -> None:
    assert not hashing.is_of("", kept)


def test_nobody_s_hash_costs_what_others_cost() -> None:
    """So that an unknown name is not told by the time that it takes."""
    told = hashing.HASH.fullmatch(NOBODY_S)
    assert told is not None
    cost = RFC_9106_LOW_MEMORY.memory_cost, RFC_9106_LOW_MEMORY.time_cost, RFC_9106_LOW_MEMORY.parallelism
    assert tuple(map(int, told.groups()[:3])) == cost


def test_its_process_gives_way_to_all_sessions_and_holds_nothing_of_the_map(asked: Passwords) -> None:
    asked.is_right("any", SMALL.hash("any"))
    process = Path(f"/proc/{asked.pid}")
    assert asked.pid is not None
    assert os.getsid(asked.pid) == asked.pid
    assert os.getpriority(os.PRIO_PROCESS, asked.pid) >= hashing.NICENESS
    if (group := process / "autogroup").exists() and group.read_text().strip():
        assert group.read_text().split()[-1] == str(hashing.NICENESS_OF_SESSION)
    assert b"webmap" not in (process / "environ").read_bytes()
    assert "webmap/__init__" not in (process / "maps").read_text()
    assert int((process / "status").read_text().partition("Threads:")[2].split()[0]) == 1


def test_one_that_ended_is_started_anew_and_one_that_hangs_is_left(
    asked: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = SMALL.hash("any")
    assert asked.is_right("any", kept)
    first = asked.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert asked.is_right("any", kept)
    assert asked.pid not in (None, first)
    os.kill(asked.pid or 0, signal.SIGSTOP)
    monkeypatch.setattr(passwords, "SECONDS_FOR_ONE", 0.2)
    with pytest.raises(ServiceUnavailable):
        asked.is_right("any", kept)
    monkeypatch.undo()
    assert asked.is_right("any", kept)


def test_it_ends_with_whoever_asks_it() -> None:
    here = Passwords()
    here.is_right("any", SMALL.hash("any"))
    process = Path(f"/proc/{here.pid}")
    assert process.exists()
    del here
    give_up_at = time.monotonic() + SECONDS_TO_END
    while process.exists() and time.monotonic() < give_up_at:
        time.sleep(0.05)
    assert not process.exists()
