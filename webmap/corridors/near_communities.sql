-- Which peacebuilding communities lie within :metres of a corridor, nearest first? Geodesic metres; 0 inside an area.
-- The index on the communities' geography finds the candidates itself.
WITH shape AS (
    SELECT part.geom::geography AS geog
    FROM corridors c
    CROSS JOIN LATERAL (VALUES (c.axis::geometry), (c.area::geometry)) AS part (geom)
    WHERE c.corridor_id = :corridor AND part.geom IS NOT NULL
)
SELECT c.community_id, c.name, coalesce(n.name, c.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang,
       c.district_stated, coalesce(district.name, c.district_stated) AS district_shown,
       shown_lang(district.name, :lang) AS district_lang,
       min(ST_Distance(c.geom::geography, shape.geog)) AS offset_m
FROM shape
JOIN communities c ON ST_DWithin(c.geom::geography, shape.geog, :metres)
-- include geodata/statements/community_district.sql
LEFT JOIN place_names n
    ON n.entity_kind = 'community' AND n.entity_id = c.community_id AND n.lang = :lang AND n.preferred
GROUP BY c.community_id, c.name, n.name, c.district_stated, district.name
ORDER BY offset_m, c.community_id
LIMIT :limit
