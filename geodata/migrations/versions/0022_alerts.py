"""Who knows of an alert, and the secret addresses under which programs read alerts."""

from geodata.migrations import run, run_file

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    run_file("0022_alerts.sql")


def downgrade() -> None:
    run("DROP TABLE ninewa.alert_feed, ninewa.alert_acknowledgement")
