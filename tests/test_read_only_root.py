"""A web host whose disk cannot be written, but for a `var` that is empty at each start and gone with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from geodata.server.logins import Addresses
from tests.checkout import checked_out

CANNOT_MOUNT = "a disk of its own needs the right to mount"
# What the image does before: compiled sentences lie beside their sources.
COMPILE = "from webmap.words.i18n import compile_catalogues; compile_catalogues()"
READ_ONLY = """
set -e
mount --bind "$1" "$1"
mount -t tmpfs -o mode=755 tmpfs "$1/var"
mount -o remount,ro,bind "$1"
cd /
exec "$1/scripts/serve" --port "$2"
"""


def can_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    probe = "mount -t tmpfs tmpfs /mnt"
    return subprocess.run(["unshare", "-m", "sh", "-c", probe], capture_output=True, check=False).returncode == 0


@pytest.mark.ha
@pytest.mark.skipif(not can_mount(), reason=CANNOT_MOUNT)
def test_a_web_host_serves_from_a_disk_that_cannot_be_written(urls: Addresses) -> None:
    with checked_out("read-only") as checkout:
        compiled = [sys.executable, "-P", "-c", COMPILE]
        subprocess.run(compiled, env=os.environ | {"PYTHONPATH": str(checkout.root)}, cwd=checkout.root, check=True)
        (checkout.root / "var").mkdir()
        checkout.environment |= {"DATABASE_APP_URL": urls.app, "DATABASE_PUBLIC_URL": urls.public}
        before = {path for path in checkout.root.rglob("*") if ".venv" not in path.parts}
        checkout.serve(as_owner=False, by=["unshare", "-m", "sh", "-c", READ_ONLY, "sh", str(checkout.root)])
        try:
            told = [checkout.status_of(path) for path in ("/readyz", "/", "/sites", "/map/data.json", "/picture.svg")]
            assert told == [200] * 5
        finally:
            assert checkout.end() == 0
        assert {path for path in checkout.root.rglob("*") if ".venv" not in path.parts} == before
