-- What was last reported of each service indicator on a site, alone or together with other sites?
SELECT DISTINCT ON (v.indicator, v.site_ids) v.site_ids, v.indicator, v.value, v.unit, v.qualifier, v.as_of,
       v.as_of_precision, v.confidence, v.note, v.source_id, src.title AS source_title, src.url AS source_url
FROM service_reports v JOIN sources src ON src.source_id = v.source_id
WHERE v.site_ids @> ARRAY[:site_id] AND v.as_of <= :at AND known_by(v.report_id, v.recorded_at, :known)
ORDER BY v.indicator, v.site_ids, v.as_of DESC, v.report_id DESC
LIMIT 200
