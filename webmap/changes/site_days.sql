-- When were these sites opened or closed by the day :until, who says so, and who made them known, and known to be open, by
-- then? The source published by then that speaks of the earliest day; a later one only where there is no other.
-- What makes a site known, and known to be open, is the rule of site_state().
SELECT s.site_id, s.source_id,
       CASE WHEN s.opened_on <= :until THEN s.opened_on END AS opened_on,
       CASE WHEN s.opened_on <= :until THEN s.opened_on_precision END AS opened_on_precision,
       CASE WHEN s.closed_on <= :until THEN s.closed_on END AS closed_on,
       CASE WHEN s.closed_on <= :until THEN s.closed_on_precision END AS closed_on_precision,
       evidence.known_source, evidence.open_source
FROM sites s
CROSS JOIN LATERAL (
    SELECT (array_agg(said.source_id ORDER BY said.too_late, said.day, said.source_id))[1] AS known_source,
           (array_agg(said.source_id ORDER BY said.too_late, said.day, said.source_id) FILTER (WHERE said.opens))[1]
               AS open_source
    FROM (
        SELECT one.day, one.source_id, one.opens, coalesce(src.published_on > :until, false) AS too_late
        FROM (
            SELECT s.opened_on AS day, s.source_id, true AS opens
            UNION ALL SELECT s.as_of, s.source_id, false
            UNION ALL
            SELECT r.as_of, r.source_id, coalesce(greatest(r.families, r.individuals, r.plots_occupied) > 0, false)
            FROM site_reports r
            WHERE r.site_id = s.site_id AND stands_by(r.report_id, r.recorded_at, r.superseded_at, :known)
            UNION ALL
            SELECT f.as_of, f.source_id, f.metric IN ('open', 'full', 'near_full')
            FROM figures f
            WHERE f.site_ids @> ARRAY[s.site_id] AND NOT f.suspect
              AND (f.metric NOT IN ('full', 'near_full', 'open') OR cardinality(f.site_ids) = 1)
            UNION ALL
            SELECT v.as_of, v.source_id, false FROM service_reports v
            WHERE v.site_ids @> ARRAY[s.site_id] AND stands_by(v.report_id, v.recorded_at, v.superseded_at, :known)
            UNION ALL SELECT m.period_end, m.source_id, true FROM flows m WHERE m.from_site = s.site_id
            UNION ALL SELECT m.period_end, m.source_id, true FROM flows m WHERE m.to_site = s.site_id
        ) AS one
        JOIN sources src ON src.source_id = one.source_id
        WHERE one.day <= :until
    ) AS said
) AS evidence
WHERE s.site_id = ANY (:site_ids)
LIMIT 20000
