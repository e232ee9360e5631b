-- From which day on is anything known of any site, by the rule of site_state(), and from which anything at all?
-- NULL when nothing ever is. Of the reports only those older than all else are looked into.
WITH said AS MATERIALIZED (
    SELECT least(
        (
            SELECT min(f.as_of) FROM figures f
            WHERE NOT f.suspect AND cardinality(f.site_ids) > 0
              AND (f.metric NOT IN ('full', 'near_full', 'open') OR cardinality(f.site_ids) = 1)
        ),
        (SELECT least(min(s.opened_on), min(s.as_of)) FROM sites s),
        (SELECT min(v.as_of) FROM service_reports v
         WHERE cardinality(v.site_ids) > 0 AND stands_by(v.report_id, v.recorded_at, v.superseded_at, :known)),
        (SELECT min(m.period_end) FROM flows m WHERE m.from_site IS NOT NULL OR m.to_site IS NOT NULL)
    ) AS day
),
of_sites AS MATERIALIZED (
    SELECT least(said.day, (
        SELECT min(r.as_of) FROM site_reports r
        WHERE r.as_of < coalesce(said.day, 'infinity')
          AND stands_by(r.report_id, r.recorded_at, r.superseded_at, :known)
    )) AS day
    FROM said
)
SELECT of_sites.day AS sites,
       least(of_sites.day, (SELECT min(f.as_of) FROM figures f), (SELECT min(m.period_end) FROM flows m)) AS anything
FROM of_sites
LIMIT 1
