"""A tag never confirms other data: whatever the order of commits, after a restore, from a replica that lags; and who
wrote sees it on the next page, whichever worker answers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app, request
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import Connection, create_engine, pool, text

from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from scripts import doctor, set_up
from tests.conftest import Make, copy_of, drop
from tests.signed_in import add_account
from webmap import databases, db, latest_version
from webmap.access import allow
from webmap.answers import own_writes
from webmap.answers.errors import for_programs
from webmap.asked.parameters import asks
from webmap.config import Settings
from webmap.person import Person

PAGE = "/sites/haj-ali?at=2017-06-01&lang=en"
REPORT = text(
    "INSERT INTO ninewa.site_report (site_id, as_of, families, source_id)"
    " VALUES ('haj-ali', '2017-05-20', :families, (SELECT min(source_id) FROM source))"
)


@pytest.fixture
def twin(cluster: Cluster, template: str) -> Iterator[Addresses]:
    """A second database that began as `fresh_database` did."""
    yield copy_of(template, "ninewa_twin", cluster)
    drop(cluster, "ninewa_twin")


def report(urls: Addresses, families: int) -> None:
    with create_engine(urls.owner, poolclass=pool.NullPool).begin() as connection:
        connection.execute(REPORT, {"families": families})


def shows(client: FlaskClient, families: int, **headers: str) -> bool:
    answer = client.get(PAGE, headers=headers)
    assert answer.status_code == 200
    return f"{families:,}" in answer.get_data(as_text=True)


def test_commits_in_another_order_than_they_began(
    make_app: Make, fresh_database: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(latest_version, "VERSION_AGE_SECONDS", 0)
    client = make_app(fresh_database).test_client()
    tags = [client.get(PAGE).headers["ETag"]]
    engine = create_engine(fresh_database.owner, poolclass=pool.NullPool)
    with engine.connect() as first, engine.connect() as second:
        first.execute(REPORT, {"families": 71_001})
        second.execute(REPORT, {"families": 71_002})
        second.commit()
        between = client.get(PAGE)
        tags.append(between.headers["ETag"])
        assert ("71,001" in between.text, "71,002" in between.text) == (False, True)
        first.commit()
    after = client.get(PAGE, headers={"If-None-Match": tags[1]})
    assert (after.status_code, "71,001" in after.text, "71,002" in after.text) == (200, True, True)
    assert after.headers["ETag"] not in tags


def test_a_number_that_comes_twice_confirms_nothing(make_app: Make, fresh_database: Addresses, twin: Addresses) -> None:
    report(fresh_database, 72_001)
    lost = make_app(fresh_database)
    tag = lost.test_client().get(PAGE).headers["ETag"]
    report(twin, 72_002)  # what was restored, and went on
    restored = make_app(twin)
    numbers = {app.extensions["databases"].latest.get().number for app in (lost, restored)}
    assert len(numbers) == 1
    assert shows(restored.test_client(), 72_002, **{"If-None-Match": tag})


def test_a_page_of_a_replica_that_lags_has_no_tag_and_is_not_kept(
    make_app: Make, fresh_database: Addresses, twin: Addresses
) -> None:
    """Pages come from the twin, the version of the data from the other database, which is a report ahead."""
    report(fresh_database, 73_001)
    client = make_app(Addresses("", twin.app, fresh_database.public)).test_client()
    for _ in range(2):
        behind = client.get(PAGE)
        assert "73,001" not in behind.text
        assert ("ETag" in behind.headers, behind.headers["Cache-Control"]) == (False, "no-store")
    report(twin, 73_001)
    caught_up = client.get(PAGE)
    assert "73,001" in caught_up.text
    assert "ETag" in caught_up.headers


@pytest.fixture
def workers(make_app: Make, fresh_database: Addresses) -> list[Flask]:
    """Two workers of one installation, with a view that writes."""
    apps = [make_app(fresh_database, webmap_secret_key="of this installation") for _ in range(2)]
    officer = Person("information_officer", add_account(fresh_database, "Sara", "information_officer"))
    for app in apps:
        app.config["OFFICER"] = officer
        app.add_url_rule("/report", "report", _write, methods=["POST"])
    return apps


@for_programs
@allow("planner")
@asks("families")
def _write() -> str:
    with db.transaction(current_app.config["OFFICER"]) as connection:
        connection.execute(REPORT, {"families": int(request.args["families"])})
    return "written"


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie(own_writes.COOKIE)
    assert found is not None
    return found.value


def test_who_wrote_sees_it_on_the_next_page_of_another_worker(workers: list[Flask]) -> None:
    here, there, others = workers[0].test_client(), workers[1].test_client(), workers[1].test_client()
    seen = 0
    for families in range(74_001, 74_026):
        others.get(PAGE)  # keeps the page for everybody, and knows a version of the data for a second
        assert here.post(f"/report?families={families}").text == "written"
        there.set_cookie(own_writes.COOKIE, cookie(here))
        seen += shows(there, families)
    assert seen == 25


def test_only_who_wrote_has_a_cookie_and_nobody_else_can_make_one(workers: list[Flask]) -> None:
    here, there = (app.test_client() for app in workers)
    assert "Set-Cookie" not in here.get(PAGE).headers
    answer = here.post("/report?families=75001")
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert "ETag" not in answer.headers
    known = workers[1].extensions["databases"].latest.get()
    there.set_cookie(own_writes.COOKIE, cookie(here)[:-1] + "-")
    assert there.get(PAGE).status_code == 200
    assert workers[1].extensions["databases"].latest.get() == known


def test_the_version_is_read_anew_only_for_who_has_to_see_more(workers: list[Flask], fresh_database: Addresses) -> None:
    databases = workers[0].extensions["databases"]
    known = databases.latest.get()
    report(fresh_database, 76_001)
    assert databases.latest.get() == databases.latest.get(known.number) == known
    assert databases.latest.get(known.number + 1).number == known.number + 1


def test_nobody_is_told_that_what_was_written_was_not(workers: list[Flask], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(connection: Connection) -> Any:
        connection.exec_driver_sql("SELECT 1 / 0")

    client = workers[0].test_client()
    monkeypatch.setattr(databases, "version_now", broken)
    monkeypatch.setattr(workers[0].extensions["databases"].latest, "get", lambda at_least=0: None)
    answer = client.post("/report?families=77001")
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False)


def test_the_key_of_an_installation_stays_and_stays_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(set_up, "VAR", tmp_path)
    key = set_up.secret_key()
    assert len(key) == 64
    assert set_up.secret_key() == key
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    settings = Settings(database_url=None, webmap_secret_key=SecretStr(key))
    assert settings.secret_key() == key
    assert key not in "".join(finding.text for finding in doctor._about_settings(settings))
