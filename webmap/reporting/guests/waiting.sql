-- Reports of guests that wait at the sites of the person's own, the one that came first before others.
-- :waiting_id: only that one, decided or not.
SELECT w.waiting_id, w.link_id, l.given_to, w.site_id, s.name, coalesce(n.name, s.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang, w.client_uuid, w.received_at, w.as_of, w.observed_at, w.plots_planned,
       w.plots_prepared, w.plots_ready, w.plots_occupied, w.plots_reserved, w.families, w.individuals,
       w.families_waiting, w.unknown, w.levels, w.note, w.decided_at, a.role AS decided_role, w.reason, w.report_id,
       newest.report_id AS newest_report
FROM ninewa.waiting_report w
JOIN ninewa.guest_link l USING (link_id)
JOIN sites s ON s.site_id = w.site_id
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = s.site_id AND n.lang = :lang AND n.preferred
LEFT JOIN ninewa.account a ON a.account_id = w.decided_by
LEFT JOIN LATERAL (
    SELECT r.report_id
    FROM ninewa.site_report r
    WHERE r.site_id = w.site_id AND NOT EXISTS (SELECT FROM ninewa.site_report c WHERE c.corrects = r.report_id)
      AND num_nonnulls(r.plots_planned, r.plots_prepared, r.plots_ready, r.plots_occupied, r.plots_reserved,
                       r.families, r.individuals, r.families_waiting) > 0
    ORDER BY r.as_of_from DESC, r.as_of, coalesce(r.observed_at, r.recorded_at) DESC, r.report_id DESC
    LIMIT 1
) AS newest ON true
WHERE may_report(w.site_id)
  AND CASE WHEN CAST(:waiting_id AS bigint) IS NULL THEN w.decided_at IS NULL ELSE w.waiting_id = :waiting_id END
ORDER BY w.received_at, w.waiting_id
LIMIT :limit
