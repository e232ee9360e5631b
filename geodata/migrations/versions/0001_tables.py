"""The exact tables in schema `ninewa`."""

from geodata.migrations import run_file

revision = "0001"
down_revision = None


def upgrade() -> None:
    run_file("0001_tables.sql")


def downgrade() -> None:
    run_file("0001_tables_down.sql")
