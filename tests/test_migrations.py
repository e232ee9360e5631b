"""The migrations go up, down and up again, and end at exactly the tables that the code describes."""

from concurrent.futures import ThreadPoolExecutor

from alembic import command
from sqlalchemy import create_engine, pool, text

from geodata import migrations
from geodata.facts import loading
from geodata.server.logins import Addresses


def test_up_down_up_ends_at_the_tables_of_the_code(empty_database: Addresses) -> None:
    migrations.upgrade(empty_database.owner)
    assert migrations.current_and_head(empty_database.owner) == (migrations.newest(), migrations.newest())
    migrations.downgrade(empty_database.owner, "base")
    assert migrations.current_and_head(empty_database.owner)[0] is None
    migrations.upgrade(empty_database.owner)
    command.check(migrations.configuration(empty_database.owner))  # raises when migrated and described tables differ


def test_a_filled_database_can_be_taken_back_and_filled_again(fresh_database: Addresses) -> None:
    migrations.downgrade(fresh_database.owner, "base")
    migrations.upgrade(fresh_database.owner)
    loading.load(fresh_database.owner)
    engine = create_engine(fresh_database.public, poolclass=pool.NullPool)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM published.sites")) == 44


def test_two_hosts_that_start_at_once_migrate_once(empty_database: Addresses) -> None:
    with ThreadPoolExecutor() as hosts:
        list(hosts.map(migrations.upgrade, [empty_database.owner] * 3))
    assert migrations.current_and_head(empty_database.owner)[0] == migrations.newest()


def test_a_step_back_and_forth_keeps_what_people_wrote(fresh_database: Addresses) -> None:
    """Objects go before the step and come after it, whatever the step does to the tables under them."""
    engine = create_engine(fresh_database.owner, poolclass=pool.NullPool)
    with engine.begin() as connection:
        connection.execute(text("UPDATE site SET geom = ST_Translate(geom, 0.1, 0) WHERE site_id = 'haj-ali'"))
    for revision in (migrations.newest(), "0006"):
        migrations.downgrade(fresh_database.owner, revision)
        migrations.upgrade(fresh_database.owner)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM exact.former_positions WHERE site_id = 'haj-ali'")) == 1
        assert connection.scalar(text("SELECT count(*) FROM published.former_positions")) == 1
