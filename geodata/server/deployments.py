"""Several deployments on one PostgreSQL server: whose a web login is, and what those of this one are called.

A login belongs to the deployment whose database lets it in by name. Names come from `WEBMAP_LOGINS`, else from the
database; the pair that earlier releases made for every deployment stays with the one that has it to itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import psycopg
from psycopg.conninfo import conninfo_to_dict

from geodata.server import addresses, logins
from geodata.server.logins import APP, PUBLIC
from geodata.server.setup_problem import SetupProblem

SETTING = "WEBMAP_LOGINS"
SETTING_OF = {APP: "DATABASE_APP_URL", PUBLIC: "DATABASE_PUBLIC_URL"}
PREFIX = r"[a-z_][a-z0-9_]{0,50}"
NOT_A_PREFIX = "it begins the names of logins: up to 51 of a-z, 0-9 and _, and no digit first."
LONGEST_NAME = 63  # bytes; PostgreSQL cuts longer ones off, and two could become one
_SUFFIX = {APP: "_app", PUBLIC: "_public"}


def prefix(environment: Mapping[str, str]) -> str:
    """What the names of this deployment's logins begin with by WEBMAP_LOGINS; empty when it is not set."""
    said = environment.get(SETTING, "")
    if said and not re.fullmatch(PREFIX, said):
        raise SetupProblem(f"{SETTING}: {NOT_A_PREFIX}")
    return said


def of_this_database(stored: Mapping[str, str], owner_address: str, wanted: str) -> dict[str, str]:
    """Of the kept addresses of web logins those that lead to this very database, and are named as is wanted."""
    return {
        name: stored[name]
        for role, name in SETTING_OF.items()
        if name in stored
        and _where(addresses.read(stored[name], name)) == _where(owner_address)
        and (not wanted or _login(stored[name]) == wanted + _SUFFIX[role])
    }


def name_of(connection: psycopg.Connection, role: str, wanted: str) -> str:
    """What a web login of this deployment is called."""
    database = connection.info.dbname
    if not wanted and logins.databases_of(connection, role) == {database}:
        return role  # made by an earlier release, for this database alone
    name = (wanted or database) + _SUFFIX[role]
    if len(name.encode()) > LONGEST_NAME:
        raise SetupProblem(f"{name} is too long for a login. Say what its name shall begin with: {SETTING}=short")
    return name


def refuse_others(connection: psycopg.Connection, role: str, login: str) -> None:
    """Raise SetupProblem for a login that is not of this deployment alone; it stays as it is."""
    if logins.may_be_changed(connection, login):
        return
    others = sorted(logins.databases_of(connection, login) - {connection.info.dbname})
    whose = f"that of {', '.join(others)}" if others else "somebody else's"
    raise SetupProblem(
        f"The login {login} is {whose} as well, and stays as it is. Give this deployment logins of its own by setting "
        f"{SETTING}={_free(connection)}, or name one in {SETTING_OF[role]} with its password."
    )


def _free(connection: psycopg.Connection) -> str:
    """A prefix that can be typed, of which no login exists."""
    base = re.sub(r"[^a-z0-9_]", "_", connection.info.dbname.lower())[:40]
    base = base if re.match("[a-z_]", base) else f"map_{base}"
    number, found = 1, base
    while any(logins.role_exists(connection, found + suffix) for suffix in _SUFFIX.values()):
        number += 1
        found = f"{base}_{number}"
    return found


def _where(address: str) -> tuple[object, ...]:
    asked = conninfo_to_dict(logins.libpq(address))
    return tuple(asked.get(name) for name in ("host", "hostaddr", "port", "dbname"))


def _login(address: str) -> object:
    return conninfo_to_dict(logins.libpq(address)).get("user")
