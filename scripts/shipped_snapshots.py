"""The snapshots that stand ready in every installation: frozen and published once, under the same address everywhere.

`python -m scripts.shipped_snapshots` makes those that are missing. One that an administrator withdrew is not missing.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import psycopg

from geodata.facts.files import rows
from geodata.server import logins
from geodata.server.logins import Addresses
from scripts import set_up
from scripts.set_up import ROOT, say

SERIES = "shipped"
SECONDS_TO_WAIT = 120
STDERR = 2


@contextmanager
def standing_ready(owner: str) -> Iterator[None]:
    """Made by another process while the block runs, where any is missing; the block's end waits for them.

    `owner`: the address of the database's owner; empty where somebody else sets it up. Without them the map is served
    all the same.
    """
    made = _begun() if owner and _is_any_missing(owner) else None
    try:
        yield
        if made and made.wait(SECONDS_TO_WAIT):
            say("The snapshots that ship could not be made; the next start tries again.")
    except subprocess.TimeoutExpired:
        say("The snapshots that ship are still being made.")
    except BaseException:
        if made:
            made.terminate()
        raise


def _is_any_missing(owner: str) -> bool:
    try:
        return bool(missing(owner))
    except psycopg.Error as error:
        say(f"Whether the snapshots that ship are there could not be asked: {str(error).strip()}")
        return False


def _begun() -> subprocess.Popen[bytes]:
    say("Freezing the snapshots that ship")
    # What it prints is no line of whoever waits for `Ready:`, so it goes where messages go.
    return subprocess.Popen([sys.executable, "-P", "-m", "scripts.shipped_snapshots"], cwd=ROOT, stdout=STDERR)


def missing(owner: str) -> list[str]:
    """The tokens of those that were never made, withdrawn ones neither."""
    tokens = [row["token"] for row in rows("shipped_snapshots")]
    with psycopg.connect(logins.libpq(owner)) as connection:
        asked = "SELECT token FROM ninewa.snapshot WHERE token = ANY(%s)"
        there = {token for (token,) in connection.execute(asked, [tokens])}
    return [token for token in tokens if token not in there]


def make(addresses: Addresses) -> list[str]:
    """Freeze and publish what is missing, read as the public; the tokens of what was made."""
    wanted = missing(addresses.owner)
    if not wanted:
        return []
    from scripts.snapshot import application, kept  # it brings the whole map
    from webmap.drawing.pictures import patient
    from webmap.layers.registry import LAYERS
    from webmap.person import PUBLIC
    from webmap.snapshots.beside import analyses
    from webmap.snapshots.freezing import freeze
    from webmap.snapshots.frozen import View

    app = application(addresses)
    layers = tuple(layer.name for layer in LAYERS if layer.may_be_seen_by(PUBLIC.role))
    try:
        for row in (row for row in rows("shipped_snapshots") if row["token"] in wanted):
            words = {lang: (row[f"title_{lang}"], row[f"note_{lang}"]) for lang in ("en", "ar")}
            title, note = (" · ".join(part) for part in zip(*words.values(), strict=True))
            # An analysis stands by itself: what is newer than a factsheet is the next one.
            series, day = (None if row["analysis"] else SERIES), date.fromisoformat(row["day"])
            of_roads = analyses(row["analysis"].split(), day)
            view = View(title, day, layers, None, note, series, words, analyses=of_roads)
            with patient():
                frozen = freeze(app, view, row["token"])
            kept(addresses.owner, frozen, view, is_published=True)
    finally:
        app.extensions["painter"].stop()
    return wanted


def main() -> int:
    return set_up.exit_status_of(_made)


def _made() -> str:
    with set_up.database() as database:
        return f"Published: {', '.join(make(database.addresses)) or 'nothing was missing'}"


if __name__ == "__main__":
    sys.exit(main())
