-- What else was published, one row for each series (metric, type, scope, provider): how many figures up to :at, and the
-- newest of them. Figures of sites stand on the pages of the sites.
SELECT DISTINCT ON (f.metric, f.type, f.scope, f.provider)
    f.metric, f.type, f.scope, f.provider, f.relayed_by, f.unit, f.period_start, f.period_start_precision,
    f.as_of, f.as_of_precision, f.value, f.qualifier,
    said_by(f.note, :at) AS note, f.source_id, s.title AS source_title, s.url AS source_url,
    count(*) OVER (PARTITION BY f.metric, f.type, f.scope, f.provider) AS figures
FROM figures f
JOIN sources s ON s.source_id = f.source_id
WHERE f.metric !~ :metrics
  AND f.site_ids = '{}'
  AND f.as_of <= :at
ORDER BY
    f.metric, f.type, f.scope, f.provider, f.as_of DESC, f.suspect, coalesce(f.qualifier, 'exact') <> 'exact',
    f.relayed_by IS NOT NULL, f.figure_id
LIMIT :limit
