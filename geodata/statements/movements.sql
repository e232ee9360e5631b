-- Which movements had ended by the day :at, not before the day :since, newest first?
-- `recent`: ended in the 14 days up to :at and lasted at most 14 days; only these are drawn, and only where both ends are
-- one position each (a site, a point, or an area with a stated reference point). Longer periods are running totals:
-- they overlap one another, so they are listed, never drawn and never added.
-- With :corridor only movements along it. A movement whose ends lie on several corridors belongs to none of them alone
-- and is found on each.
SELECT
    f.flow_id, f.from_name, coalesce(origin.name, f.from_name) AS from_shown,
    shown_lang(origin.name, :lang) AS from_lang, f.from_kind,
    CASE WHEN f.from_kind = 'area' THEN coalesce(origin_area.shown, origin.name, f.from_name) END AS from_area,
    f.from_site, f.to_site,
    ST_X(f.from_geom) AS from_lon, ST_Y(f.from_geom) AS from_lat,
    f.to_name, coalesce(destination.name, f.to_name) AS to_shown,
    shown_lang(destination.name, :lang) AS to_lang, f.to_kind,
    CASE WHEN f.to_kind = 'area' THEN coalesce(destination_area.shown, destination.name, f.to_name) END AS to_area,
    ST_X(f.to_geom) AS to_lon, ST_Y(f.to_geom) AS to_lat,
    f.via, f.kind, f.period_start, f.period_start_precision, f.period_end, f.period_end_precision,
    f.families, f.individuals, f.withheld, f.qualifier, f.provider, f.relayed_by, f.corridor_id,
    said_by(f.note, CAST(:at AS date)) AS note,
    f.source_id, src.title AS source_title, src.publisher AS source_publisher, src.url AS source_url,
    src.published_on AS source_published_on, src.published_on_precision AS source_published_precision,
    length.days <= recent_days() AND f.period_end > CAST(:at AS date) - recent_days() AS recent,
    length.days > recent_days() AS running_total,
    f.from_geom IS NOT NULL AND f.to_geom IS NOT NULL AND NOT ST_Equals(f.from_geom, f.to_geom) AS both_ends_located,
    origin_ar.name AS from_name_ar, destination_ar.name AS to_name_ar, f.from_precision, f.to_precision
-- Chosen first: names are looked up for these alone.
FROM (
    SELECT m.* FROM flows m
    WHERE m.period_end <= CAST(:at AS date) AND m.period_end >= CAST(:since AS date)
      AND (
          CAST(:corridor AS text) IS NULL OR EXISTS (SELECT FROM flows_along(:corridor) AS a WHERE a.flow_id = m.flow_id)
      )
    ORDER BY m.period_end DESC, people(m.individuals, m.families) DESC NULLS LAST, m.flow_id
    LIMIT :limit
) AS f
JOIN sources src ON src.source_id = f.source_id
CROSS JOIN LATERAL (SELECT f.period_end - f.period_start + 1 AS days) AS length
LEFT JOIN place_names origin
    ON origin.entity_kind = 'flow_place' AND origin.entity_id = f.from_name AND origin.lang = :lang AND origin.preferred
LEFT JOIN place_names origin_ar
    ON origin_ar.entity_kind = 'flow_place' AND origin_ar.entity_id = f.from_name AND origin_ar.lang = 'ar'
    AND origin_ar.preferred
LEFT JOIN place_names destination_ar
    ON destination_ar.entity_kind = 'flow_place' AND destination_ar.entity_id = f.to_name AND destination_ar.lang = 'ar'
    AND destination_ar.preferred
LEFT JOIN place_names destination
    ON destination.entity_kind = 'flow_place' AND destination.entity_id = f.to_name
    AND destination.lang = :lang AND destination.preferred
-- Parts of an area without a point of their own share its reference point: the ring there bears the area's name.
LEFT JOIN LATERAL (
    SELECT coalesce(local.name, p.name) AS shown
    FROM places p
    LEFT JOIN place_names local
        ON local.entity_kind = 'place' AND local.entity_id = p.place_id AND local.lang = :lang AND local.preferred
    WHERE p.place_id = f.from_place
) AS origin_area ON true
LEFT JOIN LATERAL (
    SELECT coalesce(local.name, p.name) AS shown
    FROM places p
    LEFT JOIN place_names local
        ON local.entity_kind = 'place' AND local.entity_id = p.place_id AND local.lang = :lang AND local.preferred
    WHERE p.place_id = f.to_place
) AS destination_area ON true
ORDER BY f.period_end DESC, people(f.individuals, f.families) DESC NULLS LAST, f.flow_id
LIMIT :limit
