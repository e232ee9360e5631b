-- What is new or changed is appended; the newest of equal days is shown.
INSERT INTO ninewa.service_report (
    site_ids, as_of, as_of_precision, indicator, value, unit, qualifier, suspect, confidence, note, source_id, import_id
)
SELECT i.site_ids, i.as_of, i.as_of_precision, i.indicator, i.value, i.unit, i.qualifier, i.suspect, 'exact', i.note,
       s.source_id, :import_id
FROM staged i
JOIN compared c USING (row)
JOIN ninewa.source s ON s.cited_as = coalesce(i.source, :cited_as)
WHERE c.state <> 'unchanged'
ORDER BY i.row
