"""A month is an interval: of each report the first day that it may mean, and thirds of months as precisions."""

from geodata.migrations import run

revision = "0014"
down_revision = "0013"

OF_MONTH = "date_trunc('month', as_of::timestamp)::date"


def upgrade() -> None:
    _precisions("'day', 'early', 'mid', 'end', 'month', 'year'")
    run(
        f"""
        ALTER TABLE ninewa.site_report ADD COLUMN as_of_from date GENERATED ALWAYS AS (
            CASE as_of_precision WHEN 'month' THEN {OF_MONTH} WHEN 'early' THEN {OF_MONTH}
            WHEN 'mid' THEN {OF_MONTH} + 10 WHEN 'end' THEN {OF_MONTH} + 20
            WHEN 'year' THEN date_trunc('year', as_of::timestamp)::date ELSE as_of END
        ) STORED;
        CREATE INDEX ix_site_report_site_id_as_of_from ON ninewa.site_report (site_id, as_of_from);
        CREATE INDEX ix_flow_place_site_id ON ninewa.flow_place (site_id)
        """
    )


def downgrade() -> None:
    run("ALTER TABLE ninewa.site_report DROP COLUMN as_of_from; DROP INDEX ninewa.ix_flow_place_site_id")
    _precisions("'day', 'month', 'year'")


def _precisions(allowed: str) -> None:
    """Every precision of a day takes these; a third of a month becomes its month where it is not among them."""
    run(
        rf"""
        DO $$
        DECLARE
            one record;
        BEGIN
            FOR one IN
                SELECT c.conrelid::regclass AS of_table, c.conname, a.attname
                FROM pg_constraint c
                JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                WHERE c.contype = 'c' AND c.connamespace = 'ninewa'::regnamespace
                  AND c.conname LIKE '%\_precision\_known' AND pg_get_constraintdef(c.oid) LIKE '%''month''%'
            LOOP
                EXECUTE format(
                    'UPDATE %s SET %I = ''month'' WHERE %I NOT IN ({allowed.replace("'", "''")})',
                    one.of_table, one.attname, one.attname);
                EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.of_table, one.conname);
                EXECUTE format(
                    'ALTER TABLE %s ADD CONSTRAINT %I CHECK (%I IN ({allowed.replace("'", "''")}))',
                    one.of_table, one.conname, one.attname);
            END LOOP;
        END $$
        """
    )
