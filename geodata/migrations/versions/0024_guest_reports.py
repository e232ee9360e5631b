"""Reports by guests: links for people without an account, and what waits until somebody accepts or returns it."""

from geodata.migrations import run, run_file

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    run_file("0024_guest_reports.sql")


def downgrade() -> None:
    run("DROP TABLE ninewa.waiting_report, ninewa.guest_token, ninewa.guest_link")
