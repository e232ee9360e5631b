"""Reports that people make in forms: when it was so, why one corrects another, corrections that leave nothing."""

from geodata.migrations import run

revision = "0016"
down_revision = "0015"

FIGURES = (
    "plots_planned, plots_prepared, plots_ready, plots_occupied, plots_reserved,"
    " families, individuals, families_waiting"
)


def upgrade() -> None:
    run(
        f"""
        ALTER TABLE ninewa.site_report ADD COLUMN observed_at timestamptz, ADD COLUMN reason text;
        COMMENT ON COLUMN ninewa.site_report.observed_at IS
            'when it was so, where whoever reported said a time; it may be sent much later';
        COMMENT ON COLUMN ninewa.site_report.reason IS 'why it corrects another, as people are told';
        ALTER TABLE ninewa.site_report DROP CONSTRAINT ck_site_report_one_figure_stated;
        ALTER TABLE ninewa.site_report ADD CONSTRAINT ck_site_report_one_figure_stated
            CHECK (num_nonnulls({FIGURES}) > 0 OR corrects IS NOT NULL);
        -- Its policies stand in geodata/objects/80_persons.sql.
        ALTER TABLE ninewa.service_report ENABLE ROW LEVEL SECURITY
        """
    )


def downgrade() -> None:
    run(
        f"""
        ALTER TABLE ninewa.service_report DISABLE ROW LEVEL SECURITY;
        ALTER TABLE ninewa.site_report DROP CONSTRAINT ck_site_report_one_figure_stated;
        ALTER TABLE ninewa.site_report ADD CONSTRAINT ck_site_report_one_figure_stated
            CHECK (num_nonnulls({FIGURES}) > 0) NOT VALID;
        ALTER TABLE ninewa.site_report DROP COLUMN observed_at, DROP COLUMN reason
        """
    )
