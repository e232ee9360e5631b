"""Nothing is public until it is named: the relations of both layers are those of the list, column by column."""

import pytest
from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects import postgresql

from geodata import objects, public_form
from geodata.public_form import layer_of
from geodata.relations import EVERY
from geodata.server.logins import Addresses
from tests.test_objects import connected, rows

FORMS = {form for name, form in vars(public_form).items() if name.isupper() and isinstance(form, str)}
# Columns of exact tables that no page reads.
IN_NEITHER_LAYER = {
    "site": {"import_id", "doubts", "confirmed"},
    "site_report": {"account_id", "client_uuid", "import_id", "doubts", "confirmed", "observed_at", "reason"},
    "service_report": {"import_id", "site_report_id", "observed_at"},
    "reporting_frequency": {"account_id"},
    "reservation": {
        *("account_id", "note", "asked", "scenario_id", "client_uuid", "ended_by", "ended_how", "reason"),
    },
}
COLUMNS = """SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
    WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"""


def columns(connection: Connection, relation: str) -> list[tuple[str, str]]:
    return [tuple(row) for row in connection.exec_driver_sql(COLUMNS, (relation,))]


@pytest.mark.parametrize("relation", EVERY, ids=lambda relation: relation.name)
def test_both_layers_have_the_columns_of_the_list_and_each_of_them_a_public_form(
    owner: Connection, relation: Table
) -> None:
    declared = [(column.name, column.type.compile(dialect=postgresql.dialect()).lower()) for column in relation.columns]
    for layer in ("exact", "published"):
        found = columns(owner, f"{layer}.{relation.name}")
        assert [(name, kind.lower()) for name, kind in found] == declared, layer
    assert {column.info["form"] for column in relation.columns} <= FORMS
    unnamed = {column.name for column in layer_of(relation).base.columns} - {column.name for column in relation.columns}
    assert unnamed - {"sensitivity"} == IN_NEITHER_LAYER.get(layer_of(relation).base.name, set())


@pytest.mark.parametrize("relation", EVERY, ids=lambda relation: relation.name)
def test_each_login_reads_every_column_under_the_plain_name(
    app_db: Connection, public_db: Connection, relation: Table
) -> None:
    for connection in (app_db, public_db):
        connection.execute(select(relation)).all()


@pytest.mark.parametrize("relation", EVERY, ids=lambda relation: relation.name)
def test_a_column_that_an_exact_table_gains_is_not_published(owner: Connection, relation: Table) -> None:
    base = layer_of(relation).base.fullname
    before = {layer: columns(owner, f"{layer}.{relation.name}") for layer in ("exact", "published")}
    owner.exec_driver_sql(f"ALTER TABLE {base} ADD COLUMN phone_of_manager text DEFAULT 'told nobody'")
    objects.apply(owner)
    owner.exec_driver_sql(f"UPDATE {base} SET phone_of_manager = 'told nobody else'")
    for layer, found in before.items():
        assert columns(owner, f"{layer}.{relation.name}") == found
    published = owner.exec_driver_sql(f"SELECT p::text FROM published.{relation.name} p").scalars()
    assert not [row for row in published if "told nobody" in row]


def test_no_relation_stands_in_one_layer_only(owner: Connection) -> None:
    found = owner.exec_driver_sql(
        "SELECT relnamespace::regnamespace::text, relname FROM pg_class"
        " WHERE relnamespace::regnamespace::text IN ('exact', 'published') AND relkind IN ('r', 'v', 'm')"
    )
    names = {relation.name for relation in EVERY}
    beside = {"data_version", "snapshots", "snapshot_files", "movement_embargo"}
    names |= {"site_now"}  # of each layer what its rule says, no form of a table
    expected = {("exact", name) for name in names} | {("published", name) for name in names | beside}
    assert {tuple(row) for row in found} == expected


def test_who_may_not_read_the_exact_tables_may_not_read_them_through_a_view(fresh_database: Addresses) -> None:
    with connected(fresh_database.owner) as connection:
        if (connection.dialect.server_version_info or ()) < objects.FIRST_WITH_SECURITY_INVOKER:
            pytest.skip("before PostgreSQL 15 views are read with the rights of their owner")
        connection.exec_driver_sql("REVOKE SELECT ON ninewa.site_report FROM webmap_app")
    with pytest.raises(Exception, match="permission denied for table site_report"):
        rows(fresh_database.app, "SELECT report_id FROM site_reports")
    assert len(rows(fresh_database.app, "SELECT site_id FROM sites")) == 44
