"""From a bare checkout to a complete database and the files derived from it; every step may be repeated.

What was done is remembered by the hash of what it was done from, so that a second start does nothing.
"""

from __future__ import annotations

import errno
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from geodata.prints import print_of
from geodata.server import addresses, binaries, distribution, locks, logins, making, upgrading
from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from geodata.server.setup_problem import SetupProblem

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
PLANNER_WORD = "planner.word"
COMPILED = (".mo",)  # catalogues, made of what is hashed
NOT_WRITTEN = (errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM)


@dataclass(frozen=True)
class Database:
    """A database that is ready, and the cluster it runs in if that is ours."""

    addresses: Addresses
    cluster: Cluster | None


def say(line: str) -> None:
    """Progress, for people: on stderr, so that a verb's own output stays clean."""
    print(line, file=sys.stderr, flush=True)


def exit_status_of(work: Callable[[], str]) -> int:
    """Print what the work of a verb came to; exit status 1, with the reason, where something stood in its way."""
    try:
        with writing():
            print(work())
    except SetupProblem as problem:
        say(str(problem))
        return 1
    except psycopg.Error as error:
        say(f"The database did not answer: {str(error).strip()}")
        return 1
    return 0


@contextmanager
def writing() -> Iterator[None]:
    """SetupProblem where the disk takes nothing: it is read-only or full, or the folder is somebody else's."""
    try:
        yield
    except OSError as error:
        if error.errno not in NOT_WRITTEN:
            raise
        raise SetupProblem(
            f"{error.filename or VAR} cannot be written: {error.strerror}. Database, keys and pages are kept in {VAR}: "
            "make room there, or let it be written in."
        ) from None


@contextmanager
def database() -> Iterator[Database]:
    """The database with its logins, tables and reference data, for as long as the block lasts."""
    own_the_var_folder()
    addresses.forget_variables(os.environ)
    owner_address = os.environ.get("DATABASE_URL")
    if owner_address:
        from geodata.server import given_server

        with locks.alone(VAR / "set-up.lock", say, "set-up"), given_server.alone(owner_address, say):
            given = given_logins()
            back_up_before_migrating(given.owner, None)
            fill(given)
        yield Database(given, None)
        return
    if given_names := _web_logins_given():
        raise SetupProblem(
            f"{' and '.join(given_names)} may only read the map's database. Give its owner too, as DATABASE_URL."
        )
    if os.environ.get("DATABASE_REPLICA_URL"):
        raise SetupProblem(
            "DATABASE_REPLICA_URL names replicas of a server that is not given, and the embedded database has none. "
            "Give DATABASE_URL, or DATABASE_APP_URL and DATABASE_PUBLIC_URL; or leave it out."
        )
    need_server_binaries()
    cluster = Cluster(VAR, say)
    with cluster.in_use():
        with locks.alone(VAR / "set-up.lock", say, "set-up"):
            _fill_own(cluster)
        yield Database(cluster.addresses(), cluster)


def given_logins() -> Addresses:
    """The three logins of the database that DATABASE_URL names."""
    from geodata.server import given_server  # it brings SQLAlchemy, which an ordinary second start does not need

    return given_server.prepare(os.environ["DATABASE_URL"], os.environ, VAR, say)


@contextmanager
def served_database() -> Iterator[Database]:
    """What the web reads. Where its two logins are given and no owner, that is as it stands: another job sets it up."""
    if os.environ.get("DATABASE_URL") or not _web_logins_given():
        with database() as ready:
            yield ready
        return
    from geodata.migrations.releases import standing_of
    from geodata.server import given_server  # both bring SQLAlchemy

    own_the_var_folder()
    addresses.forget_variables(os.environ)
    given = given_server.of_the_web(os.environ, say)
    if problem := standing_of(given.app).problem():
        raise SetupProblem(problem)
    yield Database(given, None)


def _web_logins_given() -> list[str]:
    return [name for name in ("DATABASE_APP_URL", "DATABASE_PUBLIC_URL") if os.environ.get(name)]


def need_server_binaries() -> None:
    """Install PostgreSQL with PostGIS, of the version that made the data; SetupProblem where there is none then."""
    cluster = Cluster(VAR, say)
    major = making.major_of(cluster.folders) if cluster.exists() else None
    try:
        binaries.find(major)
    except binaries.BinariesMissing as missing:
        packages = binaries.packages_needed(major)
        if major and not all(distribution.is_offered(package) for package in packages):
            making.binaries_for(cluster.folders)  # says what to type
        say(f"{missing}")
        done = subprocess.run([ROOT / "scripts" / "_packages", *packages], check=False)
        if done.returncode != 0:
            raise SetupProblem(
                "Without PostgreSQL and PostGIS there is no map; DATABASE_URL may name a server."
            ) from None


def tell_of_newer(cluster: Cluster) -> None:
    """Say that the data could move to a newer PostgreSQL, where one stands beside the one that made it."""
    if newer := upgrading.newer_than(cluster.folders):
        say(
            f"PostgreSQL {newer.major} with PostGIS is here, and the data was made by "
            f"{making.major_of(cluster.folders)}. To move it, end the map and type: scripts/db upgrade"
        )


def derived_files() -> None:
    """Compiled translations and rendered map shells, made in a child process: serving does not need those libraries."""
    print_of_sources = print_of([ROOT / "webmap", ROOT / "geodata" / "reference", ROOT / "requirements.txt"], COMPILED)
    VAR.mkdir(mode=0o755, exist_ok=True)  # the bench and the tests come here first in a fresh clone
    stamp = VAR / "derived.stamp"
    with locks.alone(VAR / "set-up.lock", say, "set-up"):
        if _read(stamp) == print_of_sources:
            return
        say("Compiling translations and rendering the map's frame")
        done = subprocess.run([sys.executable, "-P", "-m", "scripts.derived_files"], cwd=ROOT, check=False)
        if done.returncode != 0:
            raise SetupProblem("The translations or the map's frame could not be made; the reason stands above.")
        stamp.write_text(print_of_sources)


def secret_key() -> str:
    """What this installation signs cookies with, the same for all workers and after a restart; made when missing."""
    return _kept_secret("secret.key")


def planner_word() -> str:
    """What planners show to see the exact layer; made when missing, so that taking the file away makes a new one."""
    return _kept_secret(PLANNER_WORD)


def key_of_files() -> str:
    """What this installation makes the marks of imported files with; made when missing."""
    return _kept_secret("files.key")


def _kept_secret(name: str) -> str:
    path, new = VAR / name, VAR / f"{name}.new"
    with locks.alone(VAR / "secrets.lock", say, "secrets"):
        if not _read(path).strip():
            new.unlink(missing_ok=True)
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
                stream.write(secrets.token_hex())
            new.replace(path)
    return path.read_text().strip()


def own_the_var_folder() -> None:
    """The folder for all that is made here; SetupProblem where it cannot be written."""
    with writing():
        VAR.mkdir(mode=0o755, exist_ok=True)
    if os.statvfs(VAR).f_flag & os.ST_RDONLY:
        raise SetupProblem(f"The disk of {VAR} is read-only: mount it so that it can be written.")
    if not os.access(VAR, os.W_OK):
        raise SetupProblem(f"{VAR} is not yours to write in: run this as {VAR.owner()}, or use a clone of your own.")


def _fill_own(cluster: Cluster) -> None:
    print_of_sources = print_of([ROOT / "geodata"], COMPILED)
    stamp = VAR / "database.stamp"
    if _read(stamp) == f"{print_of_sources} {_identity(cluster)}":
        return
    try:
        with cluster.connect() as superuser:
            logins.prepare_own_server(superuser)
        with cluster.connect(logins.DATABASE) as superuser:
            logins.prepare_own_database(superuser)
    except psycopg.Error as error:
        raise SetupProblem(f"The logins or the database could not be made: {str(error).strip()}") from error
    distribution.keep(making.binaries_for(cluster.folders).major, say)
    back_up_before_migrating(cluster.addresses().owner, cluster)
    fill(cluster.addresses())
    stamp.write_text(f"{print_of_sources} {_identity(cluster)}")


def fill(addresses: Addresses) -> None:
    """Bring the tables, the objects and the shipped facts of a database to this release."""
    from sqlalchemy import create_engine, pool
    from sqlalchemy.exc import SQLAlchemyError

    from geodata import migrations
    from geodata.facts import loading  # heavy, and a second start does not need them
    from geodata.imports import sources
    from geodata.migrations import releases

    try:
        found, newest = releases.standing_of(addresses.owner), migrations.newest()
        if found.is_newer:
            if found.problem():
                raise SetupProblem(found.problem())
            say(f"The database stays as a newer release made it ({found.revision}); this one ({newest}) works on it")
            return
        if found.revision != newest:
            say(f"Migrating the database from {found.revision or 'nothing'} to {newest}")
        migrations.upgrade(addresses.owner, names=logins.names_in(addresses))
        loading.load(addresses.owner, say)
        with create_engine(addresses.owner, poolclass=pool.NullPool).begin() as connection:
            sources.mark_hashed(connection, key_of_files())
    except (psycopg.Error, SQLAlchemyError) as error:
        # Migrations and loading are each one transaction: what failed has changed nothing.
        cause = getattr(error, "orig", None) or error
        raise SetupProblem(f"The database could not be filled: {str(cause).strip()}") from error


def back_up_before_migrating(owner: str, cluster: Cluster | None) -> None:
    """Keep a backup of a database whose tables are not those of this release; raises SetupProblem."""
    from sqlalchemy.exc import SQLAlchemyError

    from geodata import migrations
    from geodata.server import backups

    try:
        before, newest = migrations.current_and_head(owner)
        if before is not None and before < newest:
            backups.keep(backups.Origin(owner, cluster, VAR), f"before-{newest}", say)
    except (SetupProblem, psycopg.Error, SQLAlchemyError) as problem:
        if cluster is not None:
            raise SetupProblem(
                f"No backup could be made before the migration, so nothing was done: {problem}"
            ) from None
        # Who runs that server backs it up; here may be no pg_dump for it.
        say(f"No backup is kept before the migration: {problem}")


def _identity(cluster: Cluster) -> str:
    """Which database this is and how far migrated, so that a dropped or restored one is set up again."""
    try:
        with cluster.connect(logins.DATABASE) as superuser:
            found = superuser.execute(
                """SELECT c.system_identifier, d.oid, to_regclass('public.alembic_version')
                   FROM pg_control_system() c, pg_database d WHERE d.datname = current_database()"""
            ).fetchone()
            revision = superuser.execute("SELECT version_num FROM public.alembic_version").fetchone()
    except (psycopg.OperationalError, psycopg.errors.UndefinedTable):
        return "empty"
    return f"{found} {revision}"


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""
