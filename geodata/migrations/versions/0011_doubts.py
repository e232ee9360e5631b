"""A row under a warning that nobody confirmed gives no free places: the mark stands beside the row."""

from geodata.migrations import run

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    for table in ("site", "site_report"):
        run(
            f"""
            ALTER TABLE ninewa.{table}
                ADD COLUMN doubts text[] DEFAULT '{{}}'::text[] NOT NULL,
                ADD COLUMN confirmed text[] DEFAULT '{{}}'::text[] NOT NULL;
            COMMENT ON COLUMN ninewa.{table}.doubts IS 'while there is one, no free places rest on the row';
            COMMENT ON COLUMN ninewa.{table}.confirmed IS 'whoever wrote the row said that it is right all the same';
            """
        )


def downgrade() -> None:
    for table in ("site", "site_report"):
        run(f"ALTER TABLE ninewa.{table} DROP COLUMN doubts, DROP COLUMN confirmed")
