"""Severe sites are found through an index: each text that is published is searched for their names."""

from geodata.migrations import run

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    run("CREATE INDEX ix_site_severe ON ninewa.site (site_id) WHERE sensitivity = 'severe'")


def downgrade() -> None:
    run("DROP INDEX ninewa.ix_site_severe")
