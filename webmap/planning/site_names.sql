-- Which sites are known by the day :at, what are they called, and how many places are free there?
-- Of more sites than anybody would choose from in a list, the first by id, so that the cost does not grow with them.
SELECT state.site_id, coalesce(n.name, state.name) AS shown_name, state.type, state.free
FROM (SELECT s.site_id FROM sites s ORDER BY s.site_id LIMIT 500) AS few
CROSS JOIN LATERAL (SELECT k.* FROM site_state(:at, :known) AS k WHERE k.site_id = few.site_id LIMIT 1) AS state
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = state.site_id AND n.lang = :lang AND n.preferred
WHERE NOT passed_through(state.type)
ORDER BY shown_name, state.site_id
LIMIT 500
