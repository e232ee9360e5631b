-- The stock of people displaced, day by day, as one provider published it (its own figures and those quoted from it):
-- one figure a day, the exact one before a rounded one, never a suspect one. The newest :limit days, oldest first.
SELECT as_of, value, qualifier
FROM (
    SELECT DISTINCT ON (f.as_of) f.as_of, f.value, f.qualifier
    FROM figures f
    WHERE f.metric = :metric
      AND f.type = 'stock'
      AND f.scope = :scope
      AND f.provider = :provider
      AND f.site_ids = '{}'
      AND f.as_of >= :first
      AND f.as_of_precision = 'day'
      AND f.value IS NOT NULL
      AND NOT f.suspect
    ORDER BY
        f.as_of DESC, coalesce(f.qualifier, 'exact') <> 'exact', f.qualifier <> 'approx',
        f.relayed_by IS NOT NULL, f.figure_id
    LIMIT :limit
) AS newest
ORDER BY as_of
