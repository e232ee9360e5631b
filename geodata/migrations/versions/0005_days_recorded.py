"""The newest day recorded has an index of its own, which no other statement can be led astray by.

One over the days of all reports was taken, with many reports, also to find the newest report of one site: then those of
all sites were read.
"""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("DROP INDEX ninewa.ix_site_report_as_of")
    # The number is FIRST_RECORDED_ID, and stands as such in the statement that uses the index.
    op.execute("CREATE INDEX ix_site_report_recorded ON ninewa.site_report (as_of) WHERE report_id >= 1000000")


def downgrade() -> None:
    op.execute("DROP INDEX ninewa.ix_site_report_recorded")
    op.execute("CREATE INDEX ix_site_report_as_of ON ninewa.site_report (as_of)")
