-- What of the staged service reports was imported before for the same sites, indicator, day and source (a file without a
-- named source is followed by its mended copy)? The newest decides; an older one said again was corrected since.
CREATE TEMPORARY TABLE compared ON COMMIT DROP AS
WITH earlier AS (
    SELECT i.row, r.report_id, s.cited_as = coalesce(i.source, :cited_as) AS is_of_this_source,
           (r.value, r.unit, r.qualifier, r.confidence, r.note)
           IS NOT DISTINCT FROM (i.value, i.unit, i.qualifier, 'exact', i.note) AS is_same
    FROM staged i
    JOIN ninewa.service_report r
      ON r.site_ids = i.site_ids AND r.indicator = i.indicator
     AND r.as_of = i.as_of AND r.as_of_precision = i.as_of_precision
    JOIN ninewa.source s ON s.source_id = r.source_id
    WHERE r.import_id IS NOT NULL
      AND CASE WHEN s.cited_as LIKE 'sha256:%' THEN '' ELSE s.cited_as END = coalesce(i.source, '')
), known AS (
    SELECT row, max(report_id) AS newest, (array_agg(is_same ORDER BY report_id DESC))[1] AS is_said_now,
           bool_or(is_same AND is_of_this_source) AS was_said
    FROM earlier GROUP BY row
)
SELECT i.row, k.newest AS corrects,
       CASE WHEN k.newest IS NULL THEN 'new' WHEN k.is_said_now OR k.was_said THEN 'unchanged' ELSE 'changed' END AS state,
       coalesce(k.was_said AND NOT k.is_said_now, false) AS corrected_since
FROM staged i LEFT JOIN known k USING (row)
