-- What is known of each site on a day, each figure from the newest report that states it, with its own date.
-- `known`: only what was recorded by that instant takes part, and a correction recorded later corrects nothing yet.
-- What has no moment of recording (a site's own row, figures, movements) counts as known.
-- Free places by the one rule: max(0, ready - occupied - reserved), ready and occupied of the newest report that states
-- both, reserved the newest stated, which may be of another day; unknown (out of date) when a later statement says the
-- site is full or a later report holds more families or occupied plots than that ready; unknown as well (changed since)
-- when anything later implies other families than that count, or tells of a movement into or out of the site: then
-- `free_by_count` keeps what the count alone would give. geodata/statements/changed_since.sql lists what is later.
-- What planners reserved is taken off by site_state(), which is what everybody calls (72_site_state.sql).
-- A site described as closed without a day of closing, or as out of reach, is so from the day of that description on,
-- until a later report holds people, or a later statement says that it is open. Sites nothing was said of by then are
-- not listed.
-- A month, a third of one or a year is an interval: of two reports the newer is that whose first possible day is later,
-- then the one that says its day more narrowly; so a dated report stands before the figure of its month.
-- A report whose figure is withheld from the public (`withheld` names it) states the figure all the same: no older one
-- stands in for it, and what rests on it is withheld as well. Free places are so when one of their three figures is, and
-- when a later report or statement withholds what may tell of other families than the count. Whether a withheld figure
-- is 0 nobody is told, so it opens no site.
-- A count under an import's warning that nobody confirmed is in doubt, and so is a site whose row is: its free places are
-- unknown, and no older count stands in.
-- A text without schema names: the search path of who asks decides the layer, and the planner puts it in the place of
-- the call. So there may be no SET, STRICT or SECURITY DEFINER here.
CREATE FUNCTION public.site_state_by_rule(day date, known timestamptz)
RETURNS TABLE (
    site_id text, name text, type text, status text, geom public.geometry, "precision" text, district_stated text,
    governorate_stated text, agency text, adm2_pcode text, adm2_name text,
    opened_on date, opened_on_precision text, status_then text,
    families integer, families_qualifier text, families_as_of date, families_precision text, families_source integer,
    individuals integer, individuals_qualifier text, individuals_as_of date, individuals_precision text,
    individuals_source integer,
    ready integer, occupied integer, reserved integer, reserved_as_of date, reserved_precision text,
    counted_as_of date, counted_precision text, counted_told_at timestamptz, counted_source integer,
    counted_families integer, counted_individuals integer,
    out_of_date boolean, doubted boolean, overtaken_on date, overtaken_precision text, overtaken_by_families integer,
    changed_since boolean, free integer, free_by_count integer, over_capacity_by integer, full_stated_on date,
    said_full_on date,
    newest_as_of date, newest_precision text, withheld text[]
)
LANGUAGE sql STABLE AS $$
SELECT
    s.site_id, s.name, s.type, s.status, s.geom, s.precision, s.district_stated, s.governorate_stated,
    CASE WHEN s.agency_as_of <= day THEN s.agency END AS agency,
    s.adm2_pcode, s.adm2_name,
    CASE WHEN s.opened_on <= day THEN s.opened_on END AS opened_on,
    CASE WHEN s.opened_on <= day THEN s.opened_on_precision END AS opened_on_precision,
    CASE
        WHEN s.closed_on <= day THEN 'closed'
        WHEN shut.status IS NOT NULL THEN shut.status
        WHEN s.opened_on <= day OR said.open_on IS NOT NULL OR lived_in.by_then OR moved.by_then THEN 'open'
        WHEN s.opened_on > day THEN 'not_open'
        WHEN s.as_of <= day THEN coalesce(s.status, 'not_stated')
        ELSE 'not_stated'
    END AS status_then,
    families.families, families.stated -> 'families' ->> 'qualifier' AS families_qualifier,
    families.as_of AS families_as_of, families.as_of_precision AS families_precision,
    families.source_id AS families_source,
    individuals.individuals, individuals.stated -> 'individuals' ->> 'qualifier' AS individuals_qualifier,
    individuals.as_of AS individuals_as_of, individuals.as_of_precision AS individuals_precision,
    individuals.source_id AS individuals_source,
    counted.plots_ready AS ready, counted.plots_occupied AS occupied,
    CASE WHEN counted.as_of IS NOT NULL AND NOT held_back.reserved
        THEN coalesce(promised.plots_reserved, 0) END AS reserved,
    promised.as_of AS reserved_as_of, promised.as_of_precision AS reserved_precision,
    counted.as_of AS counted_as_of, counted.as_of_precision AS counted_precision, counted.told_at AS counted_told_at,
    counted.source_id AS counted_source,
    counted.families AS counted_families, counted.individuals AS counted_individuals,
    counted.as_of IS NOT NULL AND NOT holds.true_then AS out_of_date, doubt.stands AS doubted,
    overtaken.as_of AS overtaken_on, overtaken.as_of_precision AS overtaken_precision,
    overtaken.families AS overtaken_by_families,
    holds.true_then AND NOT held_back.free AND NOT doubt.stands AND changed.since IS NOT NULL AS changed_since,
    CASE WHEN holds.true_then AND NOT held_back.free AND NOT doubt.stands AND changed.since IS NULL
        THEN greatest(0, counted.plots_ready - counted.plots_occupied - coalesce(promised.plots_reserved, 0)) END AS free,
    CASE WHEN holds.true_then AND NOT held_back.free AND NOT doubt.stands
        THEN greatest(0, counted.plots_ready - counted.plots_occupied - coalesce(promised.plots_reserved, 0)) END
        AS free_by_count,
    CASE WHEN holds.true_then AND NOT held_back.free AND NOT doubt.stands AND changed.since IS NULL
        THEN greatest(0, counted.plots_occupied - counted.plots_ready) END AS over_capacity_by,
    said.full_on AS full_stated_on,
    -- A statement says something new only where no count of that day or later tells more.
    CASE WHEN counted.as_of IS NULL OR said.full_from > counted.as_of_from THEN said.full_on END AS said_full_on,
    newest.as_of AS newest_as_of, newest.as_of_precision AS newest_precision,
    array_remove(ARRAY[
        CASE WHEN 'families' = ANY (families.withheld) THEN 'families' END,
        CASE WHEN 'individuals' = ANY (individuals.withheld) THEN 'individuals' END,
        CASE WHEN 'plots_ready' = ANY (counted.withheld) THEN 'ready' END,
        CASE WHEN 'plots_occupied' = ANY (counted.withheld) THEN 'occupied' END,
        CASE WHEN held_back.reserved AND counted.as_of IS NOT NULL THEN 'reserved' END,
        CASE WHEN held_back.free AND holds.true_then THEN 'free' END
    ], NULL) AS withheld
FROM sites s
LEFT JOIN LATERAL (
    SELECT r.families, r.stated, r.as_of, r.as_of_precision, r.source_id, r.withheld
    FROM site_reports r
    WHERE r.site_id = s.site_id AND r.as_of <= day AND (r.families IS NOT NULL OR 'families' = ANY (r.withheld))
      AND stands_by(r.report_id, r.recorded_at, r.superseded_at, known)
    ORDER BY r.as_of_from DESC, r.as_of, r.told_at DESC, r.report_id DESC LIMIT 1
) AS families ON true
LEFT JOIN LATERAL (
    SELECT r.individuals, r.stated, r.as_of, r.as_of_precision, r.source_id, r.withheld
    FROM site_reports r
    WHERE r.site_id = s.site_id AND r.as_of <= day AND (r.individuals IS NOT NULL OR 'individuals' = ANY (r.withheld))
      AND stands_by(r.report_id, r.recorded_at, r.superseded_at, known)
    ORDER BY r.as_of_from DESC, r.as_of, r.told_at DESC, r.report_id DESC LIMIT 1
) AS individuals ON true
LEFT JOIN LATERAL (
    SELECT r.as_of, r.as_of_precision FROM site_reports r
    WHERE r.site_id = s.site_id AND r.as_of <= day AND stands_by(r.report_id, r.recorded_at, r.superseded_at, known)
      AND (r.families IS NOT NULL OR r.individuals IS NOT NULL OR r.plots_occupied IS NOT NULL
           OR r.withheld && '{families,individuals,plots_occupied}')
    ORDER BY r.as_of_from DESC, r.as_of, r.told_at DESC, r.report_id DESC LIMIT 1
) AS newest ON true
LEFT JOIN LATERAL (
    SELECT r.plots_ready, r.plots_occupied, r.families, r.individuals, r.as_of, r.as_of_from, r.as_of_precision,
           r.source_id, r.withheld, r.doubted, r.told_at
    FROM site_reports r
    WHERE r.site_id = s.site_id AND r.as_of <= day AND stands_by(r.report_id, r.recorded_at, r.superseded_at, known)
      AND (r.plots_ready IS NOT NULL OR 'plots_ready' = ANY (r.withheld))
      AND (r.plots_occupied IS NOT NULL OR 'plots_occupied' = ANY (r.withheld))
    ORDER BY r.as_of_from DESC, r.as_of, r.told_at DESC, r.report_id DESC LIMIT 1
) AS counted ON true
LEFT JOIN LATERAL (
    SELECT r.plots_reserved, r.as_of, r.as_of_precision, r.withheld, r.doubted
    FROM site_reports r
    WHERE r.site_id = s.site_id AND r.as_of <= day
      AND (r.plots_reserved IS NOT NULL OR 'plots_reserved' = ANY (r.withheld))
      AND stands_by(r.report_id, r.recorded_at, r.superseded_at, known)
    ORDER BY r.as_of_from DESC, r.as_of, r.told_at DESC, r.report_id DESC LIMIT 1
) AS promised ON true
LEFT JOIN LATERAL (
    SELECT r.as_of, r.as_of_precision, r.families
    FROM site_reports r
    WHERE r.site_id = s.site_id AND r.as_of_from > counted.as_of_from AND r.as_of <= day
      AND stands_by(r.report_id, r.recorded_at, r.superseded_at, known)
      AND (r.families > counted.plots_ready OR r.plots_occupied > counted.plots_ready)
    ORDER BY r.as_of_from DESC LIMIT 1
) AS overtaken ON true
LEFT JOIN LATERAL (
    SELECT true AS perhaps
    FROM site_reports r
    WHERE r.site_id = s.site_id AND r.as_of_from > counted.as_of_from AND r.as_of <= day
      AND stands_by(r.report_id, r.recorded_at, r.superseded_at, known)
      AND (r.withheld && '{families,individuals,plots_occupied}'
           OR counted.withheld && '{families,individuals}' AND num_nonnulls(r.families, r.individuals) > 0)
    LIMIT 1
) AS overtaken_unseen ON true
LEFT JOIN LATERAL (
    SELECT max(f.as_of) FILTER (WHERE f.metric = 'full') AS full_on,
           max(first_day(f.as_of, f.as_of_precision)) FILTER (WHERE f.metric = 'full') AS full_from,
           bool_or(tells_otherwise(f.metric, f.value, f.qualifier, counted.plots_ready, counted.plots_occupied,
                                   counted.families, counted.individuals))
               FILTER (WHERE first_day(f.as_of, f.as_of_precision) > counted.as_of_from
                             AND cardinality(f.site_ids) = 1) AS otherwise,
           -- What is withheld may be any number, and beside a count that is, any number may differ.
           bool_or(tells_otherwise(f.metric, -1, NULL, counted.plots_ready, counted.plots_occupied, counted.families,
                                   counted.individuals)
                   OR tells_otherwise(f.metric, 1e9, NULL, counted.plots_ready, counted.plots_occupied,
                                      counted.families, counted.individuals))
               FILTER (WHERE first_day(f.as_of, f.as_of_precision) > counted.as_of_from
                             AND cardinality(f.site_ids) = 1
                             AND ('value' = ANY (f.withheld) OR counted.withheld && '{families,individuals}'))
               AS otherwise_unseen,
           max(f.as_of) FILTER (WHERE f.metric IN ('open', 'full', 'near_full')) AS open_on,
           min(f.as_of) AS announced_on
    FROM figures f
    WHERE f.site_ids @> ARRAY[s.site_id] AND f.as_of <= day AND NOT f.suspect
      AND (f.metric NOT IN ('full', 'near_full', 'open') OR cardinality(f.site_ids) = 1)
) AS said ON true
-- Movements are found by their site and day, in one index.
LEFT JOIN LATERAL (
    SELECT true AS since
    WHERE counted.as_of IS NOT NULL
      AND (
          said.otherwise
          OR (
              SELECT true FROM site_reports r
              WHERE r.site_id = s.site_id AND r.as_of_from > counted.as_of_from AND r.as_of <= day
                AND stands_by(r.report_id, r.recorded_at, r.superseded_at, known)
                AND (
                    tells_otherwise('families', r.families, r.stated -> 'families' ->> 'qualifier', counted.plots_ready,
                                    counted.plots_occupied, counted.families, counted.individuals)
                    OR tells_otherwise('individuals', r.individuals, r.stated -> 'individuals' ->> 'qualifier',
                                       counted.plots_ready, counted.plots_occupied, counted.families,
                                       counted.individuals)
                    OR tells_otherwise('plots_occupied', r.plots_occupied,
                                       r.stated -> 'plots_occupied' ->> 'qualifier', counted.plots_ready,
                                       counted.plots_occupied, counted.families, counted.individuals)
                )
              LIMIT 1
          )
          OR (
              SELECT true FROM flows m
              WHERE m.from_site = s.site_id AND m.period_end <= day AND m.period_end > counted.as_of
                AND moves_families(m.kind, m.families, m.individuals)
              LIMIT 1
          )
          OR (
              SELECT true FROM flows m
              WHERE m.to_site = s.site_id AND m.period_end <= day AND m.period_end > counted.as_of
                AND moves_families(m.kind, m.families, m.individuals)
              LIMIT 1
          )
      )
    LIMIT 1
) AS changed ON true
-- These cross joins read nothing themselves: they stand in the expressions that name them, and are worked out only
-- where what precedes them there does not tell, which is for few sites. `by_then` is true or NULL.
CROSS JOIN LATERAL (
    SELECT (
        SELECT true FROM site_reports r
        WHERE r.site_id = s.site_id AND r.as_of <= day
          AND stands_by(r.report_id, r.recorded_at, r.superseded_at, known)
          AND (r.families > 0 OR r.individuals > 0 OR r.plots_occupied > 0)
        LIMIT 1
    ) AS by_then
) AS lived_in
CROSS JOIN LATERAL (
    SELECT (SELECT true FROM flows m WHERE m.from_site = s.site_id AND m.period_end <= day LIMIT 1)
        OR (SELECT true FROM flows m WHERE m.to_site = s.site_id AND m.period_end <= day LIMIT 1) AS by_then
) AS moved
CROSS JOIN LATERAL (
    -- NULL for nearly all sites, so that the reports are looked through for few.
    SELECT CASE
        WHEN s.as_of <= day AND (s.status = 'no_access' OR s.status = 'closed' AND s.closed_on IS NULL)
             AND NOT coalesce(said.open_on > s.as_of OR s.opened_on > s.as_of AND s.opened_on <= day, false)
             AND NOT EXISTS (
                 SELECT FROM site_reports r
                 WHERE r.site_id = s.site_id AND r.as_of > s.as_of AND r.as_of <= day
                   AND stands_by(r.report_id, r.recorded_at, r.superseded_at, known)
                   AND (r.families > 0 OR r.individuals > 0 OR r.plots_occupied > 0)
             )
            THEN s.status
        END AS status
) AS shut
CROSS JOIN LATERAL (
    SELECT promised.plots_reserved IS NULL AND promised.as_of IS NOT NULL AS reserved,
           counted.plots_ready IS NULL OR counted.plots_occupied IS NULL
               OR promised.plots_reserved IS NULL AND promised.as_of IS NOT NULL
               OR overtaken_unseen.perhaps IS NOT NULL OR coalesce(said.otherwise_unseen, false) AS free
) AS held_back
CROSS JOIN LATERAL (
    SELECT counted.as_of IS NOT NULL
           AND (counted.doubted OR coalesce(promised.doubted, false) OR s.doubted) AS stands
) AS doubt
CROSS JOIN LATERAL (
    -- NULL (no count at all) is not true either: without a count nothing is free and nothing is full.
    SELECT counted.as_of IS NOT NULL AND overtaken.as_of IS NULL
           AND NOT coalesce(said.full_from > counted.as_of_from, false) AS true_then
) AS holds
WHERE (
    s.opened_on <= day OR s.as_of <= day OR said.announced_on <= day
    OR (
        SELECT true FROM site_reports r
        WHERE r.site_id = s.site_id AND r.as_of <= day
          AND stands_by(r.report_id, r.recorded_at, r.superseded_at, known)
        LIMIT 1
    )
    OR moved.by_then
    OR (
        SELECT true FROM service_reports v
        WHERE v.site_ids @> ARRAY[s.site_id] AND v.as_of <= day
          AND stands_by(v.report_id, v.recorded_at, v.superseded_at, known)
        LIMIT 1
    )
)
$$;
