"""Where sites were before they moved: a trigger keeps the position that another one takes the place of."""

from geodata.migrations import run, run_file

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run_file("0006_former_positions.sql")


def downgrade() -> None:
    # The days and positions kept so far are lost with the table.
    run(
        """
        DROP TRIGGER keep_former_position ON ninewa.site;
        DROP TRIGGER publish_former_positions_with ON ninewa.site;
        DROP TABLE published.former_positions;
        DROP VIEW ninewa.publishable_former_positions;
        DROP FUNCTION ninewa.openness(exact.former_positions);
        DROP VIEW exact.former_positions;
        DROP TABLE ninewa.former_position;
        DROP FUNCTION ninewa.keep_former_position(), ninewa.publish_former_position(),
            ninewa.publish_former_positions_with_site();
        ALTER TABLE ninewa.site DROP COLUMN position_as_of;
        """
    )
