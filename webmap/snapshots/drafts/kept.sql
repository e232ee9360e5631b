-- Snapshots in whatever state, for who plans: those that wait first, then drafts; of each the newest first.
-- With :snapshot_id or :token that one; with :state those of it.
SELECT s.snapshot_id, s.token, s.state, s.title, s.note, s.day, s.known, s.data_version, s.layers, s.bbox, s.series, s.asked,
    s.strictest, s.made_by, maker.name AS made_by_name, s.made_at, approver.name AS approved_by_name, s.published_at,
    s.withdrawn_at, s.withdrawn_reason, n.token AS successor_token, n.title AS successor_title
FROM ninewa.snapshot s
LEFT JOIN ninewa.account maker ON maker.account_id = s.made_by
LEFT JOIN ninewa.account approver ON approver.account_id = s.approved_by
LEFT JOIN ninewa.snapshot n ON n.snapshot_id = s.successor AND n.state = 'published'
WHERE (CAST(:snapshot_id AS bigint) IS NULL OR s.snapshot_id = :snapshot_id)
  AND (CAST(:token AS text) IS NULL OR s.token = :token)
  AND (CAST(:state AS text) IS NULL OR s.state = :state)
ORDER BY array_position(ARRAY['waiting', 'draft', 'published', 'withdrawn'], s.state), s.made_at DESC, s.snapshot_id DESC
LIMIT :limit
