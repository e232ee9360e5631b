-- Submissions of a form, the newest first. :aside: only those that are kept aside, the oldest first; :settled: only reports;
-- :uuid: only that one; :submission_id: only that one.
SELECT s.submission_id, s.form_id, s.uuid, s.root_uuid, s.deprecated_uuid, s.submitted_at, s.validation, s.received_at,
       s.answers, s.dropped, s.problems, s.report_id, s.replaced_by, s.dismissed_at, r.site_id, r.doubts
FROM ninewa.kobo_submission s
LEFT JOIN ninewa.site_report r USING (report_id)
WHERE s.form_id = :form_id
  AND (CAST(:uuid AS uuid) IS NULL OR s.uuid = :uuid)
  AND (CAST(:submission_id AS bigint) IS NULL OR s.submission_id = :submission_id)
  AND (NOT CAST(:settled AS boolean) OR s.report_id IS NOT NULL)
  AND (NOT CAST(:aside AS boolean)
       OR s.replaced_by IS NULL AND s.dismissed_at IS NULL AND (s.report_id IS NULL OR s.problems <> '[]'::jsonb))
ORDER BY CASE WHEN CAST(:aside AS boolean) THEN s.submission_id END, s.submission_id DESC
LIMIT :limit
