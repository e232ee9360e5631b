-- A file of a snapshot that was not withdrawn, for who plans.
SELECT f.name, f.sha256, b.mimetype, b.bytes
FROM ninewa.snapshot s
JOIN ninewa.snapshot_file f ON f.snapshot_id = s.snapshot_id
JOIN ninewa.frozen_bytes b ON b.sha256 = f.sha256
WHERE s.snapshot_id = :snapshot_id AND f.name = :name AND s.state <> 'withdrawn'
