-- What is later than the last count of plots of the sites :site_ids and makes it old, by the day :at: reports and
-- statements that imply other families, movements into and out of the site; of each site the newest first.
-- By the rule of site_state(), for the sites that it calls changed since their count.
WITH counted AS MATERIALIZED (
    SELECT k.site_id, k.counted_as_of, first_day(k.counted_as_of, k.counted_precision) AS counted_from, k.ready,
           k.occupied, k.counted_families, k.counted_individuals
    FROM unnest(CAST(:site_ids AS text[])) AS asked (site_id)
    CROSS JOIN LATERAL (SELECT s.* FROM site_state(:at, :known) AS s WHERE s.site_id = asked.site_id LIMIT 1) AS k
    WHERE k.changed_since
),
later AS (
    SELECT c.site_id, told.what, told.value, told.qualifier, NULL::integer AS families, NULL::integer AS individuals,
           NULL::date AS period_start, NULL::text AS period_start_precision, r.as_of, r.as_of_precision, r.source_id
    FROM counted c
    JOIN site_reports r ON r.site_id = c.site_id AND r.as_of_from > c.counted_from AND r.as_of <= :at
        AND stands_by(r.report_id, r.recorded_at, r.superseded_at, :known)
    CROSS JOIN LATERAL (
        VALUES ('families', r.families, r.stated -> 'families' ->> 'qualifier'),
               ('individuals', r.individuals, r.stated -> 'individuals' ->> 'qualifier'),
               ('plots_occupied', r.plots_occupied, r.stated -> 'plots_occupied' ->> 'qualifier')
    ) AS told (what, value, qualifier)
    WHERE tells_otherwise(told.what, told.value, told.qualifier, c.ready, c.occupied, c.counted_families,
                          c.counted_individuals)
    UNION ALL
    SELECT c.site_id, f.metric, f.value, f.qualifier, NULL, NULL, NULL, NULL, f.as_of, f.as_of_precision, f.source_id
    FROM counted c
    JOIN figures f ON f.site_ids @> ARRAY[c.site_id] AND cardinality(f.site_ids) = 1
        AND first_day(f.as_of, f.as_of_precision) > c.counted_from AND f.as_of <= :at AND NOT f.suspect
    WHERE tells_otherwise(f.metric, f.value, f.qualifier, c.ready, c.occupied, c.counted_families,
                          c.counted_individuals)
    UNION ALL
    SELECT c.site_id, CASE WHEN m.to_site = c.site_id THEN 'moved_in' ELSE 'moved_out' END, NULL, m.qualifier,
           m.families, m.individuals, m.period_start, m.period_start_precision, m.period_end, m.period_end_precision,
           m.source_id
    FROM counted c
    JOIN flows m ON (m.from_site = c.site_id OR m.to_site = c.site_id)
        AND m.period_end > c.counted_as_of AND m.period_end <= :at
        AND moves_families(m.kind, m.families, m.individuals)
)
SELECT later.site_id, later.what, later.value, later.qualifier, later.families, later.individuals, later.period_start,
       later.period_start_precision, later.as_of, later.as_of_precision, later.source_id
FROM later
ORDER BY later.site_id, later.as_of DESC, later.what, later.source_id
LIMIT 2000
