"""Names are found as a source writes them, not by their folded form alone: districts of every page with sites."""

from geodata.migrations import run

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    run("CREATE INDEX ix_place_name_name ON ninewa.place_name (lang, name)")


def downgrade() -> None:
    run("DROP INDEX ninewa.ix_place_name_name")
