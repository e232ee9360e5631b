-- Is there such a site at all, and from which day on is something known of it? By the rule of sites_known(); a month by its
-- last day, with its precision.
SELECT s.site_id, s.name, coalesce(n.name, s.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang, first.day AS known_from, first.precision AS known_precision
FROM sites s
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = s.site_id AND n.lang = :lang AND n.preferred
LEFT JOIN LATERAL (
    SELECT told.day, told.precision
    FROM (
        SELECT s.opened_on AS day, s.opened_on_precision AS precision
        UNION ALL SELECT s.as_of, s.as_of_precision
        UNION ALL
        SELECT r.as_of, r.as_of_precision FROM site_reports r
        WHERE r.site_id = s.site_id AND known_by(r.report_id, r.recorded_at, :known)
        UNION ALL
        SELECT f.as_of, f.as_of_precision FROM figures f
        WHERE f.site_ids @> ARRAY[s.site_id] AND NOT f.suspect
          AND (f.metric NOT IN ('full', 'near_full', 'open') OR cardinality(f.site_ids) = 1)
        UNION ALL
        SELECT v.as_of, v.as_of_precision FROM service_reports v
        WHERE v.site_ids @> ARRAY[s.site_id] AND known_by(v.report_id, v.recorded_at, :known)
        UNION ALL SELECT m.period_end, m.period_end_precision FROM flows m WHERE m.from_site = s.site_id
        UNION ALL SELECT m.period_end, m.period_end_precision FROM flows m WHERE m.to_site = s.site_id
    ) AS told
    WHERE told.day IS NOT NULL
    ORDER BY told.day, told.precision = 'day' DESC
    LIMIT 1
) AS first ON true
WHERE s.site_id = :site_id
