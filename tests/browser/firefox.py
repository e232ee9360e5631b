"""A real Firefox, where the distribution's is installed: driven by Marionette, its own protocol.

Playwright's Firefox is a build of its own, and of what it asks a plain one by WebDriver BiDi the ESR does not know all.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conftest import free_port

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
NO_FIREFOX = "there is no Firefox here (apt-get install firefox-esr)"
SECONDS_TO_START, SECONDS_TO_ANSWER = 120, 120
# It asks nobody but the page that is tested.
QUIET = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "ui.prefersReducedMotion": 1,
}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key by which WebDriver names one


class Firefox:
    """One window; a command is answered before the next is sent."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection, self._number = connection, 0
        self._received()  # it says who it is
        self("WebDriver:NewSession", capabilities={"alwaysMatch": {"pageLoadStrategy": "normal"}})

    def __call__(self, command: str, **said: Any) -> Any:
        self._number += 1
        written = json.dumps([0, self._number, command, said]).encode()
        self._connection.sendall(b"%d:%b" % (len(written), written))
        _kind, _number, error, answer = self._received()
        assert error is None, f"{command}: {error}"
        return answer

    def _received(self) -> Any:
        """A message: its length in bytes, a colon, JSON."""
        head = b""
        while not head.endswith(b":"):
            head += self._exactly(1)
        return json.loads(self._exactly(int(head[:-1])))

    def _exactly(self, length: int) -> bytes:
        parts = b""
        while len(parts) < length:
            part = self._connection.recv(length - len(parts))
            assert part, "Firefox ended"
            parts += part
        return parts

    def run(self, script: str, *given: Any) -> Any:
        """The value of a script in the page, or frame, where we are."""
        return self("WebDriver:ExecuteScript", script=script, args=list(given))["value"]

    def wait_for(self, script: str, seconds: float = 60) -> Any:
        """Until what a script returns is true."""
        give_up_at = time.monotonic() + seconds
        while not (found := self.run(script)):
            assert time.monotonic() < give_up_at, script
            time.sleep(0.1)
        return found

    def find(self, selector: str) -> str:
        found = self("WebDriver:FindElement", using="css selector", value=selector)["value"]
        return str(found[ELEMENT])

    def enter(self, selector: str) -> None:
        """The frame of an element."""
        self("WebDriver:SwitchToFrame", element=self.find(selector), focus=True)

    def leave(self) -> None:
        """To the page that all frames stand in."""
        self("WebDriver:SwitchToFrame", id=None)

    def complaints(self, address: str) -> list[str]:
        """What the browser's console says of pages at an address: errors of scripts, refusals of policies."""
        script = """return Services.console.getMessageArray()
            .filter(one => one instanceof Ci.nsIScriptError && one.sourceName.startsWith(arguments[0]))
            .filter(one => !(one.flags & Ci.nsIScriptError.warningFlag) || one.category.startsWith('CSP'))
            .map(one => one.errorMessage)"""
        self("Marionette:SetContext", value="chrome")
        try:
            return list(self.run(script, address))
        finally:
            self("Marionette:SetContext", value="content")


@contextmanager
def firefox(folder: Path, width: int, height: int) -> Iterator[Firefox]:
    """A new one without a window on the screen; `folder`: empty, for its profile."""
    port = free_port()
    settings = QUIET | {"marionette.port": port}
    lines = [f'user_pref("{name}", {json.dumps(value)});' for name, value in settings.items()]
    (folder / "user.js").write_text("\n".join(lines), encoding="utf-8")
    command = [str(FIREFOX), "--headless", "--marionette", "--no-remote", "--profile", str(folder)]
    environment = {**os.environ, "HOME": str(folder), "MOZ_REMOTE_ALLOW_SYSTEM_ACCESS": "1"}
    command += ["--remote-allow-system-access", f"--width={width}", f"--height={height}", "about:blank"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            with _connected(port, process) as connection:
                yield Firefox(connection)
        finally:
            process.terminate()


def _connected(port: int, process: subprocess.Popen[bytes]) -> socket.socket:
    give_up_at = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=SECONDS_TO_ANSWER)
        except OSError:
            assert process.poll() is None, "Firefox ended"
            assert time.monotonic() < give_up_at, "Firefox does not listen"
            time.sleep(0.2)
