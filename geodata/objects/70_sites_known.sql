-- Of which sites was anything known by a day? Those of site_state() and no other (tests/test_site_now.py), for questions
-- that ask nothing else of a site: a fifth of the work.
-- A text without schema names, as in 70_site_state.sql: the search path of who asks decides the layer.
CREATE FUNCTION public.sites_known(day date, known timestamptz DEFAULT 'infinity')
RETURNS TABLE (site_id text, name text, type text)
LANGUAGE sql STABLE AS $$
SELECT s.site_id, s.name, s.type
FROM sites s
WHERE s.opened_on <= day OR s.as_of <= day
   OR (
       SELECT true FROM site_reports r
       WHERE r.site_id = s.site_id AND r.as_of <= day AND stands_by(r.report_id, r.recorded_at, r.superseded_at, known)
       LIMIT 1
   )
   OR (
       SELECT true FROM figures f
       WHERE f.site_ids @> ARRAY[s.site_id] AND f.as_of <= day AND NOT f.suspect
         AND (f.metric NOT IN ('full', 'near_full', 'open') OR cardinality(f.site_ids) = 1)
       LIMIT 1
   )
   OR (SELECT true FROM flows m WHERE m.from_site = s.site_id AND m.period_end <= day LIMIT 1)
   OR (SELECT true FROM flows m WHERE m.to_site = s.site_id AND m.period_end <= day LIMIT 1)
   OR (
       SELECT true FROM service_reports v
       WHERE v.site_ids @> ARRAY[s.site_id] AND v.as_of <= day
         AND stands_by(v.report_id, v.recorded_at, v.superseded_at, known)
       LIMIT 1
   )
$$;
