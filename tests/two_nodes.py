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
RULES = """\
local all,replication postgres peer map=webmap
local all all scram-sha-256
"""


@dataclass(frozen=True)
class Nodes:
    """`database` belongs to `somebody`, who may make roles."""

    primary: Cluster
    standby: Cluster

    def address(self, *nodes: Cluster, user: str = "somebody", database: str = "given", asked: str = "") -> str:
        """As libpq writes it, of these nodes in their order: the standby first where none are named."""
        hosts = (quote(node.folders.socket, safe="") for node in nodes or (self.standby, self.primary))
        return f"postgresql://{user}:{PASSWORD}@{','.join(f'{host}:5432' for host in hosts)}/{database}{asked}"

    def start_standby(self) -> None:
        """Start it, again or for the first time; returns while it may still be catching up."""
        self.standby.start()  # which writes the rules of an embedded server
        _ask_for_passwords(self.standby)

    def promote(self) -> None:
        """Make the standby a primary of its own, as a failover does."""
        with self.standby.connect() as superuser:
            superuser.execute("SELECT pg_promote()")


@contextmanager
def two_nodes() -> Iterator[Nodes]:
    """Both end with the block."""
    primary = Cluster(TEST_CLUSTERS / f"{os.getpid()}-primary", print, throwaway=True)
    standby = Cluster(TEST_CLUSTERS / f"{os.getpid()}-standby", print, throwaway=True)
    try:
        primary.start()
        _ask_for_passwords(primary)
        with primary.connect() as superuser:
            superuser.execute(f"CREATE ROLE somebody LOGIN CREATEROLE PASSWORD '{PASSWORD}'")
        make_database(primary, "given")
        _copy(primary, standby)
        nodes = Nodes(primary, standby)
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


def _copy(primary: Cluster, standby: Cluster) -> None:
    folders, account = cluster_folders.choose(standby.place)
    shutil.rmtree(folders.data, ignore_errors=True)
    program = making.binaries_for(primary.folders).program("pg_basebackup")
    of_primary = ["-h", primary.folders.socket, "-U", settings.SUPERUSER, "-D", str(folders.data)]
    done = account.run([program, *of_primary, "--write-recovery-conf", "--checkpoint=fast"])
    assert done.returncode == 0, done.stdout
    known = replace(folders, system_identifier=primary.folders.system_identifier)
    cluster_folders.record(standby.place, known)


def _ask_for_passwords(node: Cluster) -> None:
    (node.folders.data / "pg_hba.conf").write_text(RULES)
    with node.connect() as superuser:
        superuser.execute("SELECT pg_reload_conf()")
