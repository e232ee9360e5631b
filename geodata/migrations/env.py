"""Alembic's entry: one connection as the owner, one transaction for all steps."""

from typing import Any

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import create_engine, pool

from geodata.tables import metadata


def ours(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Only schema `ninewa` is ours to compare: PostGIS's own tables and the filled `published` ones are not."""
    if kind == "index" and name is not None and name.startswith("geography_"):
        return False  # expression indexes, made by hand in the migrations
    if kind == "table":
        return thing.schema == "ninewa" and alembic_helpers.include_object(thing, name, kind, reflected, compare_to)
    return alembic_helpers.include_object(thing, name, kind, reflected, compare_to)


# Migrations name every schema; with `ninewa` on the path reflection would leave it out of foreign keys.
engine = create_engine(
    context.config.attributes["owner_url"],
    poolclass=pool.NullPool,
    connect_args={"options": "-c search_path=public"},
)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_schemas=True,
        include_object=ours,
        compare_server_default=False,
        version_table_schema="public",
    )
    with context.begin_transaction():
        context.run_migrations()
