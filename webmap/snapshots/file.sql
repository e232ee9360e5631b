-- A file of a published snapshot.
SELECT f.name, f.sha256, f.mimetype, f.bytes
FROM published.snapshot_files f
WHERE f.token = :token AND f.name = :name
