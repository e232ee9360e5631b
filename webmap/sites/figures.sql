-- Which figures of a site, or of it together with others, have no column in its reports?
SELECT f.figure_id, f.site_ids,
       (SELECT array_agg(coalesce(n.name, s.name) ORDER BY s.name) FROM sites s
        LEFT JOIN place_names n
            ON n.entity_kind = 'site' AND n.entity_id = s.site_id AND n.lang = :lang AND n.preferred
        WHERE s.site_id = ANY (f.site_ids)) AS site_names,
       f.metric, f.type, f.as_of, f.as_of_precision, f.unit, f.value, f.withheld, f.qualifier, f.suspect,
       f.confidence, said_by(f.note, :at) AS note, f.source_id, src.title AS source_title, src.url AS source_url
FROM figures f JOIN sources src ON src.source_id = f.source_id
WHERE f.site_ids @> ARRAY[:site_id] AND f.as_of <= :at
ORDER BY f.as_of DESC, f.metric, f.figure_id
LIMIT 500
