-- The newest published snapshot of the series of another one, if it was published after that one.
SELECT n.token, n.title, n.day
FROM published.snapshots s
JOIN published.snapshots n ON n.series = s.series AND n.state = 'published' AND n.published_at > s.published_at
WHERE s.token = :token
ORDER BY n.published_at DESC
LIMIT 1
