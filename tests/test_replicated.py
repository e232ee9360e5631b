"""The replicated profile: its pins, its settings that nothing may be lost without, and the faults it has to outlive."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bench import replicated
from geodata.server.setup_problem import SetupProblem
from tests.conftest import ROOT

PROFILE = ROOT / "docker"
NODES = {
    f"DB{n}{part}": value
    for n in (1, 2, 3)
    for part, value in (("", f"127.0.0.1:{n}"), ("_API_HOST", "127.0.0.1"), ("_API_PORT", str(n)))
}


def test_patroni_is_pinned_with_hashes_and_no_older_one_is_taken(tmp_path: Path) -> None:
    """The distribution's 3.0.2 lost 1,450 of 1,720 acknowledged reports when a frozen leader woke."""
    pins = re.split(r"\n(?=\S)", (PROFILE / "patroni.txt").read_text().strip())
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)
    [told] = [pin.split()[0].partition("==")[2] for pin in pins if pin.startswith("patroni==")]
    for version, is_taken in ((told, True), ("4.2.0", True), ("4.0.7", False), ("3.0.2", False)):
        program = tmp_path / f"patroni-{version}"
        program.write_text(f"#!/bin/sh\necho patroni {version}\n")
        program.chmod(0o755)
        if is_taken:
            replicated.need_new_patroni(str(program))
        else:
            with pytest.raises(SetupProblem, match=rf"Patroni {version} is too old"):
                replicated.need_new_patroni(str(program))


def test_nothing_acknowledged_lies_on_one_node_alone() -> None:
    settings = yaml.safe_load((PROFILE / "patroni.yml").read_text())
    dcs = settings["bootstrap"]["dcs"]
    assert (dcs["synchronous_mode"], dcs["failsafe_mode"]) == (True, True)
    assert dcs["loop_wait"] + 2 * dcs["retry_timeout"] <= dcs["ttl"]
    assert not re.search("password:", (PROFILE / "patroni.yml").read_text())
    proxy = (PROFILE / "haproxy.cfg").read_text()
    assert proxy.count("on-marked-down shutdown-sessions") == proxy.count("\nlisten ") == 2


@pytest.mark.skipif(shutil.which("haproxy") is None, reason="HAProxy is not here")
def test_haproxy_reads_its_file() -> None:
    environment = os.environ | NODES | {"RW": "127.0.0.1:5000", "RO": "127.0.0.1:5001"}
    command = ["haproxy", "-c", "-f", str(PROFILE / "haproxy.cfg")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, "WARNING" in done.stderr + done.stdout) == (0, False), done.stderr


@pytest.mark.ha
@pytest.mark.skipif(bool(replicated.missing()), reason="etcd, HAProxy or Patroni (WEBMAP_PATRONI) is not here")
def test_nothing_is_lost_when_a_node_is_killed_frozen_or_hands_over() -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "DATABASE_"))}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "bench.ha"], cwd=ROOT, env=kept | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, text=True, check=False, timeout=900,
    )  # fmt: skip
    print(done.stdout)
    # Pages that fail are printed; on a machine with much else to do one may run out of its patience.
    assert (done.returncode in (0, 1), done.stdout.count(" / lost 0 ")) == (True, 3)
