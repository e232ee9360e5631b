"""Where sites were before they moved."""

from geodata.migrations import run, run_file

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run_file("0006_former_positions.sql")


def downgrade() -> None:
    # The days and positions kept so far are lost with the table.
    run("DROP TABLE ninewa.former_position; ALTER TABLE ninewa.site DROP COLUMN position_as_of")
