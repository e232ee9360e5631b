-- Which health, school and other services were on a site by a day?
SELECT p.service_id, p.name, coalesce(n.name, p.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang, p.kind, p.operator, p.status, p.from_date,
       p.from_date_precision, p.capacity, p.capacity_unit, p.as_of, p.as_of_precision,
       said_by(p.note, :at) AS note, p.source_id, src.title AS source_title,
       src.url AS source_url
FROM service_points p JOIN sources src ON src.source_id = p.source_id
LEFT JOIN place_names n
    ON n.entity_kind = 'service_point' AND n.entity_id = p.service_id AND n.lang = :lang AND n.preferred
WHERE p.site_id = :site_id AND p.as_of <= :at
ORDER BY p.as_of DESC, p.service_id
LIMIT 100
