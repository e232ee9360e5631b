-- The district of each row of state in the reader's language: the stated one, found by any of its spellings, or, where no
-- source states one, that of the boundary. Of districts outside Ninewa only the chief towns have names in other
-- languages; such a district bears the name of its town.
LEFT JOIN LATERAL (
    SELECT d.name, p.name AS latin FROM place_names stated
    JOIN places p ON p.place_id = stated.entity_id AND p.kind IN ('district', 'city', 'town')
    JOIN place_names d ON d.entity_kind = 'place' AND d.entity_id = p.place_id AND d.lang = :lang AND d.preferred
    WHERE stated.entity_kind = 'place' AND stated.lang = 'en'
      AND stated.name = coalesce(state.district_stated, state.adm2_name)
    ORDER BY p.kind <> 'district', p.place_id
    LIMIT 1
) AS district ON true
