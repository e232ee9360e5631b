-- The people counted nearest to the day of each row of `newest` (site_id, as_of): of two equally near, the last recorded.
-- Where they are withheld (NULL), none stand for them.
LEFT JOIN LATERAL (
    SELECT r.individuals, r.stated -> 'individuals' ->> 'qualifier' AS qualifier, r.as_of, r.as_of_precision
    FROM site_reports r
    WHERE r.site_id = newest.site_id
      AND r.as_of BETWEEN newest.as_of - old_after_days() AND least(newest.as_of + old_after_days(), :at)
      AND (r.individuals IS NOT NULL OR 'individuals' = ANY (r.withheld))
      AND stands_by(r.report_id, r.recorded_at, r.superseded_at, :known)
    ORDER BY abs(r.as_of - newest.as_of), r.told_at DESC, r.report_id DESC LIMIT 1
) AS people ON true
