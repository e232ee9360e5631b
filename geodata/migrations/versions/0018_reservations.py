"""Saved questions of planning, and plots that planners reserve."""

from geodata.migrations import run, run_file

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    run_file("0018_reservations.sql")


def downgrade() -> None:
    run("DROP TABLE ninewa.reservation; DROP TABLE ninewa.scenario")
