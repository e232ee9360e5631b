-- Which communities are there, by name?
SELECT c.community_id, coalesce(n.name, c.name) AS shown_name
FROM communities c
LEFT JOIN place_names n
    ON n.entity_kind = 'community' AND n.entity_id = c.community_id AND n.lang = :lang AND n.preferred
ORDER BY c.name, c.community_id
LIMIT :limit
