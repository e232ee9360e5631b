"""Snapshots: maps of a day, frozen with their data as the public sees them."""

from geodata.migrations import run, run_file

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    run_file("0029_snapshots.sql")


def downgrade() -> None:
    run("DROP TABLE ninewa.snapshot_file, ninewa.frozen_bytes, ninewa.snapshot")
