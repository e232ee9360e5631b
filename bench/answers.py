"""Every answer of a list of addresses, kept in a folder and compared with a later one: what a change of code changes.

    python -m bench.answers record http://127.0.0.1:8000 FOLDER [--word WORD]      with the word: as a planner
    python -m bench.answers compare FOLDER OTHER_FOLDER

Each address of `addresses.txt` is asked in English and in Arabic. What names the server or the build (its host, digests
of static files) is made the same before bytes are compared.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path

ADDRESSES = Path(__file__).with_name("addresses.txt")
LANGUAGES = ("en", "ar")
DIGEST = re.compile(rb"/static/[0-9a-f]{10}/")
SCRIPT_HASH = re.compile(rb"sha256-[A-Za-z0-9+/=]+")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench.answers", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    record_verb = verbs.add_parser("record")
    record_verb.add_argument("server")
    record_verb.add_argument("folder", type=Path)
    record_verb.add_argument("--word")
    compare_verb = verbs.add_parser("compare")
    compare_verb.add_argument("before", type=Path)
    compare_verb.add_argument("after", type=Path)
    asked = parser.parse_args(arguments)
    if asked.verb == "record":
        return record(asked.server.rstrip("/"), asked.folder, asked.word)
    return compare(asked.before, asked.after)


def record(server: str, folder: Path, word: str | None = None) -> int:
    """Keep every answer of a running server, one file each; returns the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    number = 0
    for address in ADDRESSES.read_text(encoding="utf-8").split():
        for lang in LANGUAGES:
            written = f"{address}{'&' if '?' in address else '?'}lang={lang}"
            (folder / _file_name(written)).write_bytes(written.encode() + b"\n" + _answer(server, written, word))
            number += 1
    print(f"{number} answers in {folder}")
    return 0


def _answer(server: str, address: str, word: str | None) -> bytes:
    """Status, type and body, without what names the server or the build."""
    try:
        request = urllib.request.Request(server + address, headers=_said(word))  # noqa: S310 - our own server
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            status, kind, body = answer.status, answer.headers.get("Content-Type", ""), answer.read()
    except urllib.error.HTTPError as error:
        status, kind, body = error.code, error.headers.get("Content-Type", ""), error.read()
    body = body.replace(server.encode(), b"http://server")
    return f"{status} {kind}\n".encode() + SCRIPT_HASH.sub(b"sha256-", DIGEST.sub(b"/static/digest/", body))


def _said(word: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {word}"} if word else {}


def _file_name(address: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9]+", "_", address).strip("_")[:80]
    return f"{plain}-{hashlib.sha256(address.encode()).hexdigest()[:8]}"


def compare(before: Path, after: Path) -> int:
    """Print the first lines that differ between two folders; exit status 1 where any do."""
    names = sorted({path.name for path in before.iterdir()} | {path.name for path in after.iterdir()})
    different = 0
    for name in names:
        was, now = (_bytes(folder / name) for folder in (before, after))
        if was == now:
            continue
        different += 1
        print(f"--- {(was or now).splitlines()[0].decode()} ({len(was)} -> {len(now)} bytes)")
        lines = difflib.unified_diff(
            was.decode(errors="replace").splitlines(), now.decode(errors="replace").splitlines(), n=0, lineterm=""
        )
        for line in [line for line in lines if not line.startswith(("---", "+++", "@@"))][:6]:
            print(f"    {line[:300]}")
    print(f"{len(names) - different} of {len(names)} answers are the same, byte for byte.")
    return 1 if different else 0


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
