"""The process that works out the hashes of passwords, one after the other; started and asked by passwords.py.

argon2id with the parameters that RFC 9106 gives for little memory (64 MB, 3 passes, 4 lanes). It comes after all else
that the machine has to do. A thread would not: where Linux shares processors out between sessions (autogroup), being
nice gives way within one's own session alone, and the web's other worker and the database have sessions of their own.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import os
import re
import select
import sys
from contextlib import suppress
from pathlib import Path

from argon2.exceptions import HashingError
from argon2.low_level import ARGON2_VERSION, Type, core, error_to_str, ffi
from argon2.profiles import RFC_9106_LOW_MEMORY as PARAMETERS

# Within its session, and of the session among others: with a third of the right of another it may take seconds for a
# hash on a machine that has much to do, and with a tenth nobody would get in there.
NICENESS, NICENESS_OF_SESSION = 10, 5
SECONDS_IDLE = 60
OK, NO_FLAGS = 0, 0  # of argon2.h
HASH = re.compile(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)")


def serve() -> None:
    """Answer each line of standard input with a line, until it ends or nobody asks for long.

    A list of JSON: of a password its hash, of a password and a hash whether they belong together.
    """
    _give_way()
    while select.select([sys.stdin], [], [], SECONDS_IDLE)[0] and (asked := sys.stdin.readline()):
        password, *kept = json.loads(asked)
        print(json.dumps(is_of(password, kept[0]) if kept else new_hash(password)), flush=True)


def _give_way() -> None:
    """Within the session, and with it."""
    os.setpriority(os.PRIO_PROCESS, 0, max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))
    with suppress(OSError):  # where sessions share out nothing
        Path("/proc/self/autogroup").write_text(str(NICENESS_OF_SESSION))


def new_hash(password: str) -> str:
    """With a salt of its own, in the form in which argon2 writes it."""
    salt = os.urandom(PARAMETERS.salt_len)
    memory, passes, lanes = PARAMETERS.memory_cost, PARAMETERS.time_cost, PARAMETERS.parallelism
    found = _digest(password, salt, PARAMETERS.hash_len, memory=memory, passes=passes, lanes=lanes)
    return f"$argon2id$v={ARGON2_VERSION}$m={memory},t={passes},p={lanes}${_written(salt)}${_written(found)}"


def is_of(password: str, kept: str) -> bool:
    """Whether the hash is one of this password; what is no hash of ours is none of any."""
    told = HASH.fullmatch(kept)
    if told is None:
        return False
    memory, passes, lanes = map(int, told.groups()[:3])
    try:
        salt, right = map(_read, told.groups()[3:])
        found = _digest(password, salt, len(right), memory=memory, passes=passes, lanes=lanes)
    except (binascii.Error, HashingError):
        return False
    return hmac.compare_digest(found, right)


def _digest(password: str, salt: bytes, length: int, *, memory: int, passes: int, lanes: int) -> bytes:
    """What argon2.low_level.hash_secret_raw gives, which has a thread for each lane: four would get four times as far.

    `memory` in KiB, `length` in bytes. HashingError where the parameters are none.
    """
    out, text = ffi.new("uint8_t[]", length), password.encode(errors="replace")
    # Referred to for as long as the library reads them.
    said, salted = ffi.new("uint8_t[]", text), ffi.new("uint8_t[]", salt)
    given = {"out": out, "outlen": length, "pwd": said, "pwdlen": len(text), "salt": salted, "saltlen": len(salt)}
    nothing = {"secret": ffi.NULL, "secretlen": 0, "ad": ffi.NULL, "adlen": 0}
    usual = {"allocate_cbk": ffi.NULL, "free_cbk": ffi.NULL, "flags": NO_FLAGS}
    cost = {"version": ARGON2_VERSION, "t_cost": passes, "m_cost": memory, "lanes": lanes, "threads": 1}
    status = core(ffi.new("argon2_context *", given | nothing | usual | cost), Type.ID.value)
    if status != OK:
        raise HashingError(error_to_str(status))
    return bytes(ffi.buffer(out))


def _written(found: bytes) -> str:
    return base64.b64encode(found).decode().rstrip("=")


def _read(written: str) -> bytes:
    return base64.b64decode(written + "=" * (-len(written) % 4), validate=True)


if __name__ == "__main__":
    serve()
