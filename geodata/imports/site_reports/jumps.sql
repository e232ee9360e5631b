-- Which figures of the staged reports are more than :change of it away from what their site last reported, in the file
-- itself or before, within :days days?
SELECT i.row, said.figure, said.now, before.value AS before, before.as_of
FROM staged i
CROSS JOIN LATERAL (
    VALUES ('plots_ready', i.plots_ready), ('plots_occupied', i.plots_occupied), ('families', i.families),
           ('individuals', i.individuals)
) AS said (figure, now)
CROSS JOIN LATERAL (
    SELECT newest.value, newest.as_of FROM (
        (SELECT stated.value, r.as_of
         FROM ninewa.site_report r
         CROSS JOIN LATERAL (
             SELECT CASE said.figure WHEN 'plots_ready' THEN r.plots_ready WHEN 'plots_occupied' THEN r.plots_occupied
                    WHEN 'families' THEN r.families ELSE r.individuals END AS value
         ) AS stated
         WHERE r.site_id = i.site_id AND r.as_of < i.as_of AND r.as_of >= i.as_of - CAST(:days AS integer)
           AND stated.value IS NOT NULL
           AND NOT EXISTS (SELECT FROM ninewa.site_report c WHERE c.corrects = r.report_id)
         ORDER BY r.as_of DESC, r.report_id DESC LIMIT 1)
        UNION ALL
        (SELECT stated.value, e.as_of
         FROM staged e
         CROSS JOIN LATERAL (
             SELECT CASE said.figure WHEN 'plots_ready' THEN e.plots_ready WHEN 'plots_occupied' THEN e.plots_occupied
                    WHEN 'families' THEN e.families ELSE e.individuals END AS value
         ) AS stated
         WHERE e.site_id = i.site_id AND e.as_of < i.as_of AND e.as_of >= i.as_of - CAST(:days AS integer)
           AND stated.value IS NOT NULL
         ORDER BY e.as_of DESC, e.row DESC LIMIT 1)
    ) AS newest
    ORDER BY newest.as_of DESC LIMIT 1
) AS before
WHERE said.now IS NOT NULL AND before.value > 0
  AND abs(said.now - before.value) > :change * before.value AND abs(said.now - before.value) >= :smallest
ORDER BY i.row, said.figure
