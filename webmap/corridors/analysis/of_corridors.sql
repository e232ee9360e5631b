-- Which movements that ended from :first to :last lie along any of :corridors, and which may (`certain` is false), as one
-- end of them is no one place? Each once, the newest first. `every`: how many there are.
SELECT found.flow_id, found.certain, count(*) OVER () AS every
FROM (
    SELECT f.flow_id, bool_or(f.certain) AS certain, max(f.period_end) AS period_end
    FROM unnest(CAST(:corridors AS text[])) AS asked (corridor_id)
    CROSS JOIN LATERAL (
        SELECT a.flow_id, a.period_end, true AS certain FROM flows_along(asked.corridor_id) AS a
        WHERE a.period_end BETWEEN CAST(:first AS date) AND CAST(:last AS date)
        UNION ALL
        SELECT p.flow_id, p.period_end, false FROM flows_perhaps_along(asked.corridor_id) AS p
        WHERE p.period_end BETWEEN CAST(:first AS date) AND CAST(:last AS date)
    ) AS f
    GROUP BY f.flow_id
) AS found
ORDER BY found.certain DESC, found.period_end DESC, found.flow_id
LIMIT :limit
