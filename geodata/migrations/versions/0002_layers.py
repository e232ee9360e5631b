"""The schemas of the two layers that pages read; what stands in them is made by geodata/objects."""

from geodata.migrations import run

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run(
        """
        CREATE SCHEMA exact;
        CREATE SCHEMA published;
        CREATE INDEX geography_site_geom ON ninewa.site USING gist ((geom::public.geography));
        CREATE INDEX geography_community_geom ON ninewa.community USING gist ((geom::public.geography));
        """
    )


def downgrade() -> None:
    run(
        """
        DROP INDEX ninewa.geography_site_geom, ninewa.geography_community_geom;
        DROP SCHEMA exact, published;
        DO $$
        DECLARE
            login text;
        BEGIN
            FOR login IN
                SELECT DISTINCT r.rolname
                FROM pg_namespace n, aclexplode(n.nspacl) a JOIN pg_roles r ON r.oid = a.grantee
                WHERE n.nspname = 'ninewa' AND a.grantee <> n.nspowner
            LOOP
                EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA ninewa FROM %1$I', login);
                EXECUTE format('REVOKE ALL ON SCHEMA ninewa FROM %1$I', login);
                EXECUTE format('REVOKE ALL ON public.alembic_version FROM %1$I', login);
            END LOOP;
        END $$;
        """
    )
