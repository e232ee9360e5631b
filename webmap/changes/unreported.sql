-- Which sites have no report of the days after :since up to :until, although they have one of the days before, as many,
-- after :earlier up to :since?
SELECT r.site_id, coalesce(n.name, s.name) AS shown_name, shown_lang(n.name, :lang) AS shown_lang,
       r.as_of, r.as_of_precision, r.source_id
FROM (
    SELECT DISTINCT ON (b.site_id) b.site_id, b.as_of, b.as_of_precision, b.source_id
    FROM site_reports b
    WHERE b.site_id = ANY (:site_ids) AND b.as_of > :earlier AND b.as_of <= :since
      AND stands_by(b.report_id, b.recorded_at, b.superseded_at, :known)
    ORDER BY b.site_id, b.as_of DESC, b.report_id DESC
) AS r
JOIN sites s ON s.site_id = r.site_id
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = r.site_id AND n.lang = :lang AND n.preferred
WHERE NOT EXISTS (
    SELECT FROM site_reports later
    WHERE later.site_id = r.site_id AND later.as_of > :since AND later.as_of <= :until
      AND stands_by(later.report_id, later.recorded_at, later.superseded_at, :known)
)
ORDER BY s.name, r.site_id
LIMIT :limit
