-- Forms of KoboToolbox, with whom they report for and how much is kept aside; :form_id: that one alone.
SELECT f.form_id, f.name, f.account_id, a.name AS account_name, f.site_id, f.field_map, f.made_at, f.disabled_at,
       EXISTS (SELECT FROM ninewa.kobo_token t WHERE t.form_id = f.form_id) AS has_token,
       (SELECT max(s.received_at) FROM ninewa.kobo_submission s WHERE s.form_id = f.form_id) AS heard_at,
       (SELECT count(*) FROM ninewa.kobo_submission s
        WHERE s.form_id = f.form_id AND s.replaced_by IS NULL AND s.dismissed_at IS NULL
          AND (s.report_id IS NULL OR s.problems <> '[]'::jsonb)) AS aside
FROM ninewa.kobo_form f
JOIN ninewa.account a USING (account_id)
WHERE may_mend_kobo() AND (CAST(:form_id AS bigint) IS NULL OR f.form_id = :form_id)
ORDER BY f.disabled_at IS NOT NULL, f.form_id DESC
LIMIT :limit
