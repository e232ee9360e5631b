-- Is anything known of any site by the day :at? By the rule of site_state(), answered by the first row that says
-- something, not by a look at every site.
SELECT EXISTS (
           SELECT FROM figures f
           WHERE f.as_of <= :at AND NOT f.suspect AND cardinality(f.site_ids) > 0
             AND (f.metric NOT IN ('full', 'near_full', 'open') OR cardinality(f.site_ids) = 1)
       )
    OR EXISTS (SELECT FROM sites s WHERE s.opened_on <= :at OR s.as_of <= :at)
    OR EXISTS (
           SELECT FROM site_reports r
           WHERE r.as_of <= :at AND stands_by(r.report_id, r.recorded_at, r.superseded_at, :known)
       )
    OR EXISTS (
           SELECT FROM service_reports v
           WHERE v.as_of <= :at AND cardinality(v.site_ids) > 0
             AND stands_by(v.report_id, v.recorded_at, v.superseded_at, :known)
       )
    OR EXISTS (
           SELECT FROM flows m WHERE m.period_end <= :at AND (m.from_site IS NOT NULL OR m.to_site IS NOT NULL)
       ) AS known
LIMIT 1
