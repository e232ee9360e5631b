-- The reports of a site of the person's own, the newest first: of equal days that which was so later. :report_id: only
-- that one; :client_uuid: only the one that was sent under it; :standing: only what no other corrects and states a figure.
SELECT r.report_id, r.as_of, r.as_of_precision, coalesce(r.observed_at, r.recorded_at) AS told_at, r.observed_at,
       r.recorded_at, r.plots_planned, r.plots_prepared, r.plots_ready, r.plots_occupied, r.plots_reserved, r.families,
       r.individuals, r.families_waiting, r.stated, r.note, r.corrects, r.reason, r.client_uuid, r.account_id,
       a.name AS account_name, a.role AS account_role, r.doubts, r.confirmed, s.title AS source_title,
       EXISTS (SELECT FROM ninewa.waiting_report w WHERE w.report_id = r.report_id) AS is_of_guest,
       coalesce(s.cited_as LIKE 'kobo:%', false) AS is_of_kobo,
       (SELECT min(c.report_id) FROM ninewa.site_report c WHERE c.corrects = r.report_id) AS corrected_by
FROM ninewa.site_report r
JOIN ninewa.source s USING (source_id)
LEFT JOIN ninewa.account a USING (account_id)
WHERE r.site_id = :site_id AND (SELECT may_report(:site_id))
  AND (CAST(:report_id AS bigint) IS NULL OR r.report_id = :report_id)
  AND (CAST(:client_uuid AS uuid) IS NULL OR r.client_uuid = :client_uuid)
  AND (NOT CAST(:standing AS boolean)
       OR NOT EXISTS (SELECT FROM ninewa.site_report c WHERE c.corrects = r.report_id)
          AND num_nonnulls(r.plots_planned, r.plots_prepared, r.plots_ready, r.plots_occupied, r.plots_reserved,
                           r.families, r.individuals, r.families_waiting) > 0)
ORDER BY r.as_of_from DESC, r.as_of, coalesce(r.observed_at, r.recorded_at) DESC, r.report_id DESC
LIMIT :limit
