"""Parts of frozen pages that stand there only as long as something holds; all else of a page is given out as it was.

`<!--while published TOKEN-->`: as long as that snapshot was not withdrawn, whose figures the part repeats.
`<!--while form NUMBER-->`: as long as the scripts of the map read frozen data of that form.
"""

import re
from collections.abc import Callable

PART = re.compile(rb"<!--while ([a-z]+) ([\w-]+)-->.*?<!--/while-->\n?", re.DOTALL)


def what_stands(page: bytes, holds: Callable[[str, str], bool]) -> bytes:
    """The page without the parts of which the condition, a kind and a value, holds no longer; else its very bytes."""
    return PART.sub(lambda part: part[0] if holds(part[1].decode(), part[2].decode()) else b"", page)
