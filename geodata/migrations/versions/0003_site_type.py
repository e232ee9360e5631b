"""A site may be known before its type is: a list with ids and names alone can be imported."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("ALTER TABLE ninewa.site ALTER COLUMN type DROP NOT NULL")


def downgrade() -> None:
    # Fails while a site without a type is there, which is right: no type may be invented for it.
    op.execute("ALTER TABLE ninewa.site ALTER COLUMN type SET NOT NULL")
