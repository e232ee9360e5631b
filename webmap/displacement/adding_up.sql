-- Days for which one provider gave all three of one scope: displaced now, ever displaced, returned. Of several figures of
-- a day the exact one counts, and the provider's own before one that somebody quotes.
WITH preferred AS (
    SELECT DISTINCT ON (f.provider, f.as_of, f.metric)
        f.provider, f.as_of, f.as_of_precision, f.metric, f.value, f.qualifier, s.title, s.url
    FROM figures f
    JOIN sources s ON s.source_id = f.source_id
    WHERE f.metric = ANY (:metrics)
      AND f.scope = :scope
      AND f.site_ids = '{}'
      AND f.provider IS NOT NULL
      AND f.value IS NOT NULL
      AND f.as_of <= :at
      AND NOT f.suspect
    ORDER BY
        f.provider, f.as_of, f.metric, coalesce(f.qualifier, 'exact') <> 'exact', f.qualifier <> 'approx',
        f.relayed_by IS NOT NULL, f.figure_id
)
SELECT n.provider, n.as_of, n.as_of_precision,
       n.value AS now_value, n.qualifier AS now_qualifier, n.title AS now_title, n.url AS now_url,
       e.value AS ever_value, e.qualifier AS ever_qualifier, e.title AS ever_title, e.url AS ever_url,
       r.value AS returned_value, r.qualifier AS returned_qualifier, r.title AS returned_title, r.url AS returned_url
FROM preferred n
JOIN preferred e ON e.provider = n.provider AND e.as_of = n.as_of AND e.metric = :ever
JOIN preferred r ON r.provider = n.provider AND r.as_of = n.as_of AND r.metric = :returned
WHERE n.metric = :now
ORDER BY n.as_of DESC, n.provider
LIMIT :limit
