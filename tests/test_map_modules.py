"""What decides where things stand on the map: tested by Node's own test runner, with the sites of every day."""

from __future__ import annotations

import json
import os
import re
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection

from webmap.asked.chosen_day import EVERYTHING
from webmap.layers import sites

ROOT = Path(__file__).parent.parent
PLACING = ROOT / "webmap" / "static" / "map" / "placing"
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
OF_A_BROWSER = re.compile(r"\b(document|window|L|location|history|fetch|require)\b[.\[(]")


def node() -> str:
    """Playwright brings a Node of its own, so that nothing else needs to be installed."""
    from playwright._impl._driver import compute_driver_executable

    return compute_driver_executable()[0]


@pytest.fixture
def sites_of_every_day(client: FlaskClient, app_db: Connection, tmp_path: Path) -> Path:
    """A file with a list of [id, longitude, latitude] for every day of the slider on which the list is another one."""
    days = client.get("/map/days.json?lang=en").get_json()
    first, last = date.fromisoformat(days["first"]), date.fromisoformat(days["last"])
    lists: dict[str, None] = {}
    for number in range((last - first).days + 1):
        rows = sites.LAYER.read(app_db, first + timedelta(days=number), EVERYTHING, "en")
        lists[json.dumps([[row.site_id, row.lon, row.lat] for row in rows if row.lon is not None])] = None
    file = tmp_path / "sites.json"
    file.write_text(f"[{','.join(lists)}]", encoding="utf-8")
    return file


def test_the_modules_pass_their_own_tests(sites_of_every_day: Path) -> None:
    files = sorted(str(path) for path in (ROOT / "tests" / "map").glob("*.test.js"))
    done = subprocess.run(
        [node(), "--test", *files],
        env=os.environ | {"MAP_SITES": str(sites_of_every_day)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\bskipped 0\b", done.stdout), done.stdout


@pytest.mark.parametrize("file", sorted(PLACING.glob("*.js")), ids=lambda file: file.stem)
def test_they_know_no_document(file: Path) -> None:
    assert not OF_A_BROWSER.findall(COMMENT.sub("", file.read_text(encoding="utf-8")))
