-- What is new or changed is appended; a changed report points at the one that it corrects. What was confirmed of that one
-- stays confirmed where the figures are the same.
INSERT INTO ninewa.site_report (
    site_id, as_of, as_of_precision, recorded_by, plots_planned, plots_prepared, plots_ready, plots_occupied,
    plots_reserved, families, individuals, families_waiting, stated, note, source_id, corrects, import_id,
    doubts, confirmed
)
SELECT i.site_id, i.as_of, i.as_of_precision, 'import', i.plots_planned, i.plots_prepared, i.plots_ready,
       i.plots_occupied, i.plots_reserved, i.families, i.individuals, i.families_waiting, i.stated, i.note,
       s.source_id, c.corrects, :import_id,
       ARRAY(SELECT unnest(m.doubts) EXCEPT SELECT unnest(before.confirmed) ORDER BY 1),
       ARRAY(SELECT unnest(m.confirmed) UNION SELECT unnest(before.confirmed) ORDER BY 1)
FROM staged i
JOIN compared c USING (row)
LEFT JOIN marked m USING (row)
LEFT JOIN earlier before
  ON before.report_id = c.corrects
 AND (before.plots_planned, before.plots_prepared, before.plots_ready, before.plots_occupied, before.plots_reserved,
      before.families, before.individuals, before.families_waiting)
     IS NOT DISTINCT FROM
     (i.plots_planned, i.plots_prepared, i.plots_ready, i.plots_occupied, i.plots_reserved,
      i.families, i.individuals, i.families_waiting)
JOIN ninewa.source s ON s.cited_as = coalesce(i.source, :cited_as)
WHERE c.state <> 'unchanged' AND i.site_id NOT LIKE '%+%'
ORDER BY i.row;

-- Joint figures have no history: those of the same sites, day and source make room for what is said of them now.
DELETE FROM ninewa.figure f
USING earlier_joint e
JOIN staged i
  ON e.joined = i.site_id AND e.as_of = i.as_of AND e.as_of_precision = i.as_of_precision
 AND e.source = coalesce(i.source, '')
JOIN compared c USING (row)
WHERE f.figure_id = e.figure_id AND c.state = 'changed';

INSERT INTO ninewa.figure (site_ids, metric, type, as_of, as_of_precision, unit, value, qualifier, note, source_id)
SELECT j.site_ids, j.metric, 'stock', j.as_of, j.as_of_precision, j.metric, j.value, j.qualifier, j.note, s.source_id
FROM joint j
JOIN compared c USING (row)
JOIN ninewa.source s ON s.cited_as = j.cited_as
WHERE c.state <> 'unchanged'
ORDER BY j.row, j.metric
