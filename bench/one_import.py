"""One import in a process of its own, as scripts/import makes it: prints its seconds and its largest memory as JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from geodata.imports import importing
from geodata.rules.dates import today


def main(owner_url: str, file: str, kind: str) -> None:
    began = time.perf_counter()
    outcome = importing.run(owner_url, Path(file).read_bytes(), file, kind, today=today(), key="bench", apply=True)
    seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": seconds, "kilobytes": memory, "new": outcome.new}))


if __name__ == "__main__":
    main(*sys.argv[1:])
