-- What is known of certain sites on a day? As sites_on.sql answers it.
WITH state AS MATERIALIZED (
    SELECT known.*
    FROM (SELECT DISTINCT unnest(CAST(:site_ids AS text[])) AS site_id) AS listed
    CROSS JOIN LATERAL (SELECT k.* FROM site_state(:at, :known) AS k WHERE k.site_id = listed.site_id LIMIT 1) AS known
),
-- include geodata/statements/sites_named.sql
