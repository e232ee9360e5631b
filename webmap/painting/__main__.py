"""The process that draws: one for all web workers, which stay small; started and ended by webmap/drawing/pictures.py.

It runs the map's own modules in V8, over a stand-in for a document, and measures words by HarfBuzz. A question comes by
a Unix socket and is answered by itself. What takes too long, or too much memory, ends the process, and the
next question starts another.
"""

import json
import os
import select
import signal
import socket
import sys
import traceback
from collections import OrderedDict
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from . import engine, typeset
from .wire import receive, send

SECONDS_FOR_ONE, SECONDS_IDLE = 8, 300
SECONDS_TO_ASK = 5.0
MOST_KEPT, MOST_KEPT_BYTES = 64, 6 * 1024 * 1024
MOST_PROCESS_MB = 200


class Kept:
    """Answers by everything that was asked, so that none can be given to another question."""

    def __init__(self) -> None:
        self._answers: OrderedDict[bytes, bytes] = OrderedDict()
        self._size = 0

    def get(self, key: bytes) -> bytes | None:
        found = self._answers.get(key)
        if found is not None:
            self._answers.move_to_end(key)
        return found

    def put(self, key: bytes, answer: bytes) -> None:
        self._answers[key] = answer
        self._size += len(answer)
        while self._answers and (len(self._answers) > MOST_KEPT or self._size > MOST_KEPT_BYTES):
            self._size -= len(self._answers.popitem(last=False)[1])


def serve(listening: socket.socket, life: int) -> None:
    """Answer one question after the other, until nobody asks for long or who started this is gone (`life` ends)."""
    kept = Kept()
    engine.prepare()
    while True:
        ready, _, _ = select.select([listening.fileno(), life], [], [], SECONDS_IDLE)
        if not ready or life in ready:
            return
        asking, _address = listening.accept()
        with asking, suppress(OSError, ValueError):
            asking.settimeout(SECONDS_TO_ASK)
            question = receive(asking)
            # Seconds of work, not of waiting for a busy machine; also for what hangs outside Python, since the signal
            # ends the process.
            signal.setitimer(signal.ITIMER_PROF, SECONDS_FOR_ONE)
            answer = _answer(kept, question)
            signal.setitimer(signal.ITIMER_PROF, 0)
            send(asking, answer)
        signal.setitimer(signal.ITIMER_PROF, 0)
        if _resident_mb() > MOST_PROCESS_MB:
            return


def _answer(kept: Kept, question: bytes) -> bytes:
    key = sha256(question).digest()
    answer = kept.get(key)
    if answer is None:
        asked: dict[str, Any] = json.loads(question)
        answer = _made(asked)
        kept.put(key, answer)
    return answer


def _made(asked: dict[str, Any]) -> bytes:
    if "form" in asked:
        return typeset.sheet(asked)
    return engine.png(asked["png"], asked["zoom"]) if "png" in asked else engine.drawn(asked)


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1]) if Path("/proc/self/statm").exists() else 0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


def main() -> None:
    """`python -m painting FD`: the number of a listening socket; standard input ends with who started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    status = 1
    try:
        with socket.socket(fileno=int(sys.argv[1])) as listening:
            serve(listening, sys.stdin.fileno())
        status = 0
    except Exception:
        traceback.print_exc()
    finally:
        # The threads of V8 wait for an end that an exception keeps from them.
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
