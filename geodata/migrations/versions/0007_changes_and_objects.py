"""The log of changes that the data version is counted from, and of which sources the database's objects were made.

A release that stands at 0006 made its views and triggers by migrations: going back to it leaves it without them, so it
needs a dump of its own time.
"""

from geodata.migrations import run, run_file

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run_file("0007_changes_and_objects.sql")


def downgrade() -> None:
    run("DROP TABLE ninewa.database_object, ninewa.data_change_fold, ninewa.data_change")
