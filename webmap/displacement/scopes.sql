-- Scopes that have a series of people displaced, the ones with most figures first; and who published them.
SELECT f.scope, f.provider, count(*) AS figures, sum(count(*)) OVER (PARTITION BY f.scope) AS in_scope
FROM figures f
WHERE f.metric ~ :metrics AND f.site_ids = '{}' AND f.scope IS NOT NULL AND f.provider IS NOT NULL
GROUP BY f.scope, f.provider
ORDER BY in_scope DESC, f.scope, figures DESC, f.provider
LIMIT 200
