-- Which other sites known by the day lie within 25 km of a site? For its small picture, nearest first.
SELECT o.site_id, coalesce(n.name, o.name) AS shown_name, ST_X(o.geom) AS lon, ST_Y(o.geom) AS lat,
       ST_Distance(s.geom::geography, o.geom::geography) AS distance_m
FROM sites s JOIN sites o ON o.site_id <> s.site_id AND ST_DWithin(s.geom::geography, o.geom::geography, 25000)
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = o.site_id AND n.lang = :lang AND n.preferred
WHERE s.site_id = :site_id
  AND (o.opened_on <= :at OR EXISTS (
      SELECT FROM site_reports r
      WHERE r.site_id = o.site_id AND r.as_of <= :at AND known_by(r.report_id, r.recorded_at, :known)
  ))
ORDER BY distance_m, o.site_id
LIMIT 20
