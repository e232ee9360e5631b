"""While the database is away the public is given the pages that are held; for others half of the threads may wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from sqlalchemy import make_url

from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from tests.conftest import WORD, Make
from tests.test_delivery import change, close, open_again
from tests.test_silent_database import Asked, ask, keep_asking, stopped
from webmap import latest_version, patience
from webmap.connecting import MOST_WAITING, THREADS

PAGE, OTHER = "/corridors?at=2017-03-30&lang=en", "/sites?at=2017-03-30&lang=en"
HOT = ["/?lang=en", "/sites?lang=ar", "/map/data.json?lang=en"]
STALE = '110 - "Response is Stale"'
SECONDS_AWAY = 6.0


@pytest.fixture
def name(fresh_database: Addresses) -> str:
    return str(make_url(fresh_database.app).database)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Versions are looked up by each request, and nobody waits for long."""
    monkeypatch.setattr(latest_version, "VERSION_AGE_SECONDS", 0)
    monkeypatch.setattr(latest_version, "LOOK_SECONDS", 0)
    monkeypatch.setattr(latest_version, "HELD_SECONDS", 60)
    monkeypatch.setattr(patience, "PATIENCE_SECONDS", 0.2)


@pytest.mark.usefixtures("impatient")
def test_the_public_is_given_what_is_held_and_told_so(
    make_app: Make, fresh_database: Addresses, cluster: Cluster, name: str
) -> None:
    app = make_app(fresh_database, role="public")
    client = app.test_client(use_cookies=False)  # with them it sends only those of answers
    well = client.get(PAGE)
    planners = client.get(PAGE, headers={"Authorization": f"Bearer {WORD}"})
    assert (well.status_code, "Warning" in well.headers, planners.status_code) == (200, False, 200)
    tag = well.headers["ETag"]
    close(name, cluster)
    held = client.get(PAGE)
    assert (held.status_code, held.headers["Warning"], held.data) == (200, STALE, well.data)
    assert client.get(PAGE, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(PAGE, headers={"If-None-Match": '"of another day"'}).data == well.data
    for headers in ({"Authorization": f"Bearer {WORD}"}, {"Cookie": "session=x"}):
        refused = client.get(PAGE, headers=headers)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5"), headers
    assert client.get(OTHER).status_code == 503
    open_again(name, cluster)
    back = client.get(PAGE)
    assert (back.status_code, "Warning" in back.headers) == (200, False)


@pytest.mark.usefixtures("impatient")
def test_what_was_changed_since_is_not_given(
    make_app: Make, fresh_database: Addresses, cluster: Cluster, name: str
) -> None:
    """What has changed may have been taken from the public."""
    client = make_app(fresh_database, role="public").test_client()
    assert client.get(PAGE).status_code == 200
    change(fresh_database)
    assert client.get(OTHER).status_code == 200  # the change is known here
    close(name, cluster)
    assert (client.get(PAGE).status_code, client.get(OTHER).status_code) == (503, 200)


@pytest.mark.usefixtures("impatient")
def test_what_is_held_is_not_given_for_ever(
    make_app: Make, fresh_database: Addresses, cluster: Cluster, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make_app(fresh_database, role="public").test_client()
    assert client.get(PAGE).status_code == 200
    close(name, cluster)
    monkeypatch.setattr(latest_version, "HELD_SECONDS", 0)
    assert client.get(PAGE).status_code == 503


def test_half_of_the_threads_wait_for_a_database_that_is_away(
    make_app: Make, fresh_database: Addresses, cluster: Cluster, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "PATIENCE_SECONDS", 60.0)
    app = make_app(fresh_database, role="public")
    assert app.test_client().get(PAGE).status_code == 200
    close(name, cluster)
    found: list[int] = []

    def ask_for(day: int) -> None:
        found.append(app.test_client().get(f"/corridors?at=2017-03-{day:02}").status_code)

    asking = [threading.Thread(target=ask_for, args=(day,)) for day in range(1, THREADS + 1)]
    for one in asking:
        one.start()
    give_up_at = time.monotonic() + 30
    while len(found) < THREADS - MOST_WAITING and time.monotonic() < give_up_at:
        time.sleep(0.05)
    time.sleep(1)
    assert found == [503] * (THREADS - MOST_WAITING)
    open_again(name, cluster)
    for one in asking:
        one.join()
    assert sorted(found) == [200] * MOST_WAITING + [503] * (THREADS - MOST_WAITING)


def test_half_of_the_threads_wait_for_one_that_is_frozen(make_app: Make, urls: Addresses, cluster: Cluster) -> None:
    app = make_app(urls, role="public")
    waits = app.extensions["databases"].waits
    assert app.test_client().get(PAGE).status_code == 200
    most, found, over = 0, list[int](), threading.Event()

    def count() -> None:
        nonlocal most
        while not over.wait(0.005):
            most = max(most, waits.number())

    def ask_for(day: int) -> None:
        found.append(app.test_client().get(f"/corridors?at=2017-03-{day:02}").status_code)

    time.sleep(latest_version.VERSION_AGE_SECONDS + 0.1)
    with stopped(cluster):
        counting = threading.Thread(target=count)
        asking = [threading.Thread(target=ask_for, args=(day,)) for day in range(1, THREADS + 1)]
        for one in (counting, *asking):
            one.start()
        for one in asking:
            one.join()
    over.set()
    counting.join()
    assert found == [503] * THREADS
    assert 1 <= most <= MOST_WAITING


@contextmanager
def down(cluster: Cluster) -> Iterator[None]:
    """The server has ended, as if it were killed."""
    cluster.stop("immediate")
    try:
        yield
    finally:
        cluster.start()


def away(cluster: Cluster, how: str) -> AbstractContextManager[None]:
    return stopped(cluster) if how == "frozen" else down(cluster)


@pytest.mark.parametrize("how", ["stopped", "frozen"])
def test_hot_pages_and_life_go_on_without_the_database(
    serve: Callable[[Addresses], str], urls: Addresses, cluster: Cluster, how: str
) -> None:
    """Beside many who ask for pages that nobody holds."""
    address = serve(urls)
    new = [f"/sites?at=2017-03-{day:02}" for day in range(1, 29)]
    for _ in range(20):  # both workers hold them
        assert {ask(address, path).status for path in HOT} == {200}
    hot, others, alive = list[Asked](), list[Asked](), list[Asked]()
    with away(cluster, how):
        until = time.monotonic() + SECONDS_AWAY
        groups = [([*HOT[n:], *HOT[:n]], hot) for n in range(3)] + [(new[n:], others) for n in range(16)]
        asking = [
            threading.Thread(target=keep_asking, args=(address, paths, until, found))
            for paths, found in [*groups, (["/healthz"], alive)]
        ]
        for one in asking:
            one.start()
        for one in asking:
            one.join()
    print(
        f"{how}: {len(hot)} hot, slowest {max(one.seconds for one in hot):.2f} s; {len(others)} new, {len(alive)} alive"
    )
    assert {one.status for one in hot} == {one.status for one in alive} == {200}
    assert any(one.warning == STALE for one in hot)
    assert {one.status for one in others} == {503}
    assert all(one.retry_after for one in others)
    give_up_at = time.monotonic() + 20
    while any(one.status != 200 or one.warning for one in [ask(address, path) for path in (*HOT, new[0])]):
        assert time.monotonic() < give_up_at
