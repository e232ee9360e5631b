-- Which movements of at most 14 days, ended in the :days days up to :at, begin or end within :metres of each community?
-- Only ends that are one place count as near: a site, a point or a place, not the reference point of an area.
-- `to_key`: the destination, whatever it is called. `passes_on`: people only pass through it. `from_inside`: the origin is
-- one place inside the distance, or may be: one without a position, or one that is no single site and reaches inside.
SELECT c.community_id, f.flow_id, f.from_name, coalesce(origin.name, f.from_name) AS from_shown,
       f.to_name, coalesce(destination.name, f.to_name) AS to_shown, f.to_site, coalesce(f.to_site, f.to_name) AS to_key,
       ST_X(f.to_geom) AS to_lon, ST_Y(f.to_geom) AS to_lat, f.kind,
       f.period_start, f.period_start_precision, f.period_end, f.period_end_precision, f.families, f.individuals,
       f.withheld, f.qualifier, f.provider, f.relayed_by, f.source_id, src.title AS source_title, src.publisher AS source_publisher,
       src.url AS source_url, src.published_on AS source_published_on,
       src.published_on_precision AS source_published_precision,
       coalesce(ends.there_m <= :metres, false) AS arrives, ends.there_m AS arrival_m, ends.here_m AS departure_m,
       least(ends.there_m, ends.here_m) AS distance_m,
       passed_through(site.type) AS passes_on,
       f.from_kind <> 'area' AND coalesce(
           ends.here_m <= :metres + CASE WHEN f.from_kind = 'site' THEN 0 ELSE :reach END, true
       ) AS from_inside
FROM communities c
JOIN flows f ON f.period_end <= CAST(:at AS date) AND f.period_end > CAST(:at AS date) - CAST(:days AS integer)
    AND f.period_end - f.period_start < recent_days()
JOIN sources src ON src.source_id = f.source_id
LEFT JOIN sites site ON site.site_id = f.to_site
CROSS JOIN LATERAL (
    SELECT CASE WHEN f.to_kind IN ('site', 'point', 'place') THEN ST_Distance(f.to_geom::geography, c.geom::geography)
               END AS there_m,
           CASE WHEN f.from_kind IN ('site', 'point', 'place')
               THEN ST_Distance(f.from_geom::geography, c.geom::geography) END AS here_m
) AS ends
LEFT JOIN place_names origin
    ON origin.entity_kind = 'flow_place' AND origin.entity_id = f.from_name AND origin.lang = :lang AND origin.preferred
LEFT JOIN place_names destination
    ON destination.entity_kind = 'flow_place' AND destination.entity_id = f.to_name
    AND destination.lang = :lang AND destination.preferred
WHERE ends.there_m <= :metres OR ends.here_m <= :metres
ORDER BY c.community_id, f.period_end DESC, f.flow_id
LIMIT :limit
