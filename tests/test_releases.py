"""Code of one release on a database of another: it serves while the database says that it may, and else says so."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from geodata import migrations
from geodata.migrations import releases
from geodata.server import logins
from geodata.server.logins import Addresses
from geodata.server.setup_problem import SetupProblem
from scripts import doctor, findings, set_up
from tests.conftest import Make

NEXT = f"{int(migrations.newest()) + 1:04}"
BEFORE = f"{int(migrations.newest()) - 1:04}"
Migrated = Callable[[str, str], Addresses]


@pytest.fixture
def migrated(fresh_database: Addresses) -> Migrated:
    """A database that some release has brought to a migration, and the oldest code that it declares."""

    def to(revision: str, oldest_code: str) -> Addresses:
        with psycopg.connect(logins.libpq(fresh_database.owner)) as owner:
            owner.execute("UPDATE public.alembic_version SET version_num = %s", [revision])
            owner.execute(
                "CREATE OR REPLACE FUNCTION public.oldest_code() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE"
                f" AS $$ SELECT '{oldest_code}' $$"
            )
            owner.execute("CREATE TABLE ninewa.of_the_next_release (n integer)")
        return fresh_database

    return to


def test_the_oldest_code_is_a_release_that_there_was(urls: Addresses) -> None:
    with psycopg.connect(logins.libpq(urls.app)) as connection:
        (declared,) = connection.execute("SELECT public.oldest_code()").fetchone() or ("",)
    assert sorted(migrations.VERSIONS.glob(f"{declared}*.py"))
    assert releases.standing_of(urls.app) == releases.Standing(migrations.newest())


@pytest.mark.parametrize(
    ("revision", "oldest_code", "status"),
    [
        (migrations.newest(), NEXT, 200),  # what one says of itself is not asked
        (NEXT, BEFORE, 200),
        (NEXT, migrations.newest(), 200),
        (NEXT, NEXT, 503),
        (BEFORE, BEFORE, 503),
    ],
)
def test_a_host_is_ready_while_the_database_says_that_its_code_may_work_on_it(
    make_app: Make, migrated: Migrated, revision: str, oldest_code: str, status: int
) -> None:
    client = make_app(migrated(revision, oldest_code)).test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, f'"{revision}"' in answer.text) == (status, True)
    assert client.get("/sites").status_code == 200


def test_a_host_stays_ready_while_a_step_that_adds_is_made_under_it(make_app: Make, migrated: Migrated) -> None:
    """20 pages and 20 looks of a supervisor before, while and after: no 500, and no host goes out of service."""
    here = migrated(migrations.newest(), migrations.newest())
    client = make_app(here).test_client()
    statuses = []
    for n in range(20):
        statuses += [client.get("/readyz").status_code, client.get(f"/sites?at=2017-03-{n + 1:02}").status_code]
        if n == 10:
            with psycopg.connect(logins.libpq(here.owner)) as owner:
                owner.execute("SET LOCAL lock_timeout = '2s'")
                owner.execute("ALTER TABLE ninewa.site ADD COLUMN of_the_next_release text")
                owner.execute("UPDATE public.alembic_version SET version_num = %s", [NEXT])
    assert set(statuses) == {200}


def _tables(address: str) -> object:
    with psycopg.connect(logins.libpq(address)) as connection:
        objects = connection.execute("SELECT count(*), min(sha256) FROM ninewa.database_object").fetchone()
        return objects, connection.execute("SELECT version_num FROM public.alembic_version").fetchone()


def test_set_up_of_an_older_release_leaves_a_newer_database_as_it_is(
    migrated: Migrated, capsys: pytest.CaptureFixture[str]
) -> None:
    here = migrated(NEXT, migrations.newest())
    with psycopg.connect(logins.libpq(here.owner)) as owner:
        owner.execute("DELETE FROM ninewa.database_object WHERE name LIKE '7%'")  # other objects than of this release
    before = _tables(here.owner)
    set_up.back_up_before_migrating(here.owner, None)
    set_up.fill(here)
    assert f"as a newer release made it ({NEXT}); this one ({migrations.newest()})" in capsys.readouterr().err
    assert _tables(here.owner) == before


def test_where_it_does_not_work_any_more_every_way_in_says_one_sentence(
    migrated: Migrated, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = migrated(NEXT, NEXT)
    before = _tables(here.owner)
    with pytest.raises(
        SetupProblem, match=rf"of a newer release: .*{NEXT}.*{migrations.newest()}.*nothing was changed"
    ):
        set_up.fill(here)
    with pytest.raises(SetupProblem, match="of a newer release"):
        migrations.upgrade(here.owner)
    for name in ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_APP_URL", here.app)
    monkeypatch.setenv("DATABASE_PUBLIC_URL", here.public)
    with pytest.raises(SetupProblem, match="of a newer release"), set_up.served_database():
        pass
    told = [finding.text for finding in doctor._about_database(here, "") if finding.grade == findings.WRONG]
    assert any("of a newer release" in text for text in told), told
    assert _tables(here.owner) == before


def test_a_host_of_the_new_release_says_that_the_database_was_not_migrated_yet(
    migrated: Migrated, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = migrated(BEFORE, BEFORE)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DATABASE_APP_URL", here.app)
    monkeypatch.setenv("DATABASE_PUBLIC_URL", here.public)
    told = rf"at {BEFORE}, .* needs {migrations.newest()}.* scripts/migrate"
    with pytest.raises(SetupProblem, match=told), set_up.served_database():
        pass
