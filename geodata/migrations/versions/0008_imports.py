"""Imports are known by themselves, and a service report may be marked suspect as figures are."""

from geodata.migrations import run, run_file

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    run_file("0008_imports.sql")


def downgrade() -> None:
    run("ALTER TABLE ninewa.service_report DROP COLUMN suspect, DROP COLUMN import_id")
    run("ALTER TABLE ninewa.site_report DROP COLUMN import_id; ALTER TABLE ninewa.site DROP COLUMN import_id")
    run("DROP TABLE ninewa.import_batch")
