"""Which build of the map this is: the same on every host that runs the same code, and another one for any other.

Tags and remembered pages are made with it, and a cache or a browser may ask another host than that of its page: it is
made of contents alone, never of where a checkout stands or when it was made.
"""

import hashlib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Code, templates, what browsers get, compiled catalogues, rules, reference data; and libraries, which write numbers.
SOURCES = ("webmap", "geodata", "requirements.txt")
NOT_SOURCES = (".pyc", ".po")  # made from the others, or what others are made from


@cache
def of_code(root: Path = ROOT) -> str:
    """A print of all contents, read once in a process (8 MB, 60 ms): what it runs does not change either."""
    digest = hashlib.sha256()
    for path in sorted(path for name in SOURCES for path in (root / name, *(root / name).rglob("*"))):
        if path.is_file() and path.suffix not in NOT_SOURCES:
            contents = path.read_bytes()
            digest.update(f"{path.relative_to(root)} {len(contents)} ".encode() + contents)
    return digest.hexdigest()[:12]
