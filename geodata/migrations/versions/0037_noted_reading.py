"""Who looked at restricted rows is an event of the audit too, and that a database moved to another PostgreSQL."""

from geodata.migrations import run

revision = "0037"
down_revision = "0036"

KNOWN = "'insert', 'update', 'delete', 'truncate', 'backup', 'restore'"


def upgrade() -> None:
    _allow(f"{KNOWN}, 'upgrade', 'read'")


def downgrade() -> None:
    _allow(KNOWN, "NOT VALID")  # those that were noted stay


def _allow(operations: str, checked: str = "") -> None:
    run(
        f"""
        ALTER TABLE ninewa.audit_event DROP CONSTRAINT ck_audit_event_operation_known;
        ALTER TABLE ninewa.audit_event ADD CONSTRAINT ck_audit_event_operation_known
            CHECK (operation IN ({operations})) {checked}
        """
    )
