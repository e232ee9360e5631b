"""Addresses of databases as people write them, read in one place for every command and never repeated with a secret.

libpq says what they mean, as a URL or as `host=... dbname=...`; what it would take for something else than was meant is
refused. A message holds no part of an address that could belong to its password.

An address may name several hosts, of which one is the primary and the others follow it: `h1:5432,h2:5432`. Who writes
asks for that one, whether the address says so or not. The public login never asks for `read-write`: its sessions are
read-only, so that libpq would take none of them. The address of replicas takes any of its hosts, a standby first.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict

from geodata.server.setup_problem import SetupProblem

WRITING, READING, REPLICA = ("DATABASE_URL", "DATABASE_APP_URL"), ("DATABASE_PUBLIC_URL",), "DATABASE_REPLICA_URL"
EXAMPLE = "postgresql://name:password@host:5432/database"
ESCAPED = "in a name or password % is written %25, @ %40, / %2F, : %3A, # %23 and ? %3F"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30})://")
_OURS = re.compile(r"postgres(ql)?(\+\w+)?")
_HOSTS = re.compile(r"/[^@]*|[\w.:%,-]*")
_PORTS = re.compile(r"[0-9,]*")
# What SQLAlchemy passes on as it stands, where an address in one piece could not carry it.
_PLAIN = re.compile(r"[\w.-]+", re.ASCII)


def read(address: str, setting: str = "DATABASE_URL") -> str:
    """The address as SQLAlchemy and, by `logins.libpq`, psycopg read it; SetupProblem names its setting."""
    found = _understood(address.strip(), setting)
    if not found.get("dbname"):
        raise SetupProblem(f"{setting} names no database. Write it like {EXAMPLE}")
    is_sound = _HOSTS.fullmatch(found.get("host", "")) and _PORTS.fullmatch(found.get("port", ""))
    if not is_sound or re.search("[@/]", found["dbname"]):
        raise SetupProblem(f"{setting} cannot be told apart into its parts: {ESCAPED}. Write it like {EXAMPLE}")
    return _written(_on_the_right_host(found, setting))


def shown(address: str) -> str:
    """An address that was read, as messages may show it."""
    return re.sub(r"(://[^:@/]*):[^@/]*@", r"\1:***@", address.partition("?")[0])


def forget_variables(environment: MutableMapping[str, str]) -> None:
    """Take libpq's own variables (PGPORT, PGHOSTADDR, PGSERVICE...) away: they would lead to another server.

    The one that only names the program stays, so that the audit says which verb wrote.
    """
    for name in [name for name in environment if name.startswith("PG") and name != "PGAPPNAME"]:
        del environment[name]


def _understood(address: str, setting: str) -> dict[str, str]:
    scheme = _SCHEME.match(address)
    if scheme and not _OURS.fullmatch(scheme[1]):
        raise SetupProblem(f"{setting} begins with {scheme[0]}, which is not PostgreSQL. Write it like {EXAMPLE}")
    if scheme:
        address = f"postgresql://{address.removeprefix(scheme[0])}"
    try:
        return {name: str(value) for name, value in conninfo_to_dict(address).items() if value is not None}
    except psycopg.Error:
        # Its message repeats what it stumbled over, which may be half a password.
        raise SetupProblem(
            f"{setting} cannot be read as the address of a database: {ESCAPED}. Write it like {EXAMPLE}"
        ) from None


def _on_the_right_host(found: dict[str, str], setting: str) -> dict[str, str]:
    wanted = found.get("target_session_attrs")
    if setting == REPLICA:
        return _on_a_standby(found)
    if setting in WRITING and wanted is None and "," in found.get("host", "") + found.get("hostaddr", ""):
        return found | {"target_session_attrs": "read-write"}
    if setting in READING and wanted == "read-write":
        return found | {"target_session_attrs": "primary"}
    return found


def _on_a_standby(found: dict[str, str]) -> dict[str, str]:
    if found.get("target_session_attrs") in ("primary", "read-write"):
        raise SetupProblem(
            f"{REPLICA} asks for the primary, to which the other addresses lead: let it name those that follow, "
            "without target_session_attrs or with prefer-standby."
        )
    several = "," in found.get("host", "") + found.get("hostaddr", "")
    return ({"target_session_attrs": "prefer-standby", "load_balance_hosts": "random"} if several else {}) | found


def at_replica(replica: str, login: str) -> str | None:
    """The address at which a login reads on a replica, both as they were read; None where that names another login.

    Where it names none, each login signs in there as it does on the primary, of which a replica is a copy.
    """
    there, who = _understood(replica, REPLICA), _understood(login, READING[0])
    if there.setdefault("user", who.get("user", "")) != who.get("user", ""):
        return None
    there.setdefault("password", who.get("password", ""))
    return _written({name: value for name, value in there.items() if value})


def on_the_primary(address: str) -> str:
    """The address of a login that shall not read on a replica by itself; of several hosts it takes the primary."""
    found = _understood(address, READING[0])
    if found.get("target_session_attrs") in ("standby", "prefer-standby"):
        raise SetupProblem(
            f"{READING[0]} asks for a standby, for which {REPLICA} is there: let it lead to the primary, with "
            "target_session_attrs=primary where it names several hosts."
        )
    several = "," in found.get("host", "") + found.get("hostaddr", "")
    return _written(({"target_session_attrs": "primary"} if several else {}) | found)


def _written(found: dict[str, str]) -> str:
    """In one form: what a URL can carry for both of its readers in its place, the rest as parameters."""
    rest = dict(found)
    several = rest.get("host", "").count(",")
    if several and rest.get("port", "").isdigit():
        rest["port"] += f",{rest['port']}" * several  # one port of all hosts, which SQLAlchemy does not know
    user, password = rest.pop("user", ""), rest.pop("password", "")
    who = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
    where = database = ""
    if _PLAIN.fullmatch(rest.get("host", "")) and "," not in rest.get("port", ""):
        where = rest.pop("host") + (f":{port}" if (port := rest.pop("port", "")) else "")
    if _PLAIN.fullmatch(rest["dbname"]):
        database = rest.pop("dbname")
    asked = f"?{urlencode(rest, quote_via=quote)}" if rest else ""
    return f"postgresql+psycopg://{who}{'@' if who else ''}{where}/{database}{asked}"
