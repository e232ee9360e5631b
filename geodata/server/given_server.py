"""A database on somebody else's server, given by DATABASE_URL: what it lacks is made where allowed, else told."""

from __future__ import annotations

import getpass
import os
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy.engine import make_url

from geodata.server import addresses as written
from geodata.server import deployments, logins, telling
from geodata.server.deployments import SETTING_OF
from geodata.server.locks import Say
from geodata.server.logins import APP, PUBLIC, Addresses, Names
from geodata.server.setup_problem import SetupProblem

OLDEST_SERVER = 140000
SECONDS_TO_APPEAR = 30
# What libpq says of a server that is starting, or of several among which none is the primary just now.
MAY_COME = ("starting up", "refused", "No such file", "session is read-only", "server is in hot standby mode")


_KEY = "hashtext('set-up of the Ninewa response map')"


@contextmanager
def alone(owner_address: str, say: Say) -> Iterator[None]:
    """The only one, of all hosts, that sets this database up; waits for another, and says so once.

    The lock is the owner's session's in the database: it goes with its process or machine. A pooler that gives sessions
    away between statements cannot hold it, so the owner's address leads past one.
    """
    with _connect(written.read(owner_address), say) as connection:
        if connection.execute(f"SELECT pg_try_advisory_lock({_KEY})").fetchone() != (True,):
            say("Another host sets this database up; waiting for it.")
            connection.execute(f"SELECT pg_advisory_lock({_KEY})")
        yield


def prepare(owner_address: str, environment: Mapping[str, str], place: Path, say: Say) -> Addresses:
    """Bring the given database to where migrations can start and return its three addresses; raises SetupProblem.

    Addresses of the two web logins come from the environment, else from `<place>/database.env`, else they are made
    with random passwords and kept there. An existing login of somebody else is never changed.
    """
    owner_address = written.read(owner_address)
    with _connect(owner_address, say) as connection:
        _check_server(connection)
        prefix = deployments.prefix(environment)
        stored = deployments.of_this_database(_stored(place), owner_address, prefix)
        given = {role: environment.get(name) or stored.get(name, "") for role, name in SETTING_OF.items()}
        addresses = {role: written.read(given[role], name) if given[role] else "" for role, name in SETTING_OF.items()}
        ours = {role: name for role, name in SETTING_OF.items() if not environment.get(name)}
        for role in ours:
            if not addresses[role]:
                login = deployments.name_of(connection, role, prefix)
                deployments.refuse_others(connection, role, login)
                addresses[role] = written.read(_address_for(owner_address, login), SETTING_OF[role])
                say(f"Making a password for {login}; its address goes into {place / 'database.env'}")
        # Written before the roles are made: after an interruption the next run makes them with these passwords.
        _store(place, {name: addresses[role] for role, name in ours.items()})
        passwords = {role: make_url(addresses[role]).password or "" for role in SETTING_OF}
        found = Addresses(owner_address, addresses[APP], addresses[PUBLIC])
        _complete(connection, passwords, logins.names_in(found), say)
        for role in SETTING_OF:
            _check_login(connection, role, addresses[role], role in ours, say)
    return found


def of_the_web(environment: Mapping[str, str], say: Say) -> Addresses:
    """The database that its two web logins alone name, with no owner; SetupProblem until it has been set up."""
    given = {role: environment.get(name, "") for role, name in SETTING_OF.items()}
    addresses = {}
    for role, name in SETTING_OF.items():
        if not given[role]:
            raise SetupProblem(f"{name} is missing: without DATABASE_URL both web logins are to be given.")
        addresses[role] = written.read(given[role], name)
        with _connect(addresses[role], say, name, options=logins.options(role)) as connection:
            found = connection.execute("SELECT to_regclass('data_version')").fetchone()
            if not found or not found[0]:
                raise SetupProblem(
                    f"{name} ({written.shown(addresses[role])}) leads to a database without the map's tables. Run "
                    "scripts/migrate once, on any machine, with DATABASE_URL (its owner) and these two set as here."
                )
    return Addresses("", addresses[APP], addresses[PUBLIC])


def _connect(address: str, say: Say, setting: str = "DATABASE_URL", options: str = "") -> psycopg.Connection:
    give_up_at = time.monotonic() + SECONDS_TO_APPEAR
    shown = written.shown(address)
    said = False
    while True:
        try:
            return psycopg.connect(logins.libpq(address), autocommit=True, connect_timeout=10, options=options)
        except psycopg.OperationalError as error:
            reason = str(error).strip()
            may_come = any(words in reason for words in MAY_COME)
            if _is_missing(reason):
                raise SetupProblem(_how_to_make(address, shown)) from None
            if not may_come or time.monotonic() > give_up_at:
                raise SetupProblem(f"{setting} ({shown}) cannot be reached: {reason}") from None
            if not said:
                say(f"Waiting for the server of {setting} ({shown})")
            said = True
            time.sleep(1)


def _is_missing(reason: str) -> bool:
    return re.search(r'FATAL: +database "[^"]*" does not exist', reason) is not None


def _how_to_make(address: str, shown: str) -> str:
    asked = conninfo_to_dict(logins.libpq(address))
    name, owner = asked["dbname"], asked.get("user", getpass.getuser())
    return (
        f"The server of DATABASE_URL ({shown}) has no database {name}. Whoever may make databases there runs:\n"
        f"""  CREATE DATABASE "{name}" OWNER "{owner}" ENCODING 'UTF8' TEMPLATE template0;"""
    )


def _check_server(connection: psycopg.Connection) -> None:
    info = connection.info
    if info.server_version < OLDEST_SERVER:
        raise SetupProblem(f"The server is PostgreSQL {info.server_version // 10000}; 14 or newer is needed.")
    if info.parameter_status("server_encoding") != "UTF8":
        raise SetupProblem(f"The database {info.dbname} is not in UTF-8; make one with ENCODING 'UTF8'.")
    if not connection.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'").fetchone():
        major = info.server_version // 10000
        raise SetupProblem(
            f"PostGIS is not installed on the server of DATABASE_URL (PostgreSQL {major}). On Debian or Ubuntu, there: "
            f"apt-get install postgresql-{major}-postgis-3"
        )
    may_create = connection.execute("SELECT has_database_privilege(current_database(), 'CREATE')").fetchone()
    if not may_create or not may_create[0]:
        raise SetupProblem(
            f"{info.user} may not make schemas in {info.dbname}. As the owner of the database or a superuser run:\n"
            f'  ALTER DATABASE "{info.dbname}" OWNER TO "{info.user}";'
        )


def _run(connection: psycopg.Connection, statements: list[str]) -> list[str]:
    """Run what is allowed; returns the first refused statement with all that follow it."""
    for number, statement in enumerate(statements):
        try:
            connection.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            return statements[number:]
        except psycopg.Error as error:
            raise SetupProblem(f"The server refused '{statement}': {error}") from error
    return []


def _complete(connection: psycopg.Connection, passwords: dict[str, str], names: Names, say: Say) -> None:
    user, database = connection.info.user, connection.info.dbname
    missing = logins.missing_statements(connection, user, passwords, names)
    # Asked again afterwards: a REVOKE of what somebody else granted is a warning only.
    refused = _run(connection, missing) or (missing and logins.missing_statements(connection, user, passwords, names))
    if refused:
        lines = "\n".join(f"  {statement};" for statement in refused)
        raise SetupProblem(
            f"{user} may not do all that is missing in {database}. Let a superuser of that server run this in "
            f"{database} (passwords stand in it only as verifiers), then start again:\n{lines}"
        )
    if missing:
        say(f"Prepared {database}: {len(missing)} statements for logins, PostGIS and rights")
    _run(connection, telling.closing(connection, user, allowed=True))
    if others := telling.closing(connection, user):
        lines = "\n".join(f"  {statement};" for statement in others)
        say(f"Everybody may run functions in {database} that tell of hidden rows. A superuser closes them by:\n{lines}")


def _check_login(connection: psycopg.Connection, role: str, address: str, is_ours: bool, say: Say) -> None:
    """Sign in as the web will. A password of our own making that no longer fits is set anew, if the login is ours."""
    reason = _refusal(address)
    url = make_url(address)
    login, password = str(url.username), url.password
    if reason and is_ours and password and "authentication failed" in reason:
        deployments.refuse_others(connection, role, login)
        say(f"{login} exists with another password than {SETTING_OF[role]}; giving it the one kept here")
        _run(connection, [logins.new_password(connection, login, password)])
        reason = _refusal(address)
    if reason:
        raise SetupProblem(f"{login} cannot sign in with {SETTING_OF[role]}: {reason}")


def _refusal(address: str) -> str:
    try:
        psycopg.connect(logins.libpq(address), connect_timeout=10).close()
    except psycopg.OperationalError as error:
        return str(error).strip()
    return ""


def _address_for(owner_address: str, login: str) -> str:
    url = make_url(owner_address).set(username=login, password=secrets.token_urlsafe(24))
    return url.render_as_string(hide_password=False)


def _stored(place: Path) -> dict[str, str]:
    path = place / "database.env"
    if not path.exists():
        return {}
    lines = (line.strip() for line in path.read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def _store(place: Path, addresses: dict[str, str]) -> None:
    if not addresses or addresses.items() <= _stored(place).items():
        return
    place.mkdir(parents=True, exist_ok=True)
    new = place / "database.env.new"
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write("# Made by set-up: the two logins of the web. Whoever reads this file can sign in as them.\n")
        stream.writelines(f"{name}={address}\n" for name, address in sorted((_stored(place) | addresses).items()))
    new.replace(place / "database.env")
