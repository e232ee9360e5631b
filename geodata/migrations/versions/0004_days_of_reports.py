"""The first and the newest day of all reports are single look-ups, however many reports there are."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("CREATE INDEX ix_site_report_as_of ON ninewa.site_report (as_of)")


def downgrade() -> None:
    op.execute("DROP INDEX ninewa.ix_site_report_as_of")
