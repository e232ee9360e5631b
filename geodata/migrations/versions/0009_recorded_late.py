"""Whether something was recorded only after a day, or corrected, is one look-up, however many reports there are."""

from geodata.migrations import run

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    for table in ("site_report", "service_report"):
        run(
            f"""
            CREATE INDEX late_{table} ON ninewa.{table} USING
                gist (daterange(as_of, greatest(as_of, CAST(recorded_at AT TIME ZONE 'Asia/Baghdad' AS date))))
                WHERE report_id >= 1000000
            """
        )
    run("CREATE INDEX ix_site_report_correction ON ninewa.site_report (recorded_at) WHERE corrects IS NOT NULL")


def downgrade() -> None:
    run("DROP INDEX ninewa.ix_site_report_correction, ninewa.late_service_report, ninewa.late_site_report")
