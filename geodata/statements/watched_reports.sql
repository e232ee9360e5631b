-- The last standing reports of each of these sites in the two months up to the day, newest first. The exact layer alone.
SELECT named.site_id, r.report_id, r.as_of, r.as_of_precision, r.plots_ready, r.plots_occupied, r.families, r.individuals,
       stored.confirmed
FROM unnest(CAST(:site_ids AS text[])) AS named (site_id)
CROSS JOIN LATERAL (
    SELECT r.report_id, r.as_of, r.as_of_from, r.as_of_precision, r.told_at, r.plots_ready, r.plots_occupied, r.families,
           r.individuals
    FROM site_reports r
    WHERE r.site_id = named.site_id AND r.as_of <= :at AND r.as_of_from > CAST(:at AS date) - 62
      AND stands_by(r.report_id, r.recorded_at, r.superseded_at, :known)
      AND num_nonnulls(r.plots_ready, r.plots_occupied, r.families, r.individuals) > 0
    ORDER BY r.as_of_from DESC, r.as_of, r.told_at DESC, r.report_id DESC
    LIMIT :each
) AS r
JOIN ninewa.site_report stored ON stored.report_id = r.report_id
ORDER BY named.site_id, r.as_of_from DESC, r.as_of, r.told_at DESC, r.report_id DESC
