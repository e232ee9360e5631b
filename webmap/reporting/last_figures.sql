-- What did the standing reports of a site last say of each figure, from a day on and before a moment of a day? Of several
-- such questions at once, told by their number from 1. A report of that day counts when it was so before the moment;
-- `but`: a report that takes no part.
SELECT asked.nth, named.figure, newest.report_id, newest.value, newest.qualifier, newest.as_of, newest.as_of_precision
FROM (
    SELECT one.* FROM unnest(
        CAST(:sites AS text[]), CAST(:since AS date[]), CAST(:days AS date[]), CAST(:moments AS timestamptz[]),
        CAST(:but AS bigint[])
    ) WITH ORDINALITY AS one (site_id, since, day, moment, but, nth)
    WHERE may_report(one.site_id)
    OFFSET 0
) AS asked
CROSS JOIN unnest(CAST(:figures AS text[])) AS named (figure)
CROSS JOIN LATERAL (
    SELECT r.report_id, stated.value, r.stated -> named.figure ->> 'qualifier' AS qualifier, r.as_of, r.as_of_precision
    FROM ninewa.site_report r
    CROSS JOIN LATERAL (
        SELECT CASE named.figure
            WHEN 'plots_planned' THEN r.plots_planned WHEN 'plots_prepared' THEN r.plots_prepared
            WHEN 'plots_ready' THEN r.plots_ready WHEN 'plots_occupied' THEN r.plots_occupied
            WHEN 'plots_reserved' THEN r.plots_reserved WHEN 'families' THEN r.families
            WHEN 'individuals' THEN r.individuals WHEN 'families_waiting' THEN r.families_waiting END AS value
    ) AS stated
    WHERE r.site_id = asked.site_id AND stated.value IS NOT NULL AND r.as_of >= asked.since
      AND (r.as_of < asked.day OR r.as_of = asked.day AND coalesce(r.observed_at, r.recorded_at) <= asked.moment)
      AND r.report_id <> asked.but
      AND NOT EXISTS (SELECT FROM ninewa.site_report c WHERE c.corrects = r.report_id)
    ORDER BY r.as_of_from DESC, r.as_of, coalesce(r.observed_at, r.recorded_at) DESC, r.report_id DESC
    LIMIT 1
) AS newest
