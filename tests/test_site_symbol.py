"""Pictures made here and the map show a site by one symbol."""

from __future__ import annotations

import json
import subprocess
from itertools import product
from pathlib import Path
from typing import Any

from tests.test_map_modules import node
from webmap.drawing.site_symbol import hatch, site_symbol

DRAWN_BY_THE_MAP = Path(__file__).parent / "map" / "symbols.js"
TYPES = ("camp", "emergency_site", "screening_site", "reception_centre", None)
LOOKS: list[dict[str, Any]] = [
    *({"state": "counted", "fill": fill} for fill in (None, 0, 0.004, 0.333, 0.5, 0.501, 0.97, 1, 1.4)),
    {"state": "counted", "fill": 1.2, "over": 310},
    *({"state": state, "fill": None} for state in ("unknown", "nothing", "not_open")),
    *({"state": "unknown", "fill": None, "tier": tier} for tier in (1, 3, 4)),
    {"state": "unknown", "fill": None, "said_full": True},
    {"state": "counted", "fill": 1, "over": 5, "said_full": True, "old": True, "tier": 2},
    {"state": "counted", "fill": 0.4, "old": True},
    *({"state": "counted", "fill": 0.4, "late": late} for late in ("due", "overdue", "delinquent")),
]


def test_it_is_the_symbol_of_the_map() -> None:
    features = [
        {"old": False, "over": 0, "said_full": False, **look, "type": kind, "radius": radius}
        for kind, radius, look in product(TYPES, (5.5, 7, 13.25, 38.9), LOOKS)
    ]
    drawn = subprocess.run(
        [node(), DRAWN_BY_THE_MAP], input=json.dumps(features), capture_output=True, text=True, check=True, timeout=60
    )
    of_the_map = json.loads(drawn.stdout)
    assert of_the_map["hatch"] == hatch("h")
    for feature, symbol in zip(features, of_the_map["symbols"], strict=True):
        assert symbol == site_symbol(feature, "h"), feature
