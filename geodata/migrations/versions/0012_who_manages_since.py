"""Who manages a site is known since a day of its own, which may be later than that of the rest of the row."""

from geodata.migrations import run

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    run(
        """
        ALTER TABLE ninewa.site ADD agency_as_of date, ADD agency_as_of_precision text
            CONSTRAINT ck_site_agency_as_of_precision_known CHECK (agency_as_of_precision IN ('day', 'month', 'year'));
        UPDATE ninewa.site SET agency_as_of = as_of, agency_as_of_precision = as_of_precision WHERE agency IS NOT NULL
        """
    )


def downgrade() -> None:
    run("ALTER TABLE ninewa.site DROP agency_as_of, DROP agency_as_of_precision")
