"""A host that was asked to end: it says so where supervisors look, answers on, and only then closes its port."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from geodata.server.logins import Addresses
from scripts import set_up
from scripts.web_server import WebServer
from tests.conftest import Make, free_port


def asked(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_it_answers_on_while_it_says_that_it_is_not_ready(urls: Addresses) -> None:
    set_up.derived_files()
    server = WebServer("127.0.0.1", free_port(), urls)
    server.start()
    try:
        assert not server.wait_until_ready(60, ended=lambda: False)
        ended = threading.Thread(target=server.drain, args=(5,))
        ended.start()
        told = {asked(server.port, "/readyz") for _ in range(8)}  # of both workers
        assert {(status, json.loads(text)["status"]) for status, text in told} <= {(503, "ending"), (200, "ready")}
        assert (503, "ending") in {(status, json.loads(text)["status"]) for status, text in told}
        assert [asked(server.port, path)[0] for path in ("/healthz", "/sites")] == [200, 200]
        assert ended.is_alive()
        ended.join()
    finally:
        server.stop()
    server.start()  # what it said then is not said of the next one
    try:
        assert not server.wait_until_ready(60, ended=lambda: False)
    finally:
        server.stop()


def test_by_itself_it_does_not_wait(make_app: Make, urls: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app(urls)
    assert app.extensions["settings"].webmap_drain_seconds == 0
    monkeypatch.setenv("WEBMAP_DRAINING", str(Path("/nowhere/at-all")))
    assert app.test_client().get("/readyz").status_code == 200
