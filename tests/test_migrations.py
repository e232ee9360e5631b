"""The migrations go up, down and up again, and end at exactly the tables that the code describes."""

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
