-- When were these sites opened or closed by the day :until, and who says so?
SELECT s.site_id, s.source_id,
       CASE WHEN s.opened_on <= :until THEN s.opened_on END AS opened_on,
       CASE WHEN s.opened_on <= :until THEN s.opened_on_precision END AS opened_on_precision,
       CASE WHEN s.closed_on <= :until THEN s.closed_on END AS closed_on,
       CASE WHEN s.closed_on <= :until THEN s.closed_on_precision END AS closed_on_precision
FROM sites s
WHERE s.site_id = ANY (:site_ids)
LIMIT 20000
