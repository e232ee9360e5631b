-- Which sites are known on a day, and what is known of each? By name; of more than :limit the first.
-- The rule is site_state(), in geodata/objects/70_site_state.sql. Sites are judged one by one in the order of their
-- names until there are enough.
WITH state AS MATERIALIZED (
    SELECT known.*
    FROM (SELECT s.site_id, s.name FROM sites s ORDER BY s.name, s.site_id OFFSET 0) AS listed
    CROSS JOIN LATERAL (SELECT k.* FROM site_state(:at, :known) AS k WHERE k.site_id = listed.site_id LIMIT 1) AS known
    ORDER BY listed.name, listed.site_id
    LIMIT :limit
),
-- include geodata/statements/sites_named.sql
