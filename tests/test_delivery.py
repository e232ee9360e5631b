"""Entity tags by data version, answers from memory, compression, headers; and a database that goes away for a while."""

import gzip
import time
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, make_url, pool, text

from geodata.server.logins import Addresses
from tests.conftest import static
from webmap import latest_version, patience


def change(urls: Addresses) -> None:
    with create_engine(urls.owner, poolclass=pool.NullPool).begin() as connection:
        connection.execute(text("UPDATE site SET note = coalesce(note, '') || '.' WHERE site_id = 'haj-ali'"))


def test_an_unchanged_page_is_answered_304_without_a_statement(client: FlaskClient, app: Any) -> None:
    first = client.get("/sites?at=2017-04-04")
    statements: list[str] = []
    for engine in (app.extensions["databases"].app, app.extensions["databases"].public):
        event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    # Both read at most once a second; the next look comes within it.
    app.extensions["sessions"].is_in_use()
    app.extensions["databases"].latest.get()
    statements.clear()
    again = client.get("/sites?at=2017-04-04", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, statements) == (304, b"", [])
    assert "Content-Security-Policy" not in again.headers  # the browser goes on with the stored page and its policy


def test_a_change_of_the_data_by_anybody_changes_the_tag(
    make_app: Any, fresh_database: Addresses, monkeypatch: Any
) -> None:
    monkeypatch.setattr(latest_version, "VERSION_AGE_SECONDS", 0)
    client = make_app(fresh_database).test_client()
    before = client.get("/sites/haj-ali")
    change(fresh_database)
    after = client.get("/sites/haj-ali", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.headers["ETag"] != before.headers["ETag"]


@pytest.mark.parametrize("other", ["/sites?lang=ar", "/sites?at=2017-01-01", "/sites?sort=families"])
def test_every_choice_has_its_own_tag(client: FlaskClient, other: str) -> None:
    assert client.get("/sites?lang=en").headers["ETag"] != client.get(other).headers["ETag"]


def test_languages_asked_by_header_are_told_apart(client: FlaskClient) -> None:
    english = client.get("/sites", headers={"Accept-Language": "en"})
    arabic = client.get("/sites", headers={"Accept-Language": "ar", "If-None-Match": english.headers["ETag"]})
    assert arabic.status_code == 200
    assert 'dir="rtl"' in arabic.get_data(as_text=True)
    assert "Accept-Language" in arabic.headers["Vary"]


def test_compressed_and_plain_answers_hold_the_same(client: FlaskClient) -> None:
    plain = client.get("/sites")
    packed = client.get("/sites", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data


def test_every_page_forbids_framing_foreign_content_and_sniffing(client: FlaskClient) -> None:
    for address in ("/", "/sites", "/sites/haj-ali", "/map/data.json", "/nothing-here"):
        headers = client.get(address).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], address
        assert "unsafe" not in headers["Content-Security-Policy"], address
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["../config.py", "..%2fconfig.py", "/etc/passwd", "%2e%2e/config.py", "nothing.css"])
def test_static_addresses_leave_their_folder_for_nothing(client: FlaskClient, name: str) -> None:
    (_, _, digest, _) = static("site.css").split("/")
    assert client.get(f"/static/{digest}/{name}", follow_redirects=True).status_code == 404


def test_a_killed_connection_is_not_seen_by_the_reader(make_app: Any, fresh_database: Addresses, cluster: Any) -> None:
    client = make_app(fresh_database).test_client()
    assert client.get("/sites?at=2017-04-01").status_code == 200
    _end_connections(fresh_database, cluster)
    assert client.get("/sites?at=2017-04-02").status_code == 200


def _end_connections(urls: Addresses, cluster: Any) -> None:
    name = make_url(urls.app).database
    with cluster.connect() as superuser:
        ended = superuser.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        assert ended.fetchall(), "nobody was connected"


def close(name: str, cluster: Any) -> None:
    """Let nobody into the database and wait until all who were in it are out."""
    with cluster.connect() as superuser:
        superuser.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        superuser.execute("SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = %s", [name])


def open_again(name: str, cluster: Any) -> None:
    with cluster.connect() as superuser:
        superuser.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def test_a_database_that_comes_back_in_time_is_waited_for(
    make_app: Any, fresh_database: Addresses, cluster: Any, monkeypatch: Any
) -> None:
    app = make_app(fresh_database)
    assert app.test_client().get("/sites").status_code == 200
    name = fresh_database.app.split("@/")[1].split("?")[0]
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            open_again(name, cluster)

    monkeypatch.setattr(patience, "time", SimpleNamespace(monotonic=time.monotonic, sleep=pause))
    close(name, cluster)
    assert app.test_client().get("/sites?at=2017-03-01").status_code == 200
    assert len(pauses) >= 3  # the other login may find its own broken connection after that


def test_a_database_that_stays_away_is_503_with_retry_after_and_recovers(
    make_app: Any, fresh_database: Addresses, cluster: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(patience, "PATIENCE_SECONDS", 0.3)
    app = make_app(fresh_database)
    name = fresh_database.app.split("@/")[1].split("?")[0]
    close(name, cluster)
    away = app.test_client().get("/sites", headers={"Accept-Language": "en"})
    assert (away.status_code, away.headers["Retry-After"]) == (503, "5")
    assert app.test_client().get("/healthz").status_code == 200
    assert app.test_client().get("/readyz").status_code == 503
    open_again(name, cluster)
    assert app.test_client().get("/sites").status_code == 200
    assert app.test_client().get("/readyz").status_code == 200
