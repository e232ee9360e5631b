"""Services belong to the report that they came with: corrected with it, undone with it, and of the same moment."""

from geodata.migrations import run

revision = "0034"
down_revision = "0029"


def upgrade() -> None:
    run(
        """
        ALTER TABLE ninewa.service_report ADD COLUMN site_report_id bigint, ADD COLUMN observed_at timestamptz;
        ALTER TABLE ninewa.service_report ADD CONSTRAINT fk_service_report_site_report_id
            FOREIGN KEY (site_report_id) REFERENCES ninewa.site_report (report_id);
        CREATE INDEX ix_service_report_site_report_id ON ninewa.service_report (site_report_id);
        COMMENT ON COLUMN ninewa.service_report.site_report_id IS
            'the report that it came with: corrected and undone with it; NULL: it came by itself, as by a file';
        COMMENT ON COLUMN ninewa.service_report.observed_at IS
            'when it was so, where whoever reported said a time; it may be sent much later';
        -- Stored in one transaction. No correction so far said services again: those of what it corrects stand.
        UPDATE ninewa.service_report v SET site_report_id = r.report_id, observed_at = r.observed_at
        FROM ninewa.site_report r
        WHERE v.site_ids = ARRAY[r.site_id] AND v.recorded_at = r.recorded_at AND v.source_id = r.source_id
          AND v.import_id IS NULL AND r.import_id IS NULL AND r.account_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM ninewa.site_report c WHERE c.corrects = r.report_id)
        """
    )


def downgrade() -> None:
    run("ALTER TABLE ninewa.service_report DROP COLUMN site_report_id, DROP COLUMN observed_at")
