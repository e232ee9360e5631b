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
from geodata.objects import sealing
from geodata.server import backups, given_server, logins
from geodata.server.backups import Origin
from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from geodata.server.setup_problem import SetupProblem
from scripts import restore_file, set_up
from tests.conftest import TEST_CLUSTERS, Make
from tests.signed_in import add_account, csrf

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
        logins_of = [f"{name}_{of}" for name in ("given", "second", "wards", "webmap") for of in ("app", "public")]
        connection.execute(f"DROP ROLE IF EXISTS somebody, {', '.join(logins_of)}")


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
    for secret in (PASSWORD, *re.findall(r"//given_\w+:([^@]+)@", (tmp_path / "database.env").read_text())):
        assert secret not in text_of_problem
    for statement in text_of_problem.split("\n")[1:]:
        superuser.execute(statement)
    addresses = given_server.prepare(address, {}, tmp_path, print)
    assert who(addresses.app) == ("given_app", "exact, ninewa, public")
    assert who(addresses.public) == ("given_public", "published, public")
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
    assert who(second.app)[0] == "given_app"
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        who(first.app)


def test_a_login_given_by_a_setting_keeps_its_password(
    superuser: psycopg.Connection, address: str, tmp_path: Path
) -> None:
    superuser.execute("ALTER ROLE somebody CREATEROLE")
    superuser.execute("CREATE EXTENSION postgis SCHEMA public")
    given = given_server.prepare(address, {}, tmp_path, print)
    settings = {"DATABASE_APP_URL": given.app.replace("given_app:", "given_app:wrong")}
    with pytest.raises(SetupProblem, match="given_app cannot sign in with DATABASE_APP_URL"):
        given_server.prepare(address, settings, tmp_path, print)
    assert who(given.app)[0] == "given_app"


def test_the_web_logins_alone_are_enough_for_a_database_that_has_been_set_up(
    superuser: psycopg.Connection, address: str, tmp_path: Path
) -> None:
    superuser.execute("ALTER ROLE somebody CREATEROLE")
    superuser.execute("CREATE EXTENSION postgis SCHEMA public")
    given = given_server.prepare(address, {}, tmp_path, print)
    settings = {"DATABASE_APP_URL": given.app, "DATABASE_PUBLIC_URL": given.public}
    with pytest.raises(SetupProblem, match=r"DATABASE_APP_URL .* without the map's tables.* scripts/migrate") as told:
        given_server.of_the_web(settings, print)
    assert not any(word in str(told.value) for word in re.findall(r"//given_\w+:([^@]+)@", given.app))
    migrations.upgrade(given.owner, names=logins.names_in(given))
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


# --- several deployments on one server


@pytest.fixture
def second(server: Cluster, superuser: psycopg.Connection, address: str) -> Iterator[str]:
    """The address of another deployment's database, on the same server and of the same owner, who may make roles."""
    superuser.execute("ALTER ROLE somebody CREATEROLE")
    superuser.execute("CREATE EXTENSION postgis SCHEMA public")
    with server.connect() as connection:
        connection.execute("CREATE DATABASE second OWNER somebody TEMPLATE template0")
        with server.connect("second") as inside:
            inside.execute("CREATE EXTENSION postgis SCHEMA public")
        yield address.replace("/given?", "/second?")
        connection.execute("DROP DATABASE second WITH (FORCE)")


def filled(addresses: Addresses) -> Addresses:
    migrations.upgrade(addresses.owner, names=logins.names_in(addresses))
    return addresses


def answers(addresses: Addresses) -> bool:
    """Both logins read their layer of this database."""
    for address in (addresses.app, addresses.public):
        with psycopg.connect(logins.libpq(address)) as reader:
            reader.execute("SELECT count(*) FROM sites")
    return True


def test_two_deployments_on_one_server_both_answer(second: str, address: str, tmp_path: Path) -> None:
    first = filled(given_server.prepare(address, {}, tmp_path / "a", print))
    other = filled(given_server.prepare(second, {}, tmp_path / "b", print))
    for _start in range(2):  # the second one too
        assert answers(first)
        assert answers(other)
        assert given_server.prepare(address, {}, tmp_path / "a", print) == first
        assert given_server.prepare(second, {}, tmp_path / "b", print) == other
    for theirs in (first.app, first.public):  # and neither lets the other's in
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            who(theirs.replace("/given?", "/second?"))


def old_logins(superuser: psycopg.Connection, *databases: str) -> Addresses:
    """The pair of logins that earlier releases made, let into databases; addresses of the first of them."""
    for role in ("webmap_app", "webmap_public"):
        superuser.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'old'")
        superuser.execute(f"GRANT {role} TO somebody WITH ADMIN OPTION")
        for database in databases:
            superuser.execute(f"GRANT CONNECT ON DATABASE {database} TO {role}")
    where = f":old@/{databases[0]}?host={superuser.info.host}"
    return Addresses("", f"postgresql://webmap_app{where}", f"postgresql://webmap_public{where}")


def kept(place: Path, addresses: Addresses) -> None:
    place.mkdir()
    lines = f"DATABASE_APP_URL={addresses.app}\nDATABASE_PUBLIC_URL={addresses.public}\n"
    (place / "database.env").write_text(lines)


def test_a_deployment_of_before_keeps_its_logins(
    second: str, superuser: psycopg.Connection, address: str, tmp_path: Path
) -> None:
    old = old_logins(superuser, "given")
    kept(tmp_path / "a", old)
    first = filled(given_server.prepare(address, {}, tmp_path / "a", print))
    assert who(first.app)[0] == "webmap_app"
    other = filled(given_server.prepare(second, {}, tmp_path / "b", print))
    assert who(other.app)[0] == "second_app"
    assert answers(first)
    # Also when what was kept is lost, they are its own, and get a new password.
    again = filled(given_server.prepare(address, {}, tmp_path / "c", print))
    assert who(again.app)[0] == "webmap_app"
    assert answers(again)
    assert answers(other)


def test_deployments_that_share_logins_go_on_and_can_part(
    second: str, superuser: psycopg.Connection, address: str, tmp_path: Path
) -> None:
    old = old_logins(superuser, "given", "second")
    kept(tmp_path / "a", old)
    first = filled(given_server.prepare(address, {}, tmp_path / "a", print))
    assert answers(first)
    # The other one's password was lost to the first: the login is not taken back, and what to do can be typed.
    lost = Addresses("", *(one.replace(":old@/given", ":lost@/second") for one in (old.app, old.public)))
    kept(tmp_path / "b", lost)
    with pytest.raises(SetupProblem, match=r"webmap_app is that of given as well.*WEBMAP_LOGINS=second,") as told:
        given_server.prepare(second, {}, tmp_path / "b", print)
    assert answers(first)
    setting = re.search(r"(WEBMAP_LOGINS)=(\w+)", str(told.value))
    assert setting
    other = filled(given_server.prepare(second, {setting[1]: setting[2]}, tmp_path / "b", print))
    assert who(other.app)[0] == "second_app"
    assert answers(other)
    assert answers(first)
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        who(old.app.replace("/given?", "/second?"))
    # The setting is needed once.
    assert given_server.prepare(second, {}, tmp_path / "b", print) == other


def test_a_login_of_somebody_else_is_never_changed(
    second: str, superuser: psycopg.Connection, address: str, tmp_path: Path
) -> None:
    superuser.execute("CREATE ROLE second_app LOGIN PASSWORD 'of somebody' CONNECTION LIMIT 3")
    superuser.execute("GRANT second_app TO somebody WITH ADMIN OPTION")
    everything = "SELECT a.*, s.setconfig FROM pg_authid a LEFT JOIN pg_db_role_setting s ON setrole = a.oid"
    query = f"{everything} WHERE rolname = 'second_app'"
    before = superuser.execute(query.encode()).fetchall()
    with pytest.raises(SetupProblem, match=r"second_app is somebody else's.*WEBMAP_LOGINS=second_2,"):
        given_server.prepare(second, {}, tmp_path, print)
    assert superuser.execute(query.encode()).fetchall() == before
    named = filled(given_server.prepare(second, {"WEBMAP_LOGINS": "wards"}, tmp_path, print))
    assert who(named.app)[0] == "wards_app"
    assert answers(named)
    for wrong in ("Wards", "1a", 'a"b', "a b"):
        with pytest.raises(SetupProblem, match="WEBMAP_LOGINS: it begins the names of logins"):
            given_server.prepare(second, {"WEBMAP_LOGINS": wrong}, tmp_path, print)


def test_addresses_kept_for_another_database_do_not_lead_the_web_there(
    second: str, address: str, tmp_path: Path
) -> None:
    filled(given_server.prepare(address, {}, tmp_path, print))
    other = given_server.prepare(second, {}, tmp_path, print)
    with psycopg.connect(logins.libpq(other.app)) as connection:
        assert connection.info.dbname == "second"


def test_a_backup_of_one_deployment_is_restored_for_the_logins_of_another(
    second: str,
    address: str,
    tmp_path: Path,
    make_app: Make,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    first = filled(given_server.prepare(address, {}, tmp_path / "a", print))
    add_account(first, "Sara", "planner", password=PASSWORD)
    with psycopg.connect(logins.libpq(first.owner)) as owner:
        owner.execute("INSERT INTO ninewa.source (cited_as, title) VALUES ('kept', 'Kept')")
    backups.make(Origin(first.owner, None, tmp_path), tmp_path / "first.dump", print)
    for module in (set_up, restore_file):
        monkeypatch.setattr(module, "VAR", tmp_path / "b")
    monkeypatch.setenv("DATABASE_URL", second)
    assert restore_file.main([str(tmp_path / "first.dump")]) == 0, capsys.readouterr().err
    other = given_server.prepare(second, {}, tmp_path / "b", print)
    assert who(other.app)[0] == "second_app"
    assert answers(other)
    with psycopg.connect(logins.libpq(other.owner)) as owner:
        assert owner.execute("SELECT count(*) FROM ninewa.source WHERE cited_as = 'kept'").fetchone() == (1,)
        chain = sealing.checked(owner)
        assert (chain.wrong, chain.unsealed, chain.sound > 0) == ("", 0, True)
    client = make_app(other, role="public").test_client()
    data = {"name": "Sara", "password": PASSWORD, "csrf_token": csrf(client)}
    assert client.post("/login", data=data).status_code == 303
    # There is a map now, which a restore does not overwrite.
    assert restore_file.main([str(tmp_path / "first.dump")]) == 1
    assert 'CREATE DATABASE "second_restored" OWNER "somebody"' in capsys.readouterr().err
    assert answers(other)
