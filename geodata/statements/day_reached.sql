-- The newest day, after :shipped_day, that at least a third of the recently reporting sites reached by a report made here;
-- NULL when there is none. Recently: with one of the 300 newest reports, the shipped ones of the 92 days before
-- that day among them. One site alone moves no day, be it the only one that reports.
-- And whether planners hold plots somewhere now.
WITH made_here AS (
    SELECT r.site_id, r.as_of
    FROM site_reports r
    WHERE r.report_id >= 1000000 AND known_by(r.report_id, r.recorded_at, :known)
    ORDER BY r.as_of DESC LIMIT 300
), shipped AS (
    SELECT r.site_id, r.as_of
    FROM site_reports r
    WHERE r.report_id < 1000000 AND r.as_of <= :shipped_day AND r.as_of > CAST(:shipped_day AS date) - 92
), recent AS (
    SELECT site_id, as_of, true AS here FROM made_here
    UNION ALL
    SELECT site_id, as_of, false FROM shipped
    ORDER BY as_of DESC LIMIT 300
), of_sites AS (
    SELECT site_id, max(as_of) FILTER (WHERE here) AS reached FROM recent GROUP BY site_id
)
SELECT (
    SELECT s.reached FROM of_sites s
    WHERE s.reached > :shipped_day
    ORDER BY s.reached DESC
    OFFSET (SELECT greatest(2, ceil(count(*) / 3.0)) - 1 FROM of_sites) LIMIT 1
) AS day,
    EXISTS (
        SELECT FROM reservations v
        WHERE v.holds_until > now() AND v.ended_at IS NULL AND v.made_at <= :known
    ) AS are_plots_reserved
LIMIT 1
