-- Scopes that have a series of people displaced, the ones with most figures first; who published them, and from which day
-- on there is a figure of the scope.
SELECT f.scope, f.provider, count(*) AS figures, sum(count(*)) OVER (PARTITION BY f.scope) AS in_scope,
       min(min(f.as_of)) OVER (PARTITION BY f.scope) AS begins
FROM figures f
WHERE f.metric ~ :metrics AND f.site_ids = '{}' AND f.scope IS NOT NULL AND f.provider IS NOT NULL
GROUP BY f.scope, f.provider
ORDER BY in_scope DESC, f.scope, figures DESC, f.provider
LIMIT 200
