-- Which part of Ninewa is nearer to each open site of it than to any other, and what is known of the site?
-- A row for each site. Sites at one point (to the metre) share one area: `place` is the same. A site is of Ninewa by the
-- boundary it was coded with, else by the outline; where it has no position, as its source states, and then no area.
-- Areas are cut in UTM 38N (metres), so that they fill the outline without gap or overlap. Screening sites and reception
-- centres take no part: people pass through them.
WITH outline AS MATERIALIZED (
    SELECT geom, ST_Transform(geom, 32638) AS area FROM admin_areas WHERE area_id = 'governorate-ninewa'
),
taking AS MATERIALIZED (
    SELECT state.site_id, state.name, state.families, state.families_qualifier, state.families_as_of,
           state.families_precision, state.free, state.counted_as_of, state.counted_precision, state.withheld,
           ST_SnapToGrid(ST_Transform(state.geom, 32638), 1) AS place
    FROM site_state(:at, :known) AS state
    JOIN sites s ON s.site_id = state.site_id
    CROSS JOIN outline o
    WHERE state.status_then = 'open' AND NOT passed_through(state.type)
      AND CASE
          WHEN state.geom IS NULL THEN state.governorate_stated = 'Ninewa'
          WHEN s.adm1_pcode IS NOT NULL THEN upper(s.adm1_pcode) = 'IQG15'
          ELSE ST_Covers(o.geom, state.geom)
      END
),
places AS MATERIALIZED (
    SELECT DISTINCT place FROM taking WHERE place IS NOT NULL
),
frame AS (
    SELECT ST_SetSRID(ST_Expand(ST_Extent(g.geom), 1000)::geometry, 32638) AS box, count(*) - 1 AS places
    FROM (SELECT place AS geom FROM places UNION ALL SELECT area FROM outline) AS g
),
cells AS MATERIALIZED (
    SELECT (ST_Dump(ST_VoronoiPolygons(ST_Collect(p.place), 0, (SELECT box FROM frame)))).geom
    FROM places p
    UNION ALL
    SELECT f.box FROM frame f WHERE f.places = 1  -- a single point has no Voronoi polygon
),
-- Each cell by the squares of 20 km that it touches, so that not every place is tried with every cell.
tiles AS MATERIALIZED (
    SELECT c.geom, x, y
    FROM cells c
    CROSS JOIN generate_series(floor(ST_XMin(c.geom) / 20000)::integer, floor(ST_XMax(c.geom) / 20000)::integer) AS x
    CROSS JOIN generate_series(floor(ST_YMin(c.geom) / 20000)::integer, floor(ST_YMax(c.geom) / 20000)::integer) AS y
),
areas AS MATERIALIZED (
    SELECT p.place, ST_CollectionExtract(ST_Intersection(t.geom, o.area), 3) AS area
    FROM places p
    JOIN tiles t ON t.x = floor(ST_X(p.place) / 20000) AND t.y = floor(ST_Y(p.place) / 20000)
        AND ST_Contains(t.geom, p.place)
    CROSS JOIN outline o
)
SELECT t.site_id, t.name, coalesce(n.name, t.name) AS shown_name, shown_lang(n.name, :lang) AS shown_lang,
       t.families, t.families_qualifier, t.families_as_of, t.families_precision, t.free, t.counted_as_of,
       t.counted_precision, t.withheld, ST_AsText(t.place) AS place, ST_X(ST_Transform(t.place, 4326)) AS lon,
       ST_Y(ST_Transform(t.place, 4326)) AS lat, a.area,
       ST_Area(ST_Transform(a.area, 4326)::geography) / 1e6 AS km2,
       ST_AsGeoJSON(ST_Transform(a.area, 4326), 6) AS geojson
FROM taking t
LEFT JOIN areas a ON a.place = t.place
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = t.site_id AND n.lang = :lang AND n.preferred
ORDER BY t.name, t.site_id
LIMIT :limit
