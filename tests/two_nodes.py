"""Two real nodes of one PostgreSQL: a primary and the standby that follows it, on a socket each."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import quote

from geodata.server import cluster_folders, making, settings
from geodata.server.cluster import Cluster
from tests.conftest import TEST_CLUSTERS

PASSWORD = "correct-horse"
FOLLOWING = "local all,replication postgres peer map=webmap\n"
BY_PASSWORD, BY_SYSTEM_USER = f"{FOLLOWING}local all all scram-sha-256\n", f"{FOLLOWING}{settings.ACCESS_RULES}"


@dataclass(frozen=True)
class Nodes:
    """`rules`: who is let in to both."""

    primary: Cluster
    standby: Cluster
    rules: str

    def address(self, *nodes: Cluster, user: str = "somebody", database: str = "given", asked: str = "") -> str:
        """As libpq writes it, of these nodes in their order: the standby first where none are named."""
        hosts = (quote(node.folders.socket, safe="") for node in nodes or (self.standby, self.primary))
        return f"postgresql://{user}:{PASSWORD}@{','.join(f'{host}:5432' for host in hosts)}/{database}{asked}"

    def start_standby(self) -> None:
        """Start it, again or for the first time; returns while it may still be catching up."""
        _start(self.standby, self.rules)

    def start_primary(self) -> None:
        """Start it again after it was stopped."""
        _start(self.primary, self.rules)

    def promote(self) -> None:
        """Make the standby a primary of its own, as a failover does."""
        with self.standby.connect() as superuser:
            superuser.execute("SELECT pg_promote()")

    def replaying(self, *, paused: bool) -> None:
        """Stop the standby from replaying what it receives, or let it go on."""
        with self.standby.connect() as superuser:
            superuser.execute("SELECT pg_wal_replay_pause()" if paused else "SELECT pg_wal_replay_resume()")

    def has_caught_up(self) -> bool:
        """Whether the standby has replayed all that was written by now."""
        with self.primary.connect() as superuser:
            [[written]] = superuser.execute("SELECT pg_current_wal_lsn()").fetchall()
        with self.standby.connect() as superuser:
            return superuser.execute("SELECT pg_last_wal_replay_lsn() >= %s", [written]).fetchone() == (True,)


@contextmanager
def two_nodes(of: Cluster | None = None) -> Iterator[Nodes]:
    """Both end with the block.

    Copies of a cluster and all that is in it, whose logins the kernel knows; or with an empty database `given` of
    `somebody`, who may make roles.
    """
    primary = Cluster(TEST_CLUSTERS / f"{os.getpid()}-primary", print, throwaway=True)
    standby = Cluster(TEST_CLUSTERS / f"{os.getpid()}-standby", print, throwaway=True)
    nodes = Nodes(primary, standby, BY_SYSTEM_USER if of else BY_PASSWORD)
    try:
        if of:
            _let_in(of, BY_SYSTEM_USER)
            _copy(of, primary)
        nodes.start_primary()
        if not of:
            with primary.connect() as superuser:
                superuser.execute(f"CREATE ROLE somebody LOGIN CREATEROLE PASSWORD '{PASSWORD}'")
            make_database(primary, "given")
        _copy(primary, standby, "--write-recovery-conf")
        nodes.start_standby()
        yield nodes
    finally:
        for node in (standby, primary):
            node.destroy()


def make_database(primary: Cluster, name: str) -> None:
    """An empty one of somebody's, with PostGIS."""
    with primary.connect() as superuser:
        superuser.execute(f"CREATE DATABASE {name} OWNER somebody TEMPLATE template0")
    with primary.connect(name) as superuser:
        superuser.execute("CREATE EXTENSION postgis SCHEMA public")


def _copy(primary: Cluster, standby: Cluster, *how: str) -> None:
    folders, account = cluster_folders.choose(standby.place)
    shutil.rmtree(folders.data, ignore_errors=True)
    program = making.binaries_for(primary.folders).program("pg_basebackup")
    of_primary = ["-h", primary.folders.socket, "-U", settings.SUPERUSER, "-D", str(folders.data)]
    done = account.run([program, *of_primary, *how, "--checkpoint=fast"])
    assert done.returncode == 0, done.stdout
    known = replace(folders, system_identifier=primary.folders.system_identifier)
    cluster_folders.record(standby.place, known)


def _start(node: Cluster, rules: str) -> None:
    node.start()  # which writes the rules of an embedded server
    _let_in(node, rules)


def _let_in(node: Cluster, rules: str) -> None:
    (node.folders.data / "pg_hba.conf").write_text(rules)
    with node.connect() as superuser:
        superuser.execute("SELECT pg_reload_conf()")
