-- The stated district of each community c in the reader's language, found by any of its spellings; a second spelling in
-- brackets is left out.
LEFT JOIN LATERAL (
    SELECT d.name FROM place_names stated
    JOIN places p ON p.place_id = stated.entity_id AND p.kind = 'district'
    JOIN place_names d
        ON d.entity_kind = 'place' AND d.entity_id = p.place_id AND d.lang = :lang AND d.preferred
    WHERE stated.entity_kind = 'place' AND stated.lang = 'en' AND stated.name = split_part(c.district_stated, ' (', 1)
    LIMIT 1
) AS district ON true
