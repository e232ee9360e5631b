-- What of the staged service reports was imported before for the same sites, indicator, day and source (a file without a
-- named source is followed by its mended copy)? The newest decides; an older one said again was corrected since.

-- A table that the planner knows: a file may hold one site and day in every row, which pair by pair would take hours.
CREATE TEMPORARY TABLE earlier ON COMMIT DROP AS
SELECT r.report_id, r.site_ids, r.as_of, r.as_of_precision, r.indicator, r.value, r.unit, r.qualifier, r.confidence,
       r.note, s.cited_as, CASE WHEN s.cited_as ~ '^(file|sha256):' THEN '' ELSE s.cited_as END AS source
FROM ninewa.service_report r
JOIN ninewa.source s USING (source_id)
WHERE r.import_id IS NOT NULL AND (r.site_ids, r.as_of) IN (SELECT i.site_ids, i.as_of FROM staged i);

ANALYZE earlier;

CREATE TEMPORARY TABLE compared ON COMMIT DROP AS
WITH beside AS (
    SELECT i.row, e.report_id, e.cited_as = coalesce(i.source, :cited_as) AS is_of_this_source,
           (e.value, e.unit, e.qualifier, e.confidence, e.note)
           IS NOT DISTINCT FROM (i.value, i.unit, i.qualifier, 'exact', i.note) AS is_same
    FROM staged i
    JOIN earlier e
      ON e.site_ids = i.site_ids AND e.indicator = i.indicator
     AND e.as_of = i.as_of AND e.as_of_precision = i.as_of_precision AND e.source = coalesce(i.source, '')
), known AS (
    SELECT row, max(report_id) AS newest, (array_agg(is_same ORDER BY report_id DESC))[1] AS is_said_now,
           bool_or(is_same AND is_of_this_source) AS was_said
    FROM beside GROUP BY row
)
SELECT i.row, k.newest AS corrects,
       CASE WHEN k.newest IS NULL THEN 'new' WHEN k.is_said_now OR k.was_said THEN 'unchanged' ELSE 'changed' END AS state,
       coalesce(k.was_said AND NOT k.is_said_now, false) AS corrected_since
FROM staged i LEFT JOIN known k USING (row)
