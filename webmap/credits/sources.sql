-- Every cited source, and how many facts of each kind rest on it in the reader's layer; those with most facts first.
WITH fact AS (
    SELECT source_id, 'figures' AS kind FROM figures
    UNION ALL SELECT source_id, 'site_reports' FROM site_reports
    UNION ALL SELECT source_id, 'movements' FROM flows
    UNION ALL SELECT source_id, 'sites' FROM sites
    UNION ALL SELECT source_id, 'services' FROM service_points
    UNION ALL SELECT source_id, 'services' FROM service_reports
    UNION ALL SELECT source_id, 'corridors' FROM corridors
    UNION ALL SELECT source_id, 'communities' FROM communities
    UNION ALL SELECT population_source_id, 'communities' FROM communities WHERE population_source_id IS NOT NULL
    UNION ALL SELECT source_id, 'communities' FROM activities
    UNION ALL SELECT source_id, 'outlines' FROM admin_areas
),
counted AS (
    SELECT source_id, kind, count(*) AS facts FROM fact GROUP BY source_id, kind
)
SELECT s.source_id, s.title, s.publisher, s.url, s.cited_as, s.published_on, s.published_on_precision, s.licence,
       sum(c.facts)::bigint AS facts, jsonb_object_agg(c.kind, c.facts ORDER BY c.kind) AS by_kind
FROM counted c
JOIN sources s ON s.source_id = c.source_id
GROUP BY s.source_id, s.title, s.publisher, s.url, s.cited_as, s.published_on, s.published_on_precision, s.licence
ORDER BY facts DESC, s.title, s.source_id
LIMIT :limit
