-- How many people did a source count in several sites together, in the time up to :at that is not old, without saying how
-- many in each? The newest count of each set of sites; ids and names in the order of the ids.
SELECT DISTINCT ON (together.site_ids) together.site_ids,
       (SELECT array_agg(coalesce(n.name, s.name) ORDER BY s.site_id) FROM sites s
        LEFT JOIN place_names n
            ON n.entity_kind = 'site' AND n.entity_id = s.site_id AND n.lang = :lang AND n.preferred
        WHERE s.site_id = ANY (together.site_ids)) AS site_names,
       f.value, f.qualifier, f.as_of, f.as_of_precision, f.source_id
FROM figures f
CROSS JOIN LATERAL (SELECT array_agg(one ORDER BY one) AS site_ids FROM unnest(f.site_ids) AS one) AS together
WHERE f.metric = 'individuals' AND cardinality(f.site_ids) > 1 AND f.value IS NOT NULL AND NOT f.suspect
  AND f.as_of BETWEEN CAST(:at AS date) - old_after_days() AND CAST(:at AS date)
ORDER BY together.site_ids, f.as_of DESC, f.figure_id
LIMIT :limit
