-- What was known of each site after each thing that was said of it up to :until? By site and day; of more than :most
-- sites none. What lies before :first counts as of that day. The rule is site_state(), in
-- geodata/objects/70_site_state.sql, asked for the days alone on which something new can change its answer.
WITH listed AS MATERIALIZED (
    SELECT s.site_id FROM sites s WHERE (SELECT count(*) FROM (SELECT FROM sites LIMIT :most + 1) AS counted) <= :most
),
said AS (
    SELECT l.site_id, r.as_of AS day, false AS arrived
    FROM listed l
    JOIN site_reports r ON r.site_id = l.site_id AND stands_by(r.report_id, r.recorded_at, r.superseded_at, :known)
    UNION ALL
    SELECT unnest(f.site_ids), f.as_of, false FROM figures f WHERE NOT f.suspect
    UNION ALL
    SELECT unnest(v.site_ids), v.as_of, false FROM service_reports v
    UNION ALL
    SELECT m.from_site, m.period_end, false FROM listed l JOIN flows m ON m.from_site = l.site_id
    UNION ALL
    SELECT m.to_site, m.period_end, moves_families(m.kind, m.families, m.individuals)
    FROM listed l JOIN flows m ON m.to_site = l.site_id
    UNION ALL
    SELECT s.site_id, own.day, false
    FROM sites s CROSS JOIN LATERAL (VALUES (s.opened_on), (s.closed_on), (s.as_of)) AS own (day)
),
days AS MATERIALIZED (
    SELECT l.site_id, greatest(said.day, :first) AS day, bool_or(said.arrived AND said.day >= :first) AS arrived
    FROM said JOIN listed l ON l.site_id = said.site_id
    WHERE said.day <= :until
    GROUP BY l.site_id, greatest(said.day, :first)
    ORDER BY 1, 2
    LIMIT :limit
)
SELECT days.site_id, days.day, days.arrived, k.status_then, k.ready, k.occupied, k.free, k.over_capacity_by,
       k.counted_as_of, k.counted_precision, k.changed_since, k.families, k.families_as_of,
       k.families_precision, k.newest_as_of, k.newest_precision, k.said_full_on, k.withheld
FROM days
CROSS JOIN LATERAL (SELECT s.* FROM site_state(days.day, :known) AS s WHERE s.site_id = days.site_id LIMIT 1) AS k
ORDER BY days.site_id, days.day
