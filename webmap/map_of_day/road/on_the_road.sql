-- What lies within :metres of the longest path of the corridor :line, and at which kilometre? Geodesic metres from the
-- beginning of the path and from the path itself. Points of the corridors :corridors; sites, towns and services whoever
-- put them there; both ends of the movements :flows. Candidates come by the indexes of the columns, as in near_sites.sql
-- and near_services.sql; where along the path a thing lies is measured in UTM 38N, wrong by less than 0.4 %.
WITH line AS MATERIALIZED (
    SELECT path.geom, path.geom::geography AS geog, ST_Transform(path.geom, 32638) AS utm,
           ST_Length(path.geom::geography) AS metres
    FROM corridors c
    CROSS JOIN LATERAL ST_Dump(c.axis) AS path
    WHERE c.corridor_id = :line
    ORDER BY metres DESC, path.path[1]
    LIMIT 1
),
things AS (
    SELECT 'point' AS kind, p.corridor_id || '.' || p.seq AS id, p.geom
    FROM corridor_points p
    WHERE p.corridor_id = ANY (CAST(:corridors AS text[])) AND p.geom IS NOT NULL
    UNION ALL
    SELECT 'site', s.site_id, s.geom FROM line JOIN sites s ON ST_DWithin(s.utm, line.utm, :metres * 1.01 + 100)
    UNION ALL
    SELECT 'service', v.service_id, v.geom
    FROM line JOIN service_points v ON v.geom && ST_Expand(line.geom, :metres / 86000.0)
    UNION ALL
    SELECT 'town', p.place_id, p.geom
    FROM line JOIN places p ON p.geom && ST_Expand(line.geom, :metres / 86000.0) AND p.kind IN ('city', 'town')
    UNION ALL
    SELECT side.kind, CAST(f.flow_id AS text), side.geom
    FROM flows f
    CROSS JOIN LATERAL (VALUES ('from', f.from_geom), ('to', f.to_geom)) AS side (kind, geom)
    WHERE f.flow_id = ANY (CAST(:flows AS bigint[])) AND side.geom IS NOT NULL
)
SELECT things.kind, things.id, ST_LineLocatePoint(line.utm, ST_Transform(things.geom, 32638)) * line.metres AS along_m,
       ST_Distance(things.geom::geography, line.geog) AS offset_m, line.metres AS length_m,
       p.name AS town, coalesce(n.name, p.name) AS town_shown, shown_lang(n.name, :lang) AS town_lang
FROM line
CROSS JOIN things
LEFT JOIN places p ON things.kind = 'town' AND p.place_id = things.id
LEFT JOIN place_names n ON n.entity_kind = 'place' AND n.entity_id = p.place_id AND n.lang = :lang AND n.preferred
WHERE ST_DWithin(things.geom::geography, line.geog, :metres)
-- Of very many the nearest, and of what makes the road itself everything.
ORDER BY things.kind IN ('site', 'service'), offset_m, things.kind, things.id
LIMIT :limit
