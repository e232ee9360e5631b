"""What a snapshot shows beside the map of its day."""

from geodata.migrations import run, run_file

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    run_file("0036_snapshot_asked.sql")


def downgrade() -> None:
    run("ALTER TABLE ninewa.snapshot DROP COLUMN asked")
