"""Backups that gave back what they were made of are events too."""

from geodata.migrations import run

revision = "0021"
down_revision = "0020"

KNOWN = "'insert', 'update', 'delete', 'truncate', {}'restore'"


def upgrade() -> None:
    _allow(KNOWN.format("'backup', "))


def downgrade() -> None:
    _allow(KNOWN.format(""), "NOT VALID")  # those that were noted stay


def _allow(operations: str, checked: str = "") -> None:
    run(
        f"""
        ALTER TABLE ninewa.audit_event DROP CONSTRAINT ck_audit_event_operation_known;
        ALTER TABLE ninewa.audit_event ADD CONSTRAINT ck_audit_event_operation_known
            CHECK (operation IN ({operations})) {checked}
        """
    )
