"""The audit: one event for each change of what people write, and the seals of batches of events."""

from geodata.migrations import run, run_file

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    run_file("0019_audit.sql")


def downgrade() -> None:
    run("DROP TABLE ninewa.audit_seal, ninewa.audit_event")
