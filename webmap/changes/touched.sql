-- Of which sites is anything dated, or a report corrected, in the days after :since up to :until, or was the last report
-- in the days before, after :earlier? What site_state() knows of a site changes on such days alone.
SELECT s.site_id
FROM sites s
WHERE s.opened_on > :since AND s.opened_on <= :until
   OR s.closed_on > :since AND s.closed_on <= :until
   OR s.as_of > :since AND s.as_of <= :until
   OR s.site_id IN (
    SELECT r.site_id FROM site_reports r WHERE r.as_of > :earlier AND r.as_of <= :until
    UNION ALL
    SELECT r.site_id FROM site_reports r
    WHERE r.corrects IS NOT NULL AND r.as_of <= :until
      AND CAST(r.recorded_at AT TIME ZONE 'Asia/Baghdad' AS date) > :since
      AND CAST(r.recorded_at AT TIME ZONE 'Asia/Baghdad' AS date) <= :until
    UNION ALL SELECT unnest(f.site_ids) FROM figures f WHERE f.as_of > :since AND f.as_of <= :until
    UNION ALL SELECT unnest(v.site_ids) FROM service_reports v WHERE v.as_of > :since AND v.as_of <= :until
    UNION ALL SELECT m.from_site FROM flows m WHERE m.period_end > :since AND m.period_end <= :until
    UNION ALL SELECT m.to_site FROM flows m WHERE m.period_end > :since AND m.period_end <= :until
    UNION ALL
    SELECT v.site_id FROM reservations v
    WHERE CAST(v.made_at AT TIME ZONE 'Asia/Baghdad' AS date) <= :until
      AND CAST(least(v.holds_until, v.ended_at) AT TIME ZONE 'Asia/Baghdad' AS date) >= :since
    UNION ALL SELECT p.site_id FROM former_positions p WHERE p.moved_on > :since AND p.moved_on <= :until
   )
ORDER BY s.name, s.site_id
LIMIT :limit
