-- Which sites known by the day :at and which communities lie within :metres of a corridor, and where along it?
-- `offset_m`: geodesic, to the nearest path, 0 inside an area. `position`: 0 at the origin, 1 at the destination, by
-- geodesic length of that path. `turn`: > 0 on the left hand of who walks from origin to destination, < 0 on the right.
-- An area has neither. `path_from`, `path_to`: the ends of that path, where the corridor has several. Candidates come by the planar index (UTM 38N), geography decides; the foot is found on paths cut
-- into pieces of 1 km, whose straight planar lines keep to the geodesic within centimetres. At most the :most nearest.
WITH path AS MATERIALIZED (
    SELECT part.path[1] AS n, part.geom::geography AS line, ST_Length(part.geom::geography) AS metres,
           ST_Transform(ST_Segmentize(part.geom::geography, 1000)::geometry, 32638) AS utm
    FROM corridors c
    CROSS JOIN LATERAL ST_Dump(c.axis) AS part
    WHERE c.corridor_id = :corridor
    UNION ALL
    SELECT 0, c.area::geography, NULL, ST_Transform(c.area, 32638)
    FROM corridors c
    WHERE c.corridor_id = :corridor AND c.axis IS NULL AND c.area IS NOT NULL
),
piece AS MATERIALIZED (
    -- Short pieces, because the index knows only the box around a line.
    SELECT DISTINCT ST_AsBinary(segment.geom) AS wkb
    FROM corridors c
    CROSS JOIN LATERAL ST_Dump(c.axis) AS part
    CROSS JOIN LATERAL ST_DumpSegments(ST_Segmentize(part.geom::geography, 10000)::geometry) AS segment
    WHERE c.corridor_id = :corridor
    UNION ALL
    SELECT ST_AsBinary(c.area) FROM corridors c WHERE c.corridor_id = :corridor AND c.axis IS NULL AND c.area IS NOT NULL
),
close_site AS MATERIALIZED (
    SELECT found.site_id, found.geom
    FROM (
        SELECT DISTINCT ON (near.site_id) near.site_id, near.geom, near.far
        FROM (SELECT ST_Transform(ST_GeomFromWKB(piece.wkb, 4326), 32638) AS utm FROM piece OFFSET 0) AS line
        CROSS JOIN LATERAL (
            SELECT s.site_id, s.geom, s.utm <-> line.utm AS far FROM sites s
            WHERE s.utm IS NOT NULL
            ORDER BY s.utm <-> line.utm
            LIMIT :most
        ) AS near
        WHERE near.far <= :metres * 1.01 + 100
        ORDER BY near.site_id, near.far
    ) AS found
    ORDER BY found.far, found.site_id
    LIMIT :most
),
thing AS (
    SELECT 'site' AS kind, close_site.site_id AS id, state.name, close_site.geom, state.type, state.status_then,
           state.free, state.ready, state.over_capacity_by, state.out_of_date, state.doubted, state.changed_since, state.counted_as_of,
           state.counted_precision, state.withheld
    FROM close_site
    CROSS JOIN LATERAL (
        SELECT k.* FROM site_state(:at, :known) AS k WHERE k.site_id = close_site.site_id LIMIT 1
    ) AS state
    UNION ALL
    SELECT 'community', c.community_id, c.name, c.geom, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM communities c
    JOIN path ON ST_DWithin(c.geom::geography, path.line, :metres)
    GROUP BY c.community_id, c.name, c.geom
),
point AS MATERIALIZED (
    SELECT p.seq, p.role, p.geom, coalesce(n.name, p.name) AS shown_name
    FROM corridor_points p
    LEFT JOIN place_names n
        ON n.entity_kind = 'corridor_point' AND n.entity_id = p.corridor_id || '.' || p.seq AND n.lang = :lang
        AND n.preferred
    WHERE p.corridor_id = :corridor AND p.geom IS NOT NULL AND (SELECT count(*) FROM path) > 1
),
nearest AS (
    SELECT DISTINCT ON (thing.kind, thing.id)
           thing.*, path.n, path.line::geometry AS course, CASE WHEN path.metres > 0 THEN path.utm END AS path_utm, path.metres AS path_m, ST_Transform(thing.geom, 32638) AS utm,
           ST_Distance(thing.geom::geography, path.line) AS offset_m
    FROM thing
    CROSS JOIN path
    WHERE ST_DWithin(thing.geom::geography, path.line, :metres)
    -- Paths share their middle: what is equally near to several is placed on the shortest of them.
    ORDER BY thing.kind, thing.id, round(ST_Distance(thing.geom::geography, path.line)::numeric, 3), path.metres, path.n
),
placed AS (
    SELECT nearest.*, foot.fraction,
           ST_Length(ST_Transform(ST_LineSubstring(path_utm, 0, foot.fraction), 4326)::geography) / path_m AS position,
           ST_LineInterpolatePoint(path_utm, foot.fraction) AS at_foot,
           ST_LineInterpolatePoint(path_utm, greatest(0, foot.fraction - 1 / ST_Length(path_utm))) AS before,
           ST_LineInterpolatePoint(path_utm, least(1, foot.fraction + 1 / ST_Length(path_utm))) AS after
    FROM nearest
    CROSS JOIN LATERAL (SELECT ST_LineLocatePoint(path_utm, nearest.utm) AS fraction) AS foot
)
SELECT placed.kind, placed.id, placed.name, coalesce(n.name, placed.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang,
       ST_X(placed.geom) AS lon, ST_Y(placed.geom) AS lat, placed.type, placed.status_then, placed.free, placed.ready,
       placed.over_capacity_by, placed.out_of_date, placed.doubted, placed.changed_since, placed.counted_as_of, placed.counted_precision, placed.withheld,
       placed.offset_m, CASE WHEN placed.position IS NOT NULL THEN least(1, placed.position) END AS position,
       (ST_X(after) - ST_X(before)) * (ST_Y(utm) - ST_Y(at_foot))
       - (ST_Y(after) - ST_Y(before)) * (ST_X(utm) - ST_X(at_foot)) AS turn,
       origin.shown_name AS path_from, destination.shown_name AS path_to
FROM placed
LEFT JOIN LATERAL (
    SELECT point.shown_name FROM point
    WHERE point.role = 'origin' ORDER BY point.geom <-> ST_StartPoint(placed.course), point.seq LIMIT 1
) AS origin ON placed.position IS NOT NULL
LEFT JOIN LATERAL (
    SELECT point.shown_name FROM point
    WHERE point.role = 'destination' ORDER BY point.geom <-> ST_EndPoint(placed.course), point.seq LIMIT 1
) AS destination ON placed.position IS NOT NULL
LEFT JOIN place_names n ON n.entity_kind = placed.kind AND n.entity_id = placed.id AND n.lang = :lang AND n.preferred
ORDER BY position NULLS LAST, placed.kind, placed.id
LIMIT 2 * :most
