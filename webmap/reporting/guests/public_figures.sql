-- What did the standing reports of a site last say of each figure, as far as everybody may know it?
SELECT 1 AS nth, named.figure, newest.report_id, newest.value, newest.qualifier, newest.as_of, newest.as_of_precision
FROM unnest(CAST(:figures AS text[])) AS named (figure)
CROSS JOIN LATERAL (
    SELECT r.report_id, stated.value, r.stated -> named.figure ->> 'qualifier' AS qualifier, r.as_of, r.as_of_precision
    FROM site_reports r
    CROSS JOIN LATERAL (
        SELECT CASE named.figure
            WHEN 'plots_planned' THEN r.plots_planned WHEN 'plots_prepared' THEN r.plots_prepared
            WHEN 'plots_ready' THEN r.plots_ready WHEN 'plots_occupied' THEN r.plots_occupied
            WHEN 'plots_reserved' THEN r.plots_reserved WHEN 'families' THEN r.families
            WHEN 'individuals' THEN r.individuals WHEN 'families_waiting' THEN r.families_waiting END AS value
    ) AS stated
    WHERE r.site_id = :site_id AND stated.value IS NOT NULL AND NOT r.superseded
    ORDER BY r.as_of_from DESC, r.as_of, r.told_at DESC, r.report_id DESC
    LIMIT 1
) AS newest
