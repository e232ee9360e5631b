"""What was acknowledged is there: reports under load while database, workers and their main processes are killed.

`KILLS=60 scripts/check tests/test_report_kills.py -s` kills that often; six times otherwise, each victim in turn.
"""

from __future__ import annotations

import json
import os
import re
import signal
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from geodata.rules.dates import TIME_ZONE
from tests.checkout import Checkout, within, without_proxy
from tests.signed_in import add_account, session_token
from tests.test_kills import is_whole, kill_database, kill_main, kill_worker
from tests.test_serve import checkout, served
from webmap.sessions import Sessions

__all__ = ["checkout", "served"]
KILLS = max(6, int(os.environ.get("KILLS", "6")))
SITES = ("haj-ali", "qaymawa", "qayyarah-airstrip", "mamrashan")
VICTIMS = (kill_database, kill_worker, kill_main)


class Writer(threading.Thread):
    """Reports one site again and again, each report until it is acknowledged or refused."""

    def __init__(self, address: str, cookie: str, site: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.url, self.cookie, self.stop = f"{address}/sites/{site}/report", cookie, stop
        self.token, self.based_on = "", ""
        self.acknowledged: list[str] = []
        self.failures = 0

    def run(self) -> None:
        families = 100
        while not self.stop.is_set():
            families += 1
            self._until_acknowledged(str(uuid4()), families)

    def _until_acknowledged(self, uuid: str, families: int) -> None:
        while not self.stop.is_set():
            try:
                if not self.token:
                    self._open()
                told = self._send(uuid, families)
            except urllib.error.HTTPError as error:
                self.failures += 1
                if error.code == 409:
                    self._open()
                    return
                self.token = "" if error.code in (400, 401, 403) else self.token
                time.sleep(0.1)
            except (OSError, ValueError):
                self.failures += 1
                time.sleep(0.1)
            else:
                self.acknowledged.append(uuid)
                self.based_on = str(told["report_id"])
                return

    def _open(self) -> None:
        """The form: a token, its cookie, and what it is based on."""
        with without_proxy.open(
            urllib.request.Request(self.url, headers={"Cookie": self.cookie.split(";")[0]}), timeout=15
        ) as answer:
            page = answer.read().decode()
            given = [one.split(";")[0] for one in answer.headers.get_all("Set-Cookie") or []]
        self.cookie = "; ".join([self.cookie.split(";")[0], *given])
        self.token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
        self.based_on = re.findall(r'name="based_on" value="([^"]*)"', page)[0]

    def _send(self, uuid: str, families: int) -> dict[str, int]:
        fields = {
            "csrf_token": self.token,
            "client_uuid": uuid,
            "based_on": self.based_on,
            "as_of": datetime.now(TIME_ZONE).date().isoformat(),
            "how": "only",
            "families": str(families),
        }
        asked = urllib.request.Request(
            self.url,
            data=urllib.parse.urlencode(fields).encode(),
            headers={"Cookie": self.cookie, "Accept": "application/json"},
        )
        with without_proxy.open(asked, timeout=15) as answer:
            told: dict[str, int] = json.loads(answer.read())
        return told


def test_every_acknowledged_report_is_there_after_kills(served: Checkout) -> None:
    addresses = served.cluster.addresses()
    account = add_account(addresses, "Writers", "information_officer")
    key = (served.root / "var" / "secret.key").read_text().strip()
    sessions = Sessions(cast("Any", None), key)
    cookie = f"{sessions.name_for('session')}={session_token(addresses, account)}"
    stop = threading.Event()
    address = f"http://127.0.0.1:{served.port}"
    writers = [Writer(address, cookie, site, stop) for site in SITES]
    for writer in writers:
        writer.start()
    for number in range(KILLS):
        assert within(60, lambda: is_whole(served))
        before = sum(len(writer.acknowledged) for writer in writers)
        assert within(60, lambda: sum(len(writer.acknowledged) for writer in writers) > before + 10)  # noqa: B023
        os.kill(VICTIMS[number % len(VICTIMS)](served), signal.SIGKILL)
    assert within(60, lambda: is_whole(served))
    stop.set()
    for writer in writers:
        writer.join(60)
    with served.cluster.connect("ninewa") as superuser:
        stored = {str(row[0]) for row in superuser.execute("SELECT client_uuid FROM ninewa.site_report").fetchall()}
        doubled = superuser.execute(
            "SELECT count(*) - count(DISTINCT client_uuid) FROM ninewa.site_report WHERE client_uuid IS NOT NULL"
        ).fetchone()
    acknowledged = {uuid for writer in writers for uuid in writer.acknowledged}
    print(f"{KILLS} kills, {len(acknowledged)} acknowledged, {sum(writer.failures for writer in writers)} tries failed")
    assert acknowledged <= stored
    assert doubled is not None
    assert doubled[0] == 0
