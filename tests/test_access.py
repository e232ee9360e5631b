"""Who somebody is before signing in, and that the layer follows from it."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, pool

from geodata.server.logins import Addresses
from tests.conftest import Make
from webmap.access import is_local


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.8.9.1"])
def test_this_machine_is_local(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "10.0.0.1", "map.example.org", "localhost.example.org", "127.0.0.1.example.org", ""]
)
def test_other_hosts_are_not_local(host: str) -> None:
    assert not is_local(host)


@pytest.fixture
def guarded(fresh_database: Addresses) -> Addresses:
    """A database in which Haj Ali's exact point is not public."""
    engine = create_engine(fresh_database.owner, poolclass=pool.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE site SET sensitivity = 'moderate' WHERE site_id = 'haj-ali'")
    return fresh_database


def shown_position(client: FlaskClient, **request: object) -> str:
    page = client.get("/sites/haj-ali?at=2017-04-04&lang=en", **request).get_data(as_text=True)
    return "exact" if "35.74894" in page else "public" if "35.75000" in page else "neither"


def test_a_planner_on_this_machine_sees_the_exact_point(make_app: Make, guarded: Addresses) -> None:
    assert shown_position(make_app(guarded).test_client()) == "exact"


@pytest.mark.parametrize(
    "asked",
    [
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"Forwarded": "for=127.0.0.1"}},
        {"headers": {"Host": "map.example.org"}},
        {"headers": {"Host": "127.0.0.1.example.org"}},
    ],
)
def test_whoever_comes_through_a_proxy_or_another_name_is_the_public(
    make_app: Make, guarded: Addresses, asked: dict[str, Any]
) -> None:
    assert shown_position(make_app(guarded).test_client(), **asked) == "public"


def test_a_server_that_listens_to_others_serves_the_public(make_app: Make, guarded: Addresses) -> None:
    assert shown_position(make_app(guarded, webmap_host="0.0.0.0").test_client()) == "public"


def test_the_setting_makes_everybody_the_public(make_app: Make, guarded: Addresses) -> None:
    assert shown_position(make_app(guarded, webmap_anonymous="public").test_client()) == "public"


def test_a_page_kept_for_a_planner_is_not_given_to_the_public(make_app: Make, guarded: Addresses) -> None:
    client = make_app(guarded).test_client()
    assert shown_position(client) == "exact"
    assert shown_position(client, headers={"X-Forwarded-For": "192.0.2.1"}) == "public"
    assert shown_position(client) == "exact"
