-- What of the staged site reports was imported before for the same site, day and source (a file without a named source
-- is followed by its mended copy)? The newest of these decides; an older one said again was corrected since. Who confirms
-- what was doubted says something new: a report with the same figures, which corrects the doubted one.

-- A table that the planner knows: a file may hold one site and day in every row, which pair by pair would take hours.
CREATE TEMPORARY TABLE earlier ON COMMIT DROP AS
SELECT r.report_id, r.site_id, r.as_of, r.as_of_precision, r.plots_planned, r.plots_prepared, r.plots_ready,
       r.plots_occupied, r.plots_reserved, r.families, r.individuals, r.families_waiting, r.stated, r.note, r.doubts, r.confirmed,
       s.cited_as,
       CASE WHEN s.cited_as ~ '^(file|sha256):' THEN '' ELSE s.cited_as END AS source
FROM ninewa.site_report r
JOIN ninewa.source s USING (source_id)
WHERE r.import_id IS NOT NULL AND (r.site_id, r.as_of) IN (SELECT i.site_id, i.as_of FROM staged i);

ANALYZE earlier;

CREATE TEMPORARY TABLE compared ON COMMIT DROP AS
WITH beside AS (
    SELECT i.row, e.report_id, e.cited_as = coalesce(i.source, :cited_as) AS is_of_this_source,
           (e.plots_planned, e.plots_prepared, e.plots_ready, e.plots_occupied, e.plots_reserved, e.families,
            e.individuals, e.families_waiting, e.stated, e.note)
           IS NOT DISTINCT FROM
           (i.plots_planned, i.plots_prepared, i.plots_ready, i.plots_occupied, i.plots_reserved, i.families,
            i.individuals, i.families_waiting, i.stated, i.note)
           AND NOT coalesce(e.doubts && m.confirmed, false) AS is_same
    FROM staged i
    LEFT JOIN marked m USING (row)
    JOIN earlier e
      ON e.site_id = i.site_id AND e.as_of = i.as_of AND e.as_of_precision = i.as_of_precision
     AND e.source = coalesce(i.source, '')
), known AS (
    SELECT row, max(report_id) AS newest, (array_agg(is_same ORDER BY report_id DESC))[1] AS is_said_now,
           bool_or(is_same AND is_of_this_source) AS was_said
    FROM beside GROUP BY row
)
SELECT i.row, k.newest AS corrects,
       CASE WHEN k.newest IS NULL THEN 'new' WHEN k.is_said_now OR k.was_said THEN 'unchanged' ELSE 'changed' END AS state,
       coalesce(k.was_said AND NOT k.is_said_now, false) AS corrected_since
FROM staged i LEFT JOIN known k USING (row)
;

-- Rows of several sites become joint figures, which have no reports: their ids in order, joined by `+`.
CREATE TEMPORARY TABLE joint ON COMMIT DROP AS
SELECT i.row, string_to_array(i.site_id, '+') AS site_ids, i.site_id AS joined, i.as_of, i.as_of_precision,
       coalesce(i.source, :cited_as) AS cited_as, coalesce(i.source, '') AS source, i.note, said.metric, said.value,
       i.stated -> said.metric ->> 'qualifier' AS qualifier
FROM staged i
CROSS JOIN LATERAL (VALUES ('families', i.families), ('individuals', i.individuals)) AS said (metric, value)
WHERE i.site_id LIKE '%+%' AND said.value IS NOT NULL;

CREATE TEMPORARY TABLE earlier_joint ON COMMIT DROP AS
SELECT f.figure_id, named.joined, f.as_of, f.as_of_precision, f.metric, f.value, f.qualifier, f.note,
       CASE WHEN s.cited_as ~ '^(file|sha256):' THEN '' ELSE s.cited_as END AS source
FROM ninewa.figure f
JOIN ninewa.source s USING (source_id)
CROSS JOIN LATERAL (SELECT string_agg(one, '+' ORDER BY one) AS joined FROM unnest(f.site_ids) AS one) AS named
WHERE f.figure_id >= :first_recorded AND cardinality(f.site_ids) > 1 AND f.metric IN ('families', 'individuals')
  AND (named.joined, f.as_of) IN (SELECT j.joined, j.as_of FROM joint j);

UPDATE compared c
SET state = CASE WHEN beside.is_same THEN 'unchanged' ELSE 'changed' END
FROM (
    SELECT coalesce(j.row, e.row) AS row, bool_or(e.figure_id IS NOT NULL) AS was_said,
           bool_and((e.metric, e.value, e.qualifier, e.note)
                    IS NOT DISTINCT FROM (j.metric, j.value::numeric, j.qualifier, j.note)) AS is_same
    FROM joint j
    FULL JOIN (
        SELECT i.row, said.figure_id, said.metric, said.value, said.qualifier, said.note
        FROM staged i
        JOIN earlier_joint said
          ON said.joined = i.site_id AND said.as_of = i.as_of AND said.as_of_precision = i.as_of_precision
         AND said.source = coalesce(i.source, '')
    ) AS e ON e.row = j.row AND e.metric = j.metric
    GROUP BY 1
) AS beside
WHERE beside.row = c.row AND beside.was_said
