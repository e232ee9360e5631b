-- The snapshot of a token, if it is or was published.
SELECT s.token, s.state, s.title, s.note, s.day, s.known, s.data_version, s.layers, s.series,
    s.published_at, s.withdrawn_at, s.withdrawn_reason, s.successor
FROM published.snapshots s
WHERE s.token = :token
