"""Corridors that share a road out of Mosul: `geodata/reference/trunks.json`, the one that gives the line first."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache

from geodata.facts.files import FOLDER


@cache
def trunks() -> Mapping[str, Sequence[str]]:
    """The ids of the corridors of each trunk, by its code."""
    stated = json.loads((FOLDER / "trunks.json").read_text(encoding="utf-8"))
    return {code: corridors for code, corridors in stated.items() if code != "why"}


def of_corridor(corridor_id: str) -> tuple[str | None, Sequence[str]]:
    """The trunk that a corridor belongs to with its corridors; of one that belongs to none itself alone."""
    return next(((code, ids) for code, ids in trunks().items() if corridor_id in ids), (None, [corridor_id]))
