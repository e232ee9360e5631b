-- In which staged reports are as many plots occupied as were free at the site's last count of as many ready ones?
SELECT i.row, i.plots_occupied AS occupied, i.plots_ready AS ready, before.as_of
FROM staged i
CROSS JOIN LATERAL (
    SELECT r.plots_ready, r.plots_occupied, r.as_of
    FROM ninewa.site_report r
    WHERE r.site_id = i.site_id AND r.as_of < i.as_of AND r.as_of >= i.as_of - CAST(:days AS integer)
      AND r.plots_ready IS NOT NULL AND r.plots_occupied IS NOT NULL
      AND NOT EXISTS (SELECT FROM ninewa.site_report c WHERE c.corrects = r.report_id)
    ORDER BY r.as_of DESC, r.report_id DESC LIMIT 1
) AS before
WHERE i.plots_ready = before.plots_ready AND i.plots_occupied = before.plots_ready - before.plots_occupied
  AND abs(i.plots_occupied - before.plots_occupied) >= :smallest
ORDER BY i.row
