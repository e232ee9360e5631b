-- How many places can be reserved at these sites on the day :at? Those that are free by the rule, where families are taken in.
SELECT state.site_id, coalesce(n.name, state.name) AS shown_name, shown_lang(n.name, :lang) AS shown_lang,
       CASE WHEN receives(state.type, state.status_then) THEN state.free END AS left,
       receives(state.type, state.status_then) AS receives, state.ready, state.occupied, state.reserved,
       state.reserved_as_of, state.reserved_precision, state.reserved_here, state.reserved_here_until,
       state.reserved_before_count, state.counted_as_of, state.counted_precision
FROM unnest(CAST(:site_ids AS text[])) WITH ORDINALITY AS asked (site_id, place)
CROSS JOIN LATERAL (
    SELECT k.* FROM site_state(:at, 'infinity') AS k WHERE k.site_id = asked.site_id LIMIT 1
) AS state
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = state.site_id AND n.lang = :lang AND n.preferred
ORDER BY asked.place
LIMIT 200
