"""For how many days movements are not public after they ended."""

from geodata.migrations import run, run_file

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    run_file("0035_movement_embargo.sql")


def downgrade() -> None:
    run("DROP TABLE ninewa.movement_embargo")
