"""The three logins, and a database on somebody else's server: what is made, what is asked for, what is never given."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from geodata import migrations
from geodata.server import given_server, logins
from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from geodata.server.setup_problem import SetupProblem
from tests.conftest import TEST_CLUSTERS

PASSWORD = "correct horse"


def test_each_login_finds_its_own_layer(owner: Connection, app_db: Connection, public_db: Connection) -> None:
    paths = [connection.scalar(text("SHOW search_path")) for connection in (owner, app_db, public_db)]
    assert paths == ["ninewa, exact, public", "exact, ninewa, public", "published, public"]


def test_no_login_is_more_than_a_login(owner: Connection) -> None:
    powers = "rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls"
    query = text(f"SELECT count(*) FROM pg_roles WHERE rolname LIKE 'webmap_%' AND rolcanlogin AND NOT ({powers})")
    assert owner.scalar(query) == 3
    assert owner.scalar(text("SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member "
                             "WHERE r.rolname LIKE 'webmap_%'")) == 0  # fmt: skip


@pytest.mark.parametrize(
    "attempt",
    [
        "CREATE TEMP TABLE t (n int)",
        "CREATE TABLE public.t (n int)",
        "CREATE SCHEMA mine",
        "SET ROLE webmap_owner",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY (SELECT 1) TO PROGRAM 'true'",
    ],
)
def test_a_web_login_cannot(attempt: str, urls: Addresses) -> None:
    for address in (urls.app, urls.public):
        with psycopg.connect(logins.libpq(address), autocommit=True) as connection:
            connection.execute("SET default_transaction_read_only = off")  # anyone may; rights have to hold
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(attempt)


def test_a_web_query_is_cut_off(public_db: Connection) -> None:
    assert public_db.scalar(text("SHOW statement_timeout")) == "3s"
    public_db.execute(text("SET LOCAL statement_timeout = '50ms'"))
    with pytest.raises(DBAPIError, match="statement timeout"):
        public_db.execute(text("SELECT pg_sleep(1)"))


def test_an_address_for_sqlalchemy_is_one_for_libpq_too() -> None:
    assert logins.libpq("postgresql+psycopg://a:b@c/d?host=/e") == "postgresql://a:b@c/d?host=/e"
    assert logins.libpq("postgres://a@c/d") == "postgresql://a@c/d"


# --- DATABASE_URL: a server with passwords, and an owner who is nobody special


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """A server of somebody else's: it asks for passwords."""
    cluster = Cluster(TEST_CLUSTERS / f"{os.getpid()}-given", print, throwaway=True)
    cluster.start()
    rules = cluster.folders.data / "pg_hba.conf"
    rules.write_text("local all postgres peer map=webmap\nlocal all all scram-sha-256\n")
    with cluster.connect() as superuser:
        superuser.execute("SELECT pg_reload_conf()")
    yield cluster
    cluster.destroy()


@pytest.fixture
def superuser(server: Cluster) -> Iterator[psycopg.Connection]:
    """Its superuser, connected to the empty database `given`."""
    with server.connect() as connection:
        connection.execute(f"CREATE ROLE somebody LOGIN PASSWORD '{PASSWORD}'")
        connection.execute("CREATE DATABASE given OWNER somebody TEMPLATE template0")
    with server.connect("given") as connection:
        yield connection
    with server.connect() as connection:
        connection.execute("DROP DATABASE given WITH (FORCE)")
        connection.execute("DROP ROLE IF EXISTS somebody, webmap_app, webmap_public")


@pytest.fixture
def address(server: Cluster) -> str:
    return f"postgresql://somebody:{PASSWORD.replace(' ', '%20')}@/given?host={server.folders.socket}"


def who(address: str) -> tuple[str, ...]:
    with psycopg.connect(logins.libpq(address)) as connection:
        return connection.execute("SELECT current_user, current_setting('search_path')").fetchone() or ()


def test_what_an_owner_may_not_do_is_printed_as_sql(
    superuser: psycopg.Connection, address: str, tmp_path: Path
) -> None:
    with pytest.raises(SetupProblem) as told:
        given_server.prepare(address, {}, tmp_path, print)
    text_of_problem = str(told.value)
    assert "CREATE EXTENSION postgis" in text_of_problem
    for secret in (PASSWORD, *re.findall(r"//webmap_\w+:([^@]+)@", (tmp_path / "database.env").read_text())):
        assert secret not in text_of_problem
    for statement in text_of_problem.split("\n")[1:]:
        superuser.execute(statement)
    addresses = given_server.prepare(address, {}, tmp_path, print)
    assert who(addresses.app) == ("webmap_app", "exact, ninewa, public")
    assert who(addresses.public) == ("webmap_public", "published, public")
    assert who(addresses.owner) == ("somebody", "ninewa, exact, public")


def test_an_owner_who_may_make_roles_does_it_all(superuser: psycopg.Connection, address: str, tmp_path: Path) -> None:
    superuser.execute("ALTER ROLE somebody CREATEROLE")
    superuser.execute("CREATE EXTENSION postgis SCHEMA public")
    first = given_server.prepare(address, {}, tmp_path, print)
    assert (tmp_path / "database.env").stat().st_mode & 0o777 == 0o600
    assert given_server.prepare(address, {}, tmp_path, print) == first
    # The file is lost, with a container for example: the passwords are set anew.
    (tmp_path / "database.env").unlink()
    second = given_server.prepare(address, {}, tmp_path, print)
    assert second.app != first.app
    assert who(second.app)[0] == "webmap_app"
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        who(first.app)


def test_a_login_given_by_a_setting_keeps_its_password(
    superuser: psycopg.Connection, address: str, tmp_path: Path
) -> None:
    superuser.execute("ALTER ROLE somebody CREATEROLE")
    superuser.execute("CREATE EXTENSION postgis SCHEMA public")
    given = given_server.prepare(address, {}, tmp_path, print)
    settings = {"DATABASE_APP_URL": given.app.replace("webmap_app:", "webmap_app:wrong")}
    with pytest.raises(SetupProblem, match="webmap_app cannot sign in with DATABASE_APP_URL"):
        given_server.prepare(address, settings, tmp_path, print)
    assert who(given.app)[0] == "webmap_app"


def test_the_web_logins_alone_are_enough_for_a_database_that_has_been_set_up(
    superuser: psycopg.Connection, address: str, tmp_path: Path
) -> None:
    superuser.execute("ALTER ROLE somebody CREATEROLE")
    superuser.execute("CREATE EXTENSION postgis SCHEMA public")
    given = given_server.prepare(address, {}, tmp_path, print)
    settings = {"DATABASE_APP_URL": given.app, "DATABASE_PUBLIC_URL": given.public}
    with pytest.raises(SetupProblem, match=r"DATABASE_APP_URL .* without the map's tables.* scripts/migrate") as told:
        given_server.of_the_web(settings, print)
    assert not any(word in str(told.value) for word in re.findall(r"//webmap_\w+:([^@]+)@", given.app))
    migrations.upgrade(given.owner)
    assert given_server.of_the_web(settings, print) == replace(given, owner="")
    with pytest.raises(SetupProblem, match="DATABASE_PUBLIC_URL is missing"):
        given_server.of_the_web({"DATABASE_APP_URL": given.app}, print)


def test_a_server_that_is_not_there_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(given_server, "SECONDS_TO_APPEAR", 0)
    with pytest.raises(SetupProblem, match="cannot be reached") as told:
        given_server.prepare("postgresql://a:topsecret@127.0.0.1:9/d", {}, tmp_path, print)
    assert "topsecret" not in str(told.value)


def test_a_database_that_is_not_there_is_said_how_to_make(
    superuser: psycopg.Connection, address: str, tmp_path: Path
) -> None:
    with pytest.raises(SetupProblem, match='CREATE DATABASE "nothing" OWNER "somebody"') as told:
        given_server.prepare(address.replace("/given?", "/nothing?"), {}, tmp_path, print)
    assert PASSWORD not in str(told.value)


def test_an_address_in_keywords_fills_the_database_that_it_names(
    superuser: psycopg.Connection, address: str, tmp_path: Path
) -> None:
    superuser.execute("ALTER ROLE somebody CREATEROLE")
    superuser.execute("CREATE EXTENSION postgis SCHEMA public")
    addresses = given_server.prepare(make_conninfo(address), {}, tmp_path, print)
    with psycopg.connect(logins.libpq(addresses.app)) as connection:
        assert connection.info.dbname == "given"


def test_a_database_that_somebody_may_not_fill_is_refused(
    superuser: psycopg.Connection, address: str, tmp_path: Path
) -> None:
    superuser.execute("ALTER DATABASE given OWNER TO postgres")
    with pytest.raises(SetupProblem, match='ALTER DATABASE "given" OWNER TO "somebody"'):
        given_server.prepare(address, {}, tmp_path, print)
