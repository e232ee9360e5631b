-- What is known of each site on a day, with what planners reserved there: the rule of 70_site_state.sql, or for a day on
-- which it must say the same as on the newest, what is kept of that (71_site_now.sql). tests/test_site_now.py holds the
-- two against one another.
-- Plots that planners reserved here (`reserved_here`, all over by `reserved_here_until`) are taken off as well, beside what
-- a report states as reserved; `reserved_before_count`: those reserved before the count was made, which may hold the same
-- families. They end by themselves, so that nothing of them is kept. Only the exact layer knows of them: to the public
-- there is no reservation.
-- A text without schema names, as the rule: there may be no SET, STRICT or SECURITY DEFINER here.
CREATE FUNCTION public.site_state(day date, known timestamptz DEFAULT 'infinity')
RETURNS TABLE (
    site_id text, name text, type text, status text, geom public.geometry, "precision" text, district_stated text,
    governorate_stated text, agency text, adm2_pcode text, adm2_name text,
    opened_on date, opened_on_precision text, status_then text,
    families integer, families_qualifier text, families_as_of date, families_precision text, families_source integer,
    individuals integer, individuals_qualifier text, individuals_as_of date, individuals_precision text,
    individuals_source integer,
    ready integer, occupied integer, reserved integer, reserved_as_of date, reserved_precision text,
    reserved_here integer, reserved_here_until timestamptz, reserved_before_count integer,
    counted_as_of date, counted_precision text, counted_source integer,
    counted_families integer, counted_individuals integer,
    out_of_date boolean, doubted boolean, overtaken_on date, overtaken_precision text, overtaken_by_families integer,
    changed_since boolean, free integer, free_by_count integer, over_capacity_by integer, full_stated_on date,
    said_full_on date,
    newest_as_of date, newest_precision text, withheld text[]
)
LANGUAGE sql STABLE AS $$
SELECT
    k.site_id, k.name, k.type, k.status, k.geom, k."precision", k.district_stated, k.governorate_stated, k.agency,
    k.adm2_pcode, k.adm2_name, k.opened_on, k.opened_on_precision, k.status_then, k.families, k.families_qualifier,
    k.families_as_of, k.families_precision, k.families_source, k.individuals, k.individuals_qualifier,
    k.individuals_as_of, k.individuals_precision, k.individuals_source, k.ready, k.occupied, k.reserved,
    k.reserved_as_of, k.reserved_precision, here.plots AS reserved_here, here.until AS reserved_here_until,
    here.before_count AS reserved_before_count, k.counted_as_of, k.counted_precision, k.counted_source,
    k.counted_families, k.counted_individuals, k.out_of_date, k.doubted, k.overtaken_on, k.overtaken_precision,
    k.overtaken_by_families, k.changed_since,
    CASE WHEN k.free IS NOT NULL THEN greatest(0, k.free - coalesce(here.plots, 0)) END AS free,
    CASE WHEN k.free_by_count IS NOT NULL THEN greatest(0, k.free_by_count - coalesce(here.plots, 0)) END AS free_by_count,
    k.over_capacity_by, k.full_stated_on, k.said_full_on, k.newest_as_of, k.newest_precision, k.withheld
FROM (
    SELECT
        n.site_id, n.name, n.type, n.status, n.geom, n."precision", n.district_stated, n.governorate_stated,
        n.agency, n.adm2_pcode, n.adm2_name, n.opened_on, n.opened_on_precision, n.status_then, n.families,
        n.families_qualifier, n.families_as_of, n.families_precision, n.families_source, n.individuals,
        n.individuals_qualifier, n.individuals_as_of, n.individuals_precision, n.individuals_source, n.ready,
        n.occupied, n.reserved, n.reserved_as_of, n.reserved_precision, n.counted_as_of, n.counted_precision,
        n.counted_told_at, n.counted_source, n.counted_families, n.counted_individuals, n.out_of_date, n.doubted,
        n.overtaken_on, n.overtaken_precision, n.overtaken_by_families, n.changed_since, n.free, n.free_by_count,
        n.over_capacity_by, n.full_stated_on, n.said_full_on, n.newest_as_of, n.newest_precision, n.withheld
    FROM site_now n
    WHERE n.settled_on <= day AND n.recorded_by <= known
    UNION ALL
    SELECT
        other.site_id, r.name, r.type, r.status, r.geom, r."precision", r.district_stated, r.governorate_stated,
        r.agency, r.adm2_pcode, r.adm2_name, r.opened_on, r.opened_on_precision, r.status_then, r.families,
        r.families_qualifier, r.families_as_of, r.families_precision, r.families_source, r.individuals,
        r.individuals_qualifier, r.individuals_as_of, r.individuals_precision, r.individuals_source, r.ready,
        r.occupied, r.reserved, r.reserved_as_of, r.reserved_precision, r.counted_as_of, r.counted_precision,
        r.counted_told_at, r.counted_source, r.counted_families, r.counted_individuals, r.out_of_date, r.doubted,
        r.overtaken_on, r.overtaken_precision, r.overtaken_by_families, r.changed_since, r.free, r.free_by_count,
        r.over_capacity_by, r.full_stated_on, r.said_full_on, r.newest_as_of, r.newest_precision, r.withheld
    FROM (
        SELECT s.site_id FROM sites s
        WHERE NOT EXISTS (
            SELECT FROM site_now n WHERE n.site_id = s.site_id AND n.settled_on <= day AND n.recorded_by <= known
        )
    ) AS other
    CROSS JOIN LATERAL (
        SELECT one.* FROM site_state_by_rule(day, known) AS one WHERE one.site_id = other.site_id LIMIT 1
    ) AS r
) AS k
LEFT JOIN LATERAL (
    SELECT CAST(sum(v.plots) AS integer) AS plots, max(v.holds_until) AS until,
           CAST(sum(v.plots) FILTER (WHERE counted_after(v.made_at, k.counted_as_of, k.counted_told_at)) AS integer)
               AS before_count
    FROM reservations v
    -- The second condition finds them by their index, however many are over.
    WHERE v.site_id = k.site_id AND v.holds_until > CAST(day AS timestamp) AT TIME ZONE 'Asia/Baghdad'
      AND reserved_on(v.made_at, v.holds_until, v.ended_at, day, known)
) AS here ON true
$$;
