"""What Folium composes: the same bytes each time, and nothing from anywhere but our own static files."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from webmap.folium_map import page as folium_page
from webmap.folium_map.words import composition
from webmap.layers.layer import Translate
from webmap.layers.registry import LAYERS

STATIC = Path(folium_page.__file__).parents[1] / "static"
VENDOR = STATIC / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text("utf-8"))["files"]


def english(text: str) -> str:
    return text


def composed(translate: Translate = english, direction: str = "ltr") -> folium_page.Shell:
    return folium_page.compose(composition(translate, direction, LAYERS))


def test_two_compositions_have_the_same_bytes() -> None:
    assert composed() == composed()


def test_every_address_it_loads_is_a_file_of_ours_and_vendored_ones_are_in_the_manifest() -> None:
    recorded = {"vendor/" + entry["path"] for entry in MANIFEST}
    made = composed()
    for address in made.styles + made.libraries + made.modules:
        assert (STATIC / address).is_file(), address
        assert not address.startswith("vendor/") or address in recorded


def test_no_file_loads_from_elsewhere() -> None:
    made = composed()
    assert "//" not in made.html + made.script


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: entry["path"])
def test_a_vendored_file_is_as_recorded(entry: dict[str, Any]) -> None:
    content = (VENDOR / entry["path"]).read_bytes()
    assert len(content) == entry["bytes"]
    assert "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode() == entry["sha384"]


def test_the_manifest_names_every_vendored_file() -> None:
    present = {p.relative_to(VENDOR).as_posix() for p in VENDOR.rglob("*") if p.is_file()} - {"manifest.json"}
    assert present == {entry["path"] for entry in MANIFEST}


def test_controls_change_their_corner_with_the_direction_of_the_page() -> None:
    left_to_right, right_to_left = (composed(english, d).script for d in ("ltr", "rtl"))
    assert '"zoom", {"position": "topright"}' in left_to_right
    assert '"zoom", {"position": "topleft"}' in right_to_left


def test_a_translation_cannot_end_the_script() -> None:
    made = composed(lambda text: text + "</script><img src=x>")
    assert "</script>" not in made.script
    assert "<img" not in made.html
