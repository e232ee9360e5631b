-- What is known on the day :at of the sites around the origins (:lons, :lats in degrees), and how far is each from each?
-- `metres`: geodesic, in the order of the origins; NULL for a site without a position, which is listed to be asked about.
-- `same_governorate`: as the site's source states it, else by boundary; NULL where the origin's is not known.
-- At most the :each sites nearest to each origin are looked at.
WITH origin AS MATERIALIZED (
    SELECT o.n, ST_SetSRID(ST_MakePoint(o.lon, o.lat), 4326)::geography AS point,
           (SELECT a.name FROM admin_areas a
            WHERE a.level = 1 AND ST_Covers(a.geom, ST_SetSRID(ST_MakePoint(o.lon, o.lat), 4326))
            ORDER BY a.area_id LIMIT 1) AS governorate
    FROM unnest(CAST(:lons AS float8[]), CAST(:lats AS float8[])) WITH ORDINALITY AS o (lon, lat, n)
),
around AS MATERIALIZED (
    SELECT close.site_id
    FROM origin
    CROSS JOIN LATERAL (
        SELECT s.site_id FROM sites s WHERE s.geom IS NOT NULL
        ORDER BY s.geom::geography <-> origin.point LIMIT :each
    ) AS close
    UNION
    (SELECT s.site_id FROM sites s WHERE s.geom IS NULL ORDER BY s.site_id LIMIT :each)
)
SELECT state.site_id, state.name, coalesce(n.name, state.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang,
       ST_X(state.geom) AS lon, ST_Y(state.geom) AS lat, state.type, state.status_then, state.free, state.ready,
       state.occupied, state.reserved, state.reserved_as_of, state.reserved_precision, state.reserved_here,
       state.reserved_here_until, state.reserved_before_count, state.over_capacity_by,
       state.out_of_date, state.doubted, state.changed_since, state.counted_as_of, state.counted_precision, state.withheld, state.counted_source, state.families,
       state.families_qualifier, state.families_as_of, state.families_precision, state.families_source,
       state.said_full_on, state.overtaken_on, state.overtaken_precision, state.overtaken_by_families,
       state.free_by_count, state.individuals, state.individuals_as_of, state.individuals_precision,
       receives(state.type, state.status_then) AS receives,
       CASE WHEN state.geom IS NOT NULL THEN ARRAY(
           SELECT ST_Distance(state.geom::geography, origin.point) FROM origin ORDER BY origin.n
       ) END AS metres,
       ARRAY(
           SELECT coalesce(state.governorate_stated, coded.adm1_name) = origin.governorate FROM origin ORDER BY origin.n
       ) AS same_governorate
FROM around
CROSS JOIN LATERAL (SELECT k.* FROM site_state(:at, :known) AS k WHERE k.site_id = around.site_id LIMIT 1) AS state
CROSS JOIN LATERAL (SELECT s.adm1_name FROM sites s WHERE s.site_id = around.site_id LIMIT 1) AS coded
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = state.site_id AND n.lang = :lang AND n.preferred
ORDER BY state.site_id
LIMIT 21 * :each
