-- Which two of the places :names where movements ended may contain one another? The same site under two names; and where
-- one of them is no single site (a town, a camp without its number, a group), whatever lies within :reach metres of it.
-- Geodesic metres.
WITH ends AS (
    SELECT DISTINCT f.to_name, coalesce(f.to_site, f.to_name) AS to_key, f.to_site IS NOT NULL AS one_site, f.to_geom
    FROM flows f
    WHERE f.to_name = ANY (CAST(:names AS text[])) AND f.to_geom IS NOT NULL
)
SELECT DISTINCT a.to_key AS one, b.to_key AS other
FROM ends a
JOIN ends b ON a.to_key < b.to_key
WHERE NOT (a.one_site AND b.one_site) AND ST_DWithin(a.to_geom::geography, b.to_geom::geography, :reach)
LIMIT :limit
