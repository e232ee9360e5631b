-- Which sites are known on a day, and what is known of each? By name; of more than :limit the first.
-- Sites are judged one by one in the order of their names until there are enough, and each district is looked up once.
WITH state AS MATERIALIZED (
    SELECT known.*
    FROM (SELECT s.site_id, s.name FROM sites s ORDER BY s.name, s.site_id OFFSET 0) AS listed
    CROSS JOIN LATERAL (
-- include geodata/statements/site_state.sql
        AND s.site_id = listed.site_id LIMIT 1
    ) AS known
    ORDER BY listed.name, listed.site_id
    LIMIT :limit
),
districts AS MATERIALIZED (
    SELECT state.district_stated AS stated, district.name
    FROM (SELECT DISTINCT state.district_stated FROM state) AS state
-- include geodata/statements/district_shown.sql
)
SELECT state.*, ST_X(state.geom) AS lon, ST_Y(state.geom) AS lat,
       coalesce(n.name, state.name) AS shown_name,
       CASE WHEN n.name IS NULL THEN 'en' ELSE :lang END AS shown_lang,
       coalesce(districts.name, state.district_stated) AS district_shown
FROM state
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = state.site_id AND n.lang = :lang AND n.preferred
LEFT JOIN districts ON districts.stated = state.district_stated
ORDER BY state.name, state.site_id
