"""A figure for one of something else (a community, a day) is of a type of its own, so that nobody adds it."""

from geodata.migrations import run

revision = "0010"
down_revision = "0009"
BEFORE = "'stock', 'cumulative', 'returned', 'flow', 'statement', 'share'"


def upgrade() -> None:
    _types(f"{BEFORE}, 'ratio'")


def downgrade() -> None:
    run(
        "UPDATE ninewa.figure SET type = CASE WHEN metric LIKE 'tents_per_day%' THEN 'flow' ELSE 'stock' END"
        " WHERE type = 'ratio'"
    )
    _types(BEFORE)


def _types(known: str) -> None:
    run("ALTER TABLE ninewa.figure DROP CONSTRAINT ck_figure_type_known")
    run(f"ALTER TABLE ninewa.figure ADD CONSTRAINT ck_figure_type_known CHECK (type IN ({known}))")
