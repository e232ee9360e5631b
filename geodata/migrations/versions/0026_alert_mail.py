"""Who asked for alerts by e-mail, and what they were told."""

from geodata.migrations import run

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    run(
        """
        CREATE TABLE ninewa.alert_mail_wish (
            account_id bigint NOT NULL,
            mail_address text NOT NULL,
            lang text NOT NULL,
            CONSTRAINT pk_alert_mail_wish PRIMARY KEY (account_id),
            CONSTRAINT fk_alert_mail_wish_account_id FOREIGN KEY (account_id) REFERENCES ninewa.account (account_id)
        );
        COMMENT ON TABLE ninewa.alert_mail_wish IS
            'who asked for alerts by e-mail; nobody else is sent any, and with the wish the address is gone';
        CREATE TABLE ninewa.alert_mail (
            account_id bigint NOT NULL,
            fact text NOT NULL,
            sent_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_alert_mail PRIMARY KEY (account_id, fact),
            CONSTRAINT fk_alert_mail_account_id FOREIGN KEY (account_id)
                REFERENCES ninewa.alert_mail_wish (account_id) ON DELETE CASCADE
        );
        COMMENT ON TABLE ninewa.alert_mail IS
            'what was mailed, for as long as it holds, so that nobody is told of one alert twice';
        COMMENT ON COLUMN ninewa.alert_mail.fact IS 'the site, kind and subject of the alert, and how grave it was';
        -- Their policies stand in geodata/objects/81_alerts.sql; what was sent is for the owner alone.
        ALTER TABLE ninewa.alert_mail_wish ENABLE ROW LEVEL SECURITY;
        ALTER TABLE ninewa.alert_mail ENABLE ROW LEVEL SECURITY
        """
    )


def downgrade() -> None:
    run("DROP TABLE ninewa.alert_mail, ninewa.alert_mail_wish")
