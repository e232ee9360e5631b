-- Which sites are in the database but were not known to exist by the day? By name; of more than :limit the first.
-- One that had opened or was described by then is known, as sites_known() has it; only the others are looked into.
SELECT listed.site_id, coalesce(n.name, listed.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang
FROM (
    SELECT one.site_id, one.name FROM sites one
    WHERE coalesce(one.opened_on > :at, true) AND coalesce(one.as_of > :at, true)
    ORDER BY one.name, one.site_id OFFSET 0
) AS listed
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = listed.site_id AND n.lang = :lang AND n.preferred
-- Asked one by one: of a NOT EXISTS the planner makes a join with what is known of all sites.
LEFT JOIN LATERAL (SELECT k.site_id FROM sites_known(:at, :known) AS k WHERE k.site_id = listed.site_id LIMIT 1) AS known ON true
WHERE known.site_id IS NULL
ORDER BY listed.name, listed.site_id
LIMIT :limit
