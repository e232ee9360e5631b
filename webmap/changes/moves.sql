-- Which sites got another position in the days after :since up to :until, how far from the one before and which way
-- (degrees from north, clockwise)?
SELECT f.former_position_id, f.site_id, coalesce(n.name, s.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang,
       ST_X(f.geom) AS from_lon, ST_Y(f.geom) AS from_lat, f.precision AS from_precision, f.coord_source, f.as_of,
       ST_X(f.moved_to) AS lon, ST_Y(f.moved_to) AS lat, f.moved_to_precision AS precision, f.moved_on, f.source_id,
       ST_Distance(f.geom::geography, f.moved_to::geography) AS metres,
       degrees(ST_Azimuth(f.geom::geography, f.moved_to::geography)) AS bearing
FROM former_positions f
JOIN sites s ON s.site_id = f.site_id
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = f.site_id AND n.lang = :lang AND n.preferred
WHERE f.site_id = ANY (:site_ids) AND f.moved_on > :since AND f.moved_on <= :until AND f.moved_to IS NOT NULL
  AND known_by(f.former_position_id, f.recorded_at, :known)
ORDER BY f.moved_on, s.name, f.former_position_id
LIMIT :limit
