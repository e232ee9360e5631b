"""A real PostGIS for every test: one throw-away cluster a session, filled once, copied where a test writes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import count
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, Engine, create_engine, pool

ROOT = Path(__file__).resolve().parent.parent
# Also when pytest is started by hand from another folder.
sys.path.insert(0, str(ROOT))

from geodata import migrations  # noqa: E402
from geodata.facts import loading  # noqa: E402
from geodata.server import logins  # noqa: E402
from geodata.server.cluster import Cluster  # noqa: E402
from geodata.server.logins import Addresses  # noqa: E402
from scripts import set_up  # noqa: E402
from scripts.web_server import WebServer  # noqa: E402
from webmap.words import i18n  # noqa: E402

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from playwright.sync_api import Browser, Page

    from webmap.layers.layer import Layer

TEST_CLUSTERS = set_up.VAR / "tests"
SHARED_COPY = "ninewa_shared"
FONTS = Path("/usr/share/fonts/truetype/dejavu")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_ARGUMENTS = [
    "--no-sandbox",  # the checks also run as root
    "--disable-gpu",
    "--disable-dev-shm-usage",  # containers have 64 MB there, which a page with a map can fill
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# Files of 15 s and more, the longest first; those of tests/browser among them.
LONGEST = (
    *("test_pages", "test_serve", "test_planning", "test_kills", "test_written_numbers", "test_known_days"),
    *("test_publishing", "test_question_pages", "test_import", "test_statements", "test_map", "test_bounded_answers"),
    *("test_known", "test_many_sites", "test_logins", "test_silent_database", "test_upgrading", "test_slow_clients"),
    *("test_backups", "test_database_addresses", "test_sites", "test_withheld", "test_planning_queries"),
)
WORD = "the-word-of-these-planners"
Make = Callable[..., "Flask"]
# How long an example takes says how busy the machine is, and an example needs no database of its own.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.load_profile("any machine")


def pytest_configure() -> None:
    """TERM ends the session as Ctrl-C does, so that no database, server or browser stays behind.

    Which languages are offered is asked while tests are collected: in a fresh checkout nothing is compiled yet.
    """
    signal.signal(signal.SIGTERM, _end)
    i18n.compile_catalogues()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long come first: at the end nobody should be left alone with one of them."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


def _end(number: int, frame: FrameType | None) -> None:
    # A second one, from `timeout` for example, must not interrupt the clearing up.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def pytest_sessionstart(session: pytest.Session) -> None:
    # Of several processes that share the tests the first alone clears away, before the others begin.
    if not hasattr(session.config, "workerinput"):
        clear_away_after_killed_sessions()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A throw-away cluster (no fsync) that ends with the session."""
    for name in [name for name in os.environ if name.startswith(("PG", "DATABASE_", "WEBMAP_"))]:
        del os.environ[name]
    set_up.need_server_binaries()
    cluster = Cluster(TEST_CLUSTERS / str(os.getpid()), print, throwaway=True)
    with cluster.in_use():
        yield cluster
    cluster.destroy()


def clear_away_after_killed_sessions() -> None:
    """Folders here begin with the process id of their session; another living one keeps its own.

    In a container numbers come again, so that one like ours may be left from a killed session as well.
    """
    for left in TEST_CLUSTERS.glob("[0-9]*"):
        session = left.name.split("-")[0]
        if session == str(os.getpid()) or not Path("/proc", session).exists():
            for place in (left / "var", left):  # a checkout's cluster; a bare one
                Cluster(place, print, throwaway=True).destroy()


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> str:
    """The name of a database with all migrations and reference data. Nobody connects to it, so it can be copied."""
    with cluster.connect() as superuser:
        logins.prepare_own_server(superuser)
    with cluster.connect(logins.DATABASE) as superuser:
        logins.prepare_own_database(superuser)
    owner = cluster.addresses().owner
    migrations.upgrade(owner)
    loading.load(owner, print)
    return logins.DATABASE


def copy_of(template: str, name: str, cluster: Cluster) -> Addresses:
    with cluster.connect() as superuser:
        logins.make_database(superuser, name, template)
    # Rights on the database itself are not copied with it.
    with cluster.connect(name) as superuser:
        logins.prepare_own_database(superuser)
    return cluster.addresses(name)


@pytest.fixture(scope="session")
def urls(cluster: Cluster, template: str) -> Addresses:
    """Addresses (owner, app, public) of the database that all tests share; whoever writes rolls back."""
    return copy_of(template, SHARED_COPY, cluster)


_numbers = count(1)


@pytest.fixture
def fresh_database(cluster: Cluster, template: str) -> Iterator[Addresses]:
    """Addresses of a database of the test's own, with the reference data, for tests that commit."""
    name = f"ninewa_fresh_{next(_numbers)}"
    yield copy_of(template, name, cluster)
    drop(cluster, name)


@pytest.fixture
def empty_database(cluster: Cluster, template: str) -> Iterator[Addresses]:
    """Addresses of a database with PostGIS and rights but without a table, for tests of the migrations."""
    name = f"ninewa_empty_{next(_numbers)}"
    yield copy_of("template0", name, cluster)
    drop(cluster, name)


def drop(cluster: Cluster, name: str) -> None:
    with cluster.connect() as superuser:
        superuser.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@cache
def _kept_connection(address: str) -> Engine:
    """One for the session: what a new one reads of the catalogues and of PostGIS is most of what a short test takes."""
    return create_engine(address, poolclass=pool.QueuePool, pool_size=1, pool_pre_ping=True)


def rolled_back(address: str) -> Iterator[Connection]:
    with _kept_connection(address).connect() as connection:
        transaction = connection.begin()
        yield connection
        if transaction.is_active:
            transaction.rollback()


@pytest.fixture
def owner(urls: Addresses) -> Iterator[Connection]:
    """A connection as webmap_owner whose transaction is rolled back."""
    yield from rolled_back(urls.owner)


@pytest.fixture
def app_db(urls: Addresses) -> Iterator[Connection]:
    """A connection as webmap_app whose transaction is rolled back."""
    yield from rolled_back(urls.app)


@pytest.fixture
def public_db(urls: Addresses) -> Iterator[Connection]:
    """A connection as webmap_public whose transaction is rolled back."""
    yield from rolled_back(urls.public)


_made: WeakSet[Flask] = WeakSet()


@pytest.fixture(scope="module", autouse=True)
def _connections_end_with_the_module() -> Iterator[None]:
    """The limit of connections of a web login holds for all databases of a cluster: no application keeps idle ones."""
    yield
    _let_connections_go()


@pytest.fixture(autouse=True)
def _many_applications_keep_none() -> Iterator[None]:
    """Where each test of a module makes one, their idle connections would reach that limit before its end."""
    yield
    if len(_made) > 6:
        _let_connections_go()


def _let_connections_go() -> None:
    for app in _made:
        app.extensions["databases"].let_connections_go()


@pytest.fixture(scope="session")
def make_app() -> Make:
    """Makes the web application on given addresses and layers (those of the registry); the rest are settings.

    Its clients say the word for planners with each request, or none as the public.
    """

    def make(
        addresses: Addresses, layers: Sequence[Layer[Any]] | None = None, role: str = "planner", **settings: Any
    ) -> Flask:
        from flask.testing import FlaskClient

        from webmap import create_app
        from webmap.config import Settings
        from webmap.layers.registry import LAYERS

        set_up.derived_files()
        chosen = {"database_app_url": addresses.app, "database_public_url": addresses.public} | settings
        chosen.setdefault("webmap_planner_word", WORD)
        app = create_app(Settings(database_url=None, **chosen), LAYERS if layers is None else layers)

        class Client(FlaskClient):
            """Says who asks, unless a test says it otherwise."""

            def __init__(self, *arguments: Any, **named: Any) -> None:
                super().__init__(*arguments, **named)
                if role == "planner":
                    self.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {WORD}"

        app.test_client_class = Client
        _made.add(app)
        return app

    return make


@pytest.fixture(scope="session")
def app(urls: Addresses, make_app: Make) -> Flask:
    """The application as a planner sees it."""
    return make_app(urls)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Asks as a planner."""
    return app.test_client()


@pytest.fixture(scope="session")
def public_app(urls: Addresses, make_app: Make) -> Flask:
    """The application as everybody else sees it."""
    return make_app(urls, role="public")


@pytest.fixture
def public_client(public_app: Flask) -> FlaskClient:
    """Asks as the public."""
    return public_app.test_client()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Addresses], str]]:
    """Starts the real web server on given addresses and returns its address, without a slash at the end."""
    servers: list[WebServer] = []

    def start(addresses: Addresses) -> str:
        set_up.derived_files()
        server = WebServer("127.0.0.1", free_port(), addresses)
        servers.append(server)
        server.start()
        wrong = server.wait_until_ready(60, ended=lambda: False)
        assert not wrong, wrong
        return f"http://127.0.0.1:{server.port}"

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def live_server(urls: Addresses, serve: Callable[[Addresses], str]) -> str:
    """The address of a real server on the shared database."""
    return serve(urls)


def static(name: str) -> str:
    """The address of a static file, with the digest of what it holds."""
    from webmap.answers.static_files import joined

    return f"/static/{joined(name).digest}/{name}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def how_browsers_start() -> dict[str, Any]:
    """For Playwright: with the same fonts everywhere, as what fits on a sheet depends on them."""
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        pytest.fail("There is no Chromium here; scripts/check installs it")
    fonts = {"FONTCONFIG_FILE": str(ROOT / "tests" / "browser" / "fonts.conf")} if FONTS.is_dir() else {}
    return {"executable_path": program, "args": BROWSER_ARGUMENTS, "env": {**os.environ, **fonts}}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The distribution's Chromium, headless."""
    from playwright.sync_api import sync_playwright

    how = how_browsers_start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**how)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own, 1400 by 900, with its own cookies and storage."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    yield context.new_page()
    context.close()
