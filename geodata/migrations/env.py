"""Alembic's entry: as the owner, on the connection it is given or one of its own."""

from typing import Any

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection, create_engine, pool
from sqlalchemy.dialects import postgresql

from geodata.objects.ours import DERIVED
from geodata.tables import Xid8, metadata

postgresql.base.ischema_names["xid8"] = Xid8  # so that reflection knows it


def ours(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Only schema `ninewa` is ours to compare: PostGIS's own tables and the filled `published` ones are not."""
    if kind == "index" and name is not None and name.startswith(("geography_", "late_", "newest_")):
        return False  # expression indexes, made by hand in the migrations
    if kind == "table" and (thing.schema != "ninewa" or name in DERIVED):
        return False
    return bool(alembic_helpers.include_object(thing, name, kind, reflected, compare_to))


def migrate(connection: Connection) -> None:
    """All steps in one transaction: the caller's where there is one."""
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


given: Connection | None = context.config.attributes["connection"]
if given is not None:
    migrate(given)
else:
    # Migrations name every schema; with `ninewa` on the path reflection would leave it out of foreign keys.
    engine = create_engine(
        context.config.attributes["owner_url"],
        poolclass=pool.NullPool,
        connect_args={"options": "-c search_path=public"},
    )
    with engine.connect() as own:
        migrate(own)
