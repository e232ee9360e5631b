-- How many families had the site :site lately? The newest days by :at with occupied plots stated, and those with families
-- stated, the newest first. A day or a third of a month is one, a month or a year is not: nobody knows when in it the
-- families were there. A figure withheld is NULL.
(
    SELECT DISTINCT ON (r.as_of_from, r.as_of) 'occupied' AS kind, r.as_of_from, r.as_of, r.as_of_precision,
           r.plots_occupied AS value
    FROM site_reports r
    WHERE r.site_id = :site AND r.as_of <= :at AND r.as_of_precision NOT IN ('month', 'year')
      AND (r.plots_occupied IS NOT NULL OR 'plots_occupied' = ANY (r.withheld))
      AND stands_by(r.report_id, r.recorded_at, r.superseded_at, :known)
    ORDER BY r.as_of_from DESC, r.as_of, r.told_at DESC, r.report_id DESC
    LIMIT 20
)
UNION ALL
(
    SELECT DISTINCT ON (r.as_of_from, r.as_of) 'families' AS kind, r.as_of_from, r.as_of, r.as_of_precision,
           r.families AS value
    FROM site_reports r
    WHERE r.site_id = :site AND r.as_of <= :at AND r.as_of_precision NOT IN ('month', 'year')
      AND (r.families IS NOT NULL OR 'families' = ANY (r.withheld))
      AND stands_by(r.report_id, r.recorded_at, r.superseded_at, :known)
    ORDER BY r.as_of_from DESC, r.as_of, r.told_at DESC, r.report_id DESC
    LIMIT 20
)
ORDER BY kind DESC, as_of_from DESC, as_of
LIMIT 40
