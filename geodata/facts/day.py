"""The days that the facts begin with and are first shown on, from reference/day.json."""

import json
from datetime import date
from functools import cache

from geodata.facts.files import FOLDER

_FILE = FOLDER / "day.json"


@cache
def default_day() -> date:
    """The day of the press release that the map begins with."""
    return _stated("default_day")


@cache
def first_day() -> date:
    """The day on which the Mosul operation began, the start of every running total."""
    return _stated("first_day")


def _stated(name: str) -> date:
    return date.fromisoformat(json.loads(_FILE.read_text(encoding="utf-8"))[name])
