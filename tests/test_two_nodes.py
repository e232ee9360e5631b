"""Addresses of several hosts, as libpq writes them, in every command; before a real primary and its standby."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from geodata.server import addresses, given_server, logins
from geodata.server.deployments import SETTING_OF
from geodata.server.setup_problem import SetupProblem
from tests.checkout import FOREIGN, Checkout, checked_out, within
from tests.conftest import ROOT
from tests.two_nodes import PASSWORD, Nodes, make_database, two_nodes


@pytest.fixture(scope="module")
def nodes() -> Iterator[Nodes]:
    with two_nodes() as made:
        yield made


@pytest.fixture(scope="module")
def checkout(nodes: Nodes) -> Iterator[Checkout]:
    """It knows the database by the addresses of both nodes, the standby first, and nothing else."""
    with checked_out("two-nodes") as made:
        made.environment["DATABASE_URL"] = nodes.address()
        done = made.run("scripts/migrate")
        assert done.returncode == 0, done.stderr
        yield made


def is_standby(address: str) -> bool:
    with psycopg.connect(logins.libpq(address), connect_timeout=5) as connection:
        return connection.execute("SELECT pg_is_in_recovery()").fetchone() == (True,)


@pytest.mark.parametrize("asked", ["", "?target_session_attrs=read-write", "?target_session_attrs=primary"])
def test_set_up_writes_on_the_primary_and_lets_the_public_login_in(nodes: Nodes, tmp_path: Path, asked: str) -> None:
    found = given_server.prepare(nodes.address(asked=asked), {}, tmp_path, print)
    assert not is_standby(found.owner)
    assert not is_standby(found.app)
    is_standby(found.public)  # it signs in, wherever
    assert "read-write" not in found.public
    # Of a release that gave it the owner's: it is read otherwise.
    said = found.public.replace("=primary", "=read-write")
    assert addresses.read(said, "DATABASE_PUBLIC_URL") == found.public


SET_UP = """
import sys
from pathlib import Path
from scripts import set_up
set_up.VAR = Path(sys.argv[1])
try:
    with set_up.database():
        pass
except set_up.SetupProblem as problem:
    sys.exit(str(problem))
"""


def test_two_hosts_that_set_up_one_empty_database_at_once_both_end_well(nodes: Nodes, tmp_path: Path) -> None:
    """Two processes, each with a folder of its own as on two machines; logins, tables, facts are made once."""
    make_database(nodes.primary, "at_once")
    names = {"DATABASE_URL": nodes.address(database="at_once")}
    for role, name in SETTING_OF.items():
        user = role.replace("webmap", "at_once")
        names[name] = nodes.address(user=user, database="at_once")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)} | names
    hosts = [
        subprocess.Popen(
            [sys.executable, "-P", "-c", SET_UP, str(tmp_path / host)],
            env=environment | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True,
        )
        for host in ("one", "another")
    ]  # fmt: skip
    told = [host.communicate(timeout=300)[1] for host in hosts]
    assert [host.returncode for host in hosts] == [0, 0], told
    assert sum("Migrating the database from nothing" in said for said in told) == 1, told
    with psycopg.connect(nodes.address(database="at_once")) as owner:
        assert owner.execute("SELECT count(*) = count(DISTINCT name) FROM ninewa.site").fetchone() == (True,)


def test_what_an_address_says_of_its_hosts_is_kept() -> None:
    said = "postgresql://a@b:1,c:2/d?target_session_attrs=prefer-standby&load_balance_hosts=random"
    for setting in ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_PUBLIC_URL"):
        read = addresses.read(said, setting)
        assert ("target_session_attrs=prefer-standby" in read, "load_balance_hosts=random" in read) == (True, True)
        assert addresses.read(read, setting) == read
    assert "target_session_attrs" not in addresses.read("postgresql://a@b:1,c:2/d", "DATABASE_PUBLIC_URL")
    assert "target_session_attrs" not in addresses.read("postgresql://a@b:1/d")


def test_without_a_primary_it_is_waited_for_and_said(nodes: Nodes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(given_server, "SECONDS_TO_APPEAR", 1)
    said: list[str] = []
    with pytest.raises(SetupProblem, match=r"DATABASE_URL .* cannot be reached: .*read-only") as told:
        given_server.prepare(nodes.address(nodes.standby, nodes.standby), {}, Path(), said.append)
    assert "Waiting for the server of DATABASE_URL" in said[0]
    assert PASSWORD not in str(told.value)


@pytest.mark.ha
def test_every_command_finds_the_primary(checkout: Checkout, nodes: Nodes) -> None:
    for role in ("owner", "app", "public"):
        done = checkout.run("scripts/db", "psql", "--role", role, "-Atc", "SELECT pg_is_in_recovery()")
        # The public login reads at either; said `read-write` it would find none.
        assert (done.returncode, done.stdout.strip() in ("f", "t" if role == "public" else "f")) == (0, True), done
    backup = checkout.root / "var" / "of-two.dump"
    reports = checkout.root / "var" / "reports.csv"
    reports.write_text("site_id,as_of,families\nhaj-ali,2017-05-02,1234\n")
    for command, told in (
        (("scripts/db", "status"), "running"),
        (("scripts/doctor",), "somebody signs in"),
        (("scripts/add-user", "sara", "--role", "planner", "--link"), "/link?token="),
        (("scripts/import", str(reports), "--as", "site_reports", "--apply"), ""),
        (("scripts/snapshot", "--title", "Of two nodes"), ""),
        (("scripts/backup", str(backup)), str(backup)),
        (("scripts/restore", str(backup)), "Restored from"),
    ):
        if command[0] == "scripts/restore":  # into a database that holds nothing
            make_database(nodes.primary, "restored")
            checkout.environment["DATABASE_URL"] = nodes.address(database="restored")
        done = checkout.run(*command)
        assert "Traceback" not in done.stderr, done.stderr
        assert PASSWORD not in done.stdout + done.stderr
        assert (done.returncode, told in done.stdout) == (0, True), (command, done.stdout, done.stderr)


@pytest.mark.ha
def test_the_map_is_served_while_a_node_is_away_and_after_the_other_took_over(checkout: Checkout, nodes: Nodes) -> None:
    checkout.serve()
    assert checkout.status_of("/sites") == 200
    nodes.standby.stop()
    assert within(20, lambda: checkout.status_of("/readyz") == 200)
    assert checkout.status_of("/sites?at=2017-04-03") == 200
    assert checkout.run("scripts/db", "psql", "-Atc", "SELECT 1").stdout == "1\n"
    nodes.start_standby()
    with nodes.standby.connect() as superuser:
        assert within(30, lambda: superuser.execute("SELECT count(*) FROM pg_stat_wal_receiver").fetchone() == (1,))
    nodes.primary.stop("immediate")
    nodes.promote()
    assert within(30, lambda: all(checkout.status_of("/readyz") == 200 for _ in range(4)))
    assert checkout.status_of("/sites?at=2017-04-02") == 200
    done = checkout.run("scripts/db", "psql", "-Atc", "SELECT pg_is_in_recovery()")
    assert done.stdout == "f\n", done.stderr
    assert checkout.end() == 0
    assert not re.search("read-write", (checkout.root / "var" / "database.env").read_text().split("PUBLIC_URL")[1])
