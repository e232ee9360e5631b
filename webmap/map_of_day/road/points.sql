-- Which points make each of :corridors, in their order, with what was said of them by the day :at?
SELECT p.corridor_id, p.seq, p.name, coalesce(n.name, p.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang,
       p.role, p.site_id, p.place_id, p.precision, p.coord_source, p.adm2_name, said_by(p.note, :at) AS note,
       ST_X(p.geom) AS lon, ST_Y(p.geom) AS lat, arabic.name AS name_ar
FROM corridor_points p
LEFT JOIN place_names arabic
    ON arabic.entity_kind = 'corridor_point' AND arabic.entity_id = p.corridor_id || '.' || p.seq AND arabic.lang = 'ar'
    AND arabic.preferred
LEFT JOIN place_names n
    ON n.entity_kind = 'corridor_point' AND n.entity_id = p.corridor_id || '.' || p.seq AND n.lang = :lang
    AND n.preferred
WHERE p.corridor_id = ANY (CAST(:corridors AS text[]))
ORDER BY p.corridor_id, p.seq
LIMIT 600
