"""Forms of KoboToolbox, and what comes from them by a webhook."""

from geodata.migrations import run, run_file

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    run_file("0028_kobo.sql")


def downgrade() -> None:
    run("DROP TABLE ninewa.kobo_submission, ninewa.kobo_token, ninewa.kobo_form")
