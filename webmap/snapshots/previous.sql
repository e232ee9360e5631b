-- The newest published snapshot of a series: what the next one is set beside.
SELECT n.token, n.title, n.day
FROM published.snapshots n
WHERE n.series = :series AND n.state = 'published'
ORDER BY n.published_at DESC
LIMIT 1
