"""Accounts, what they hold, their sessions, links and attempts to sign in; and which account a report is of."""

from geodata.migrations import run, run_file

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    run_file("0015_accounts.sql")


def downgrade() -> None:
    run(
        "ALTER TABLE ninewa.site_report DISABLE ROW LEVEL SECURITY;"
        " ALTER TABLE ninewa.site_report DROP COLUMN account_id;"
        " DROP TABLE ninewa.one_time_link, ninewa.sign_in_attempt, ninewa.web_session, ninewa.role_grant;"
        " DROP TABLE ninewa.account"
    )
