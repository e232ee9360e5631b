-- Is there a corridor :corridor, what is it called, and has it a course or an area that distances can be told from?
SELECT c.corridor_id, c.name, coalesce(n.name, c.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang, c.schematic,
       c.axis IS NOT NULL AS has_axis, c.area IS NOT NULL AS has_area,
       CAST(ST_AsGeoJSON(coalesce(c.axis, ST_Multi(ST_Boundary(c.area))), 6) AS json) -> 'coordinates' AS paths
FROM corridors c
LEFT JOIN place_names n
    ON n.entity_kind = 'corridor' AND n.entity_id = c.corridor_id AND n.lang = :lang AND n.preferred
WHERE CAST(:corridor AS text) IS NULL OR c.corridor_id = :corridor
ORDER BY c.corridor_id
LIMIT 500
