"""With whom of an OpenID provider an account is linked, and of which sign-in there a session is."""

from geodata.migrations import run

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    run(
        """
        CREATE TABLE ninewa.openid_identity (
            account_id BIGINT NOT NULL,
            issuer TEXT NOT NULL,
            subject TEXT,
            email TEXT,
            linked_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
            linked_by BIGINT DEFAULT CAST(nullif(current_setting('ninewa.person', true), '') AS bigint),
            bound_at TIMESTAMP WITH TIME ZONE,
            CONSTRAINT pk_openid_identity PRIMARY KEY (account_id),
            CONSTRAINT uq_openid_identity_issuer_subject UNIQUE (issuer, subject),
            CONSTRAINT uq_openid_identity_issuer_email UNIQUE (issuer, email),
            CONSTRAINT ck_openid_identity_stated CHECK (num_nonnulls(subject, email) > 0),
            CONSTRAINT fk_openid_identity_account_id FOREIGN KEY (account_id) REFERENCES ninewa.account (account_id),
            CONSTRAINT fk_openid_identity_linked_by FOREIGN KEY (linked_by) REFERENCES ninewa.account (account_id)
        );
        COMMENT ON TABLE ninewa.openid_identity IS 'who may sign in to an account by an OpenID provider; one a person';
        COMMENT ON COLUMN ninewa.openid_identity.email IS
            'folded; counts where the provider has verified it, and until the first sign-in has bound the subject';
        ALTER TABLE ninewa.web_session ADD COLUMN nonce_hash BYTEA
            CONSTRAINT uq_web_session_nonce_hash UNIQUE;
        COMMENT ON COLUMN ninewa.web_session.nonce_hash IS
            'of the sign-in at an OpenID provider that began it: none begins two';
        -- Its policies stand in geodata/objects/80_persons.sql.
        ALTER TABLE ninewa.openid_identity ENABLE ROW LEVEL SECURITY
        """
    )


def downgrade() -> None:
    run("DROP TABLE ninewa.openid_identity; ALTER TABLE ninewa.web_session DROP COLUMN nonce_hash")
