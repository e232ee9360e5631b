-- Which sites were said to be full, almost full or open in the days after :since up to :until?
SELECT f.metric, f.as_of, f.as_of_precision, s.site_id, coalesce(n.name, s.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang, f.source_id
FROM figures f
JOIN sites s ON f.site_ids @> ARRAY[s.site_id]
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = s.site_id AND n.lang = :lang AND n.preferred
WHERE f.metric IN ('full', 'near_full', 'open') AND cardinality(f.site_ids) = 1 AND NOT f.suspect
  AND f.site_ids <@ CAST(:site_ids AS text[]) AND first_day(f.as_of, f.as_of_precision) > :since AND f.as_of <= :until
ORDER BY f.as_of, s.name, f.figure_id
LIMIT :limit
