-- Which sites without a known position have at least :families free places on the day :at? Nobody can be sent there, but
-- somebody may know where they are. The index on positions finds them too, however many sites there are.
SELECT state.site_id, state.name, coalesce(n.name, state.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang,
       state.free, state.ready, state.occupied, state.reserved, state.status_then, state.counted_as_of,
       state.counted_precision, state.withheld
FROM (SELECT s.site_id FROM sites s WHERE s.geom::geography IS NULL ORDER BY s.site_id LIMIT :most) AS lost
CROSS JOIN LATERAL (SELECT k.* FROM site_state(:at, :known) AS k WHERE k.site_id = lost.site_id LIMIT 1) AS state
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = state.site_id AND n.lang = :lang AND n.preferred
WHERE fits(state.free, state.type, state.status_then, :families, :include_unknown)
ORDER BY state.free DESC, state.site_id
LIMIT :most
