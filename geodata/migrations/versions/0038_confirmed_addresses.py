"""An address that alerts are mailed to is confirmed by who reads its mail; those of before are asked as well."""

from geodata.migrations import run

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    run(
        """
        ALTER TABLE ninewa.alert_mail_wish
            ADD confirmed_at timestamptz, ADD token_hash bytea, ADD asked_at timestamptz;
        COMMENT ON COLUMN ninewa.alert_mail_wish.confirmed_at IS 'NULL: no alert is sent there yet';
        COMMENT ON COLUMN ninewa.alert_mail_wish.token_hash IS 'of the link that confirms it';
        COMMENT ON COLUMN ninewa.alert_mail_wish.asked_at IS 'when that link was last sent'
        """
    )


def downgrade() -> None:
    run("ALTER TABLE ninewa.alert_mail_wish DROP confirmed_at, DROP token_hash, DROP asked_at")
