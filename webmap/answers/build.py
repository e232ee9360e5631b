"""Which build of the map this is: the same on every host that runs the same code, and another one for any other.

Tags and remembered pages are made with it, and a cache or a browser may ask another host than that of its page: it is
made of contents alone, never of where a checkout stands or when it was made.
"""

from functools import cache
from pathlib import Path

from geodata.prints import ROOT, print_of

# Code, templates, what browsers get, compiled catalogues, rules, reference data; and libraries, which write numbers.
SOURCES = ("webmap", "geodata", "requirements.txt")
NOT_SOURCES = (".po",)  # what others are made from


@cache
def of_code(root: Path = ROOT) -> str:
    """A print of all contents, read once in a process (8 MB, 60 ms): what it runs does not change either."""
    return print_of((root / name for name in SOURCES), NOT_SOURCES, root)[:12]
