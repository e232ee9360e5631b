-- Who published headline figures of one scope, the most figures first.
SELECT f.provider, count(*) AS figures
FROM figures f
WHERE f.metric = ANY (:metrics) AND f.scope = :scope AND f.site_ids = '{}' AND f.provider IS NOT NULL
GROUP BY f.provider
ORDER BY figures DESC, f.provider
LIMIT 50
