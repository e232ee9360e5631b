"""The three logins and what a database needs before its first migration, on any server.

What is missing is worked out as SQL first, so that it can be run by us where we may and printed where we may not.
Rights on tables belong to the migrations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from geodata.server import telling

DATABASE = "ninewa"
# Of each web login: two workers with eight each, and some for scripts. Of the server's 50 some are left for imports.
MOST_CONNECTIONS = 20
# What they are for, and their names on a server of our own. On a given one each deployment has web logins of its own.
OWNER, APP, PUBLIC = "webmap_owner", "webmap_app", "webmap_public"
Names = Mapping[str, str]
OWN_NAMES: Names = {APP: APP, PUBLIC: PUBLIC}

_SERVING = {
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    # All that pages read lies in memory. As for a disk that turns, small tables would be read through for each site.
    "random_page_cost": "1.1",
    "idle_in_transaction_session_timeout": "30s",
    # Planning the larger statements takes longer than running them: each connection plans each of them once.
    "plan_cache_mode": "force_generic_plan",
}
# The search path picks the layer: one SQL text reads exact rows as webmap_app and public ones as webmap_public. The
# owner reads exact ones too, so that the rules in geodata/objects answer in psql.
ROLE_SETTINGS: dict[str, dict[str, str]] = {
    OWNER: {"search_path": "ninewa, exact, public", "timezone": "UTC"},
    APP: {"search_path": "exact, ninewa, public", "timezone": "UTC", "statement_timeout": "5s", **_SERVING},
    PUBLIC: {
        "search_path": "published, public",
        "timezone": "UTC",
        "statement_timeout": "3s",
        "default_transaction_read_only": "on",
        **_SERVING,
    },
}


@dataclass(frozen=True)
class Addresses:
    """SQLAlchemy addresses of one database for its three logins."""

    owner: str
    app: str
    public: str


def names_in(addresses: Addresses) -> Names:
    """The names of the two web logins that addresses sign in with."""
    given = {APP: addresses.app, PUBLIC: addresses.public}
    return {role: str(conninfo_to_dict(libpq(address))["user"]) for role, address in given.items()}


def libpq(address: str) -> str:
    """The same address as psycopg and psql read it."""
    scheme, separator, rest = address.partition("://")
    return f"postgresql://{rest}" if separator and scheme.startswith("postgres") else address


def prepare_own_server(superuser: psycopg.Connection, database: str = DATABASE) -> None:
    """On a server of our own: webmap_owner and its empty database. `superuser` is in autocommit mode."""
    if not role_exists(superuser, OWNER):
        superuser.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(OWNER)))
    if not superuser.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        make_database(superuser, database)


def make_database(superuser: psycopg.Connection, name: str, template: str = "template0") -> None:
    """A new database of webmap_owner's, empty or copied from `template`; rights on it are not copied."""
    superuser.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
        )
    )


def prepare_own_database(superuser: psycopg.Connection) -> None:
    """Logins, PostGIS and rights in the database of our own server that `superuser` is connected to."""
    for statement in missing_statements(superuser, OWNER, {}):
        superuser.execute(statement)
    for statement in telling.closing(superuser, OWNER):  # of the extension too, which was not there before
        superuser.execute(statement)


def missing_statements(
    connection: psycopg.Connection, owner: str, passwords: dict[str, str], names: Names | None = None
) -> list[str]:
    """The SQL that would make this database ready, in order; empty when nothing is missing.

    `passwords` holds one for each login that has to give one (none on our own server, which asks the kernel), `names`
    the names of the web logins on a server that is given. A login that others use as well is not changed.
    """
    changed = [*(names or OWN_NAMES).values()]
    if names is not None:
        changed = [name for name in changed if may_be_changed(connection, name)]
    names = names or OWN_NAMES
    return [
        *_logins(connection, passwords, names, changed),
        *_settings(connection, {OWNER: owner, **names}, [OWNER, *changed]),
        *_extension(connection),
        *_database_rights(connection, owner, names),
    ]


def databases_of(connection: psycopg.Connection, login: str) -> set[str]:
    """The databases that let a login in by name: to which deployment it belongs."""
    found = connection.execute(
        """SELECT d.datname FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
           JOIN pg_roles r ON r.oid = a.grantee WHERE r.rolname = %s AND a.privilege_type = 'CONNECT'""",
        [login],
    )
    return {str(name) for (name,) in found}


def may_be_changed(connection: psycopg.Connection, login: str) -> bool:
    """Whether there is no such login yet, or it is let into this database and no other."""
    return not role_exists(connection, login) or databases_of(connection, login) == {connection.info.dbname}


def options(login: str) -> str:
    """The settings of a web login as libpq's `options`: sent at connect, they outrank those it may give itself."""
    escaped = {name: value.replace(" ", "") for name, value in ROLE_SETTINGS[login].items()}
    return " ".join(f"-c {name}={value}" for name, value in escaped.items())


def new_password(connection: psycopg.Connection, role: str, password: str) -> str:
    """SQL that gives `role` the password; it carries only the SCRAM verifier, so no log ever sees the password."""
    verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    return sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), verifier).as_string(connection)


def _logins(connection: psycopg.Connection, passwords: dict[str, str], names: Names, changed: list[str]) -> list[str]:
    statements = []
    for role, name in names.items():
        if not role_exists(connection, name):
            statements.append(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)).as_string(connection))
            if role in passwords:
                statements.append(new_password(connection, name, passwords[role]))
        if name in changed and not _is_limited(connection, name):
            limited = sql.SQL("ALTER ROLE {} CONNECTION LIMIT {}").format(sql.Identifier(name), MOST_CONNECTIONS)
            statements.append(limited.as_string(connection))
    return statements


def _is_limited(connection: psycopg.Connection, role: str) -> bool:
    """Whether there is a limit, ours or one of the server's own people."""
    found = connection.execute("SELECT rolconnlimit >= 0 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    return bool(found and found[0])


def _settings(connection: psycopg.Connection, names: Names, changed: list[str]) -> list[str]:
    statements = []
    for role, settings in ROLE_SETTINGS.items():
        name = names[role]
        everywhere = _present_settings(connection, name, None)
        here = _present_settings(connection, name, connection.info.dbname)
        for setting, value in settings.items():
            if (everywhere | here).get(setting) == value:
                continue
            # An owner of another name, or a login of others as well: our settings hold for it in this database only.
            in_database = name not in changed or setting in here
            here_only = sql.SQL(" IN DATABASE {}").format(sql.Identifier(connection.info.dbname))
            # A search path is a list of names and must not be quoted as one word.
            shown = sql.SQL(value) if setting == "search_path" else sql.Literal(value)
            line = sql.SQL("ALTER ROLE {}{} SET {} TO {}")
            where = here_only if in_database else sql.SQL("")
            line_of_role = line.format(sql.Identifier(name), where, sql.Identifier(setting), shown)
            statements.append(line_of_role.as_string(connection))
    return statements


def _present_settings(connection: psycopg.Connection, role: str, database: str | None) -> dict[str, str]:
    found = connection.execute(
        """SELECT s.setconfig FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole
           LEFT JOIN pg_database d ON d.oid = s.setdatabase
           WHERE r.rolname = %s AND d.datname IS NOT DISTINCT FROM %s""",
        [role, database],
    ).fetchone()
    settings = (setting.partition("=") for setting in found[0]) if found else ()
    return {name.lower(): value for name, _, value in settings}


def _extension(connection: psycopg.Connection) -> list[str]:
    found = connection.execute(
        "SELECT installed_version, default_version FROM pg_available_extensions WHERE name = 'postgis'"
    ).fetchone()
    if not found or found[0] is None:
        return ["CREATE EXTENSION postgis SCHEMA public"]
    # After an upgrade of the package the old SQL definitions would call the new library.
    return [] if found[0] == found[1] else ["ALTER EXTENSION postgis UPDATE"]


def _database_rights(connection: psycopg.Connection, owner: str, names: Names) -> list[str]:
    name = sql.Identifier(connection.info.dbname)
    # Granted before PUBLIC's right goes, so that nobody is locked out in between.
    statements: list[sql.Composable] = [
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(role))
        for role in (owner, *names.values())
        if connection.info.dbname not in databases_of(connection, role)
    ]
    # Those that deployments once shared have nothing to look for here after this one has its own.
    statements += [
        sql.SQL("REVOKE CONNECT ON DATABASE {} FROM {}").format(name, sql.Identifier(role))
        for role in {APP, PUBLIC} - set(names.values())
        if connection.info.dbname in databases_of(connection, role)
    ]
    # Before PostgreSQL 15 the owner of a database had no right of its own in schema public.
    if connection.execute("SELECT has_schema_privilege(%s, 'public', 'CREATE')", [owner]).fetchone() != (True,):
        statements.append(sql.SQL("GRANT CREATE ON SCHEMA public TO {}").format(sql.Identifier(owner)))
    if _everyone_may(connection, _DATABASE_RIGHTS, ["CONNECT", "TEMPORARY"]):
        statements.append(sql.SQL("REVOKE CONNECT, TEMPORARY ON DATABASE {} FROM PUBLIC").format(name))
    if _everyone_may(connection, _SCHEMA_RIGHTS, ["CREATE"]):
        statements.append(sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
    return [statement.as_string(connection) for statement in statements]


_DATABASE_RIGHTS = """
    SELECT count(*) > 0 FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
    WHERE d.datname = current_database() AND a.grantee = 0 AND a.privilege_type = ANY(%s)
"""
_SCHEMA_RIGHTS = """
    SELECT count(*) > 0 FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
    WHERE n.nspname = 'public' AND a.grantee = 0 AND a.privilege_type = ANY(%s)
"""


def _everyone_may(connection: psycopg.Connection, query: LiteralString, rights: list[str]) -> bool:
    found = connection.execute(query, [rights]).fetchone()
    return bool(found and found[0])


def role_exists(connection: psycopg.Connection, role: str) -> bool:
    """Whether there is a login or group of this name on the server."""
    return connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is not None
