-- Which reports are of the days after :since up to :until, and which corrected an earlier one in these days, with what
-- the corrected one said? A month, or a part of it, is of these days only as a whole. A correction counts by its own day or by the day on which it was entered (Asia/Baghdad).
SELECT r.report_id, r.site_id, coalesce(n.name, s.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang,
       r.as_of, r.as_of_precision, coalesce(r.superseded_at <= :known, false) AS superseded, r.corrects, old.as_of AS old_as_of,
       old.as_of_precision AS old_as_of_precision,
       r.plots_planned, r.plots_prepared, r.plots_ready, r.plots_occupied, r.plots_reserved, r.families, r.individuals,
       r.families_waiting, r.withheld,
       old.plots_planned AS old_plots_planned, old.plots_prepared AS old_plots_prepared,
       old.plots_ready AS old_plots_ready, old.plots_occupied AS old_plots_occupied,
       old.plots_reserved AS old_plots_reserved, old.families AS old_families, old.individuals AS old_individuals,
       old.families_waiting AS old_families_waiting, old.withheld AS old_withheld, r.source_id
FROM site_reports r
JOIN sites s ON s.site_id = r.site_id
LEFT JOIN site_reports old ON old.report_id = r.corrects
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = r.site_id AND n.lang = :lang AND n.preferred
WHERE r.site_id = ANY (:site_ids) AND r.as_of <= :until AND known_by(r.report_id, r.recorded_at, :known)
  AND (r.as_of_from > :since
       OR (r.corrects IS NOT NULL
           AND CAST(r.recorded_at AT TIME ZONE 'Asia/Baghdad' AS date) > :since
           AND CAST(r.recorded_at AT TIME ZONE 'Asia/Baghdad' AS date) <= :until))
ORDER BY r.as_of, s.name, r.report_id
LIMIT :limit
