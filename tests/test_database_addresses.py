"""DATABASE_URL and its like: read by one reader, in every form that libpq knows, refused without a secret."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pydantic import ValidationError
from sqlalchemy.engine import make_url

from geodata.server import addresses, given_server, logins, programs
from geodata.server.setup_problem import SetupProblem
from tests.conftest import ROOT
from webmap.config import Settings, refusals

SECRET = "s3cr3t"
UNREADABLE = [
    "mysql://somebody:s3cr3t@example/ninewa",
    "sqlite:///s3cr3t.db",
    "postgresql://somebody:s3cr3t%@example/ninewa",
    "postgresql://somebody:s3%cr3t@example/ninewa",
    "postgresql://somebody:a@s3cr3t@example/ninewa",
    "postgresql://somebody:a/s3cr3t@example/ninewa",
    "postgresql://somebody:s3cr3t/a@example/ninewa",
    "postgresql://somebody:s3cr3t@example/ninewa?s3cr3t=1",
    "postgresql://somebody:s3cr3t@example:port/ninewa",
    "postgresql://somebody:s3cr3t@example",
    "host=example password=s3cr3t",
    "host=example dbname=ninewa password='s3cr3t",
    "s3cr3t",
    "service=s3cr3t",
]


def as_sqlalchemy_connects(address: str) -> dict[str, str]:
    url = make_url(address)
    _, found = url.get_dialect()().create_connect_args(url)
    return {name: str(value) for name, value in found.items()}


@pytest.mark.parametrize("address", UNREADABLE)
def test_what_cannot_be_read_is_refused_by_name_with_an_example(address: str) -> None:
    with pytest.raises(SetupProblem, match=r"^DATABASE_APP_URL .*like postgresql://") as told:
        addresses.read(address, "DATABASE_APP_URL")
    assert SECRET not in str(told.value)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg", "postgresql+psycopg2"])
def test_every_way_of_saying_postgresql_leads_to_the_same_driver(scheme: str) -> None:
    read = addresses.read(f"{scheme}://a:b%40c@d:5433/e?sslmode=require")
    assert read == "postgresql+psycopg://a:b%40c@d:5433/e?sslmode=require"
    assert addresses.read(read) == read


words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=12)
places = st.sampled_from(
    [("example", "5433"), ("10.0.0.1", "5433"), ("::1", "1"), ("/var/run/a socket", "2"), ("one,two", "5433,5434")]
)
databases = words.filter(lambda name: "@" not in name and "/" not in name)


@given(words, words, places, databases)
def test_sqlalchemy_and_libpq_read_what_the_keywords_said(
    user: str, password: str, place: tuple[str, str], dbname: str
) -> None:
    said = {"user": user, "password": password, "host": place[0], "port": place[1], "dbname": dbname}
    if "," in place[0]:
        said["target_session_attrs"] = "read-write"  # of the owner's address, whether it says so or not
    read = addresses.read(make_conninfo("", **said))
    assert conninfo_to_dict(logins.libpq(read)) == said
    assert as_sqlalchemy_connects(read) == said
    other = addresses.read(make_conninfo("", **{**said, "password": "another"}))
    assert addresses.shown(read) == addresses.shown(other)


def test_one_port_is_that_of_all_hosts() -> None:
    read = addresses.read("host=one,two port=5433 dbname=ninewa")
    primary = {"target_session_attrs": "read-write"}
    assert as_sqlalchemy_connects(read) == {"host": "one,two", "port": "5433,5433", "dbname": "ninewa"} | primary


def test_the_programs_of_postgresql_are_told_all_that_an_address_says() -> None:
    asked = "host=one,two port=1,2 dbname=d sslcert=/c target_session_attrs=primary connect_timeout=3"
    told = programs.environment(logins.libpq(addresses.read(asked)))
    assert {name: value for name, value in told.items() if name.startswith("PG")} == {
        "PGHOST": "one,two",
        "PGPORT": "1,2",
        "PGDATABASE": "d",
        "PGSSLCERT": "/c",
        "PGTARGETSESSIONATTRS": "primary",
        "PGCONNECT_TIMEOUT": "3",
    }


@pytest.mark.parametrize("address", UNREADABLE)
def test_settings_refuse_it_too_and_do_not_show_it(address: str) -> None:
    with pytest.raises(ValidationError) as told:
        Settings(database_app_url=address)
    assert "DATABASE_APP_URL" in str(told.value)
    assert SECRET not in str(told.value)


def test_settings_hold_addresses_for_sqlalchemy() -> None:
    settings = Settings(database_app_url="host=a dbname=b user=c", database_public_url="")
    assert (settings.database_app_url, settings.database_public_url) == ("postgresql+psycopg://c@a/b", None)


@pytest.mark.parametrize("command", [["scripts.db", "status"], ["scripts.doctor"], ["scripts.db", "psql"]])
@pytest.mark.parametrize("address", UNREADABLE[:6])
def test_commands_say_it_in_a_sentence(command: list[str], address: str) -> None:
    environment = os.environ | {"DATABASE_URL": address, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-P", "-m", *command], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    told = done.stdout + done.stderr
    assert done.returncode == 1, told
    assert "DATABASE_URL " in told
    assert addresses.EXAMPLE in told
    assert "Traceback" not in told
    assert SECRET not in told


def test_variables_of_libpq_lead_nowhere() -> None:
    environment = {"PGHOSTADDR": "192.0.2.1", "PGDATABASE": "another", "PATH": "/bin"}
    addresses.forget_variables(environment)
    assert environment == {"PATH": "/bin"}


def test_the_web_logins_are_read_by_the_same_reader(tmp_path: Path) -> None:
    with pytest.raises(SetupProblem, match="DATABASE_URL begins with mysql://"):
        given_server.prepare("mysql://a:b@c/d", {}, tmp_path, print)


LOGINS: dict[str, Any] = {
    "database_app_url": "postgresql://app:a@db1/ninewa",
    "database_public_url": "postgresql://public:b@db1/ninewa",
}


def test_replicas_are_signed_in_to_by_each_web_login_as_itself() -> None:
    settings = Settings(**LOGINS, database_replica_url="postgresql://db2:5432,db3:5433/ninewa?sslmode=require")
    app, public, replica = settings.database_app_url, settings.database_public_url, settings.database_replica_url
    found = addresses.at_replica(replica or "", app or "")
    assert found is not None
    assert conninfo_to_dict(logins.libpq(found)) == {
        "user": "app", "password": "a", "host": "db2,db3", "port": "5432,5433", "dbname": "ninewa",
        "sslmode": "require", "target_session_attrs": "prefer-standby", "load_balance_hosts": "random",
    }  # fmt: skip
    of_one = addresses.read("postgresql://public@db2/ninewa", "DATABASE_REPLICA_URL")
    assert addresses.at_replica(of_one, public or "") == "postgresql+psycopg://public:b@db2/ninewa"
    assert addresses.at_replica(of_one, app or "") is None


def test_with_replicas_the_public_login_leads_to_the_primary() -> None:
    several = LOGINS | {"database_public_url": "postgresql://public:b@db1,db2/ninewa"}
    settings = Settings(**several, database_replica_url="postgresql://db2/ninewa")
    assert "target_session_attrs=primary" in (settings.database_public_url or "")
    assert "target_session_attrs" not in (Settings(**several).database_public_url or "")


@pytest.mark.parametrize(
    ("replica", "public"),
    [
        *((address, "") for address in UNREADABLE),
        ("postgresql://somebody:s3cr3t@db2/ninewa", ""),
        ("postgresql://public:s3cr3t@db1,db2/ninewa?target_session_attrs=primary", ""),
        ("postgresql://db2/ninewa", "postgresql://public:s3cr3t@db1,db2/ninewa?target_session_attrs=prefer-standby"),
    ],
)
def test_what_can_be_no_replica_is_refused_by_name(replica: str, public: str) -> None:
    given = LOGINS | ({"database_public_url": public} if public else {})
    with pytest.raises(ValidationError) as told:
        Settings(**given, database_replica_url=replica)
    said = refusals(told.value)
    assert len(said) == 1
    assert said[0].startswith("DATABASE_PUBLIC_URL " if public else "DATABASE_REPLICA_URL ")
    assert SECRET not in said[0]
