-- Published snapshots, the newest day first.
SELECT s.token, s.state, s.title, s.note, s.day, s.known, s.data_version, s.layers, s.series,
    s.published_at, s.withdrawn_at, s.withdrawn_reason, s.successor
FROM published.snapshots s
WHERE s.state = 'published'
ORDER BY s.day DESC, s.published_at DESC, s.token
LIMIT :most
