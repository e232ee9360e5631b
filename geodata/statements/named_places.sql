-- What is called :folded, begins with it, holds it, or has the same consonants? One row for each thing, by its best
-- spelling; the nearest first. :folded and :skeleton are made by geodata.names, as the stored spellings are.
WITH spelling AS (
    SELECT n.entity_kind, n.entity_id, n.name, n.lang, n.folded, n.form, n.preferred
    FROM place_names n
    WHERE n.entity_kind IN ('site', 'community', 'corridor', 'place')
    UNION ALL
    SELECT 'site', s.site_id, s.cccm_ssid, 'und', lower(replace(s.cccm_ssid, '-', ' ')), 'alias', false
    FROM sites s WHERE s.cccm_ssid IS NOT NULL
    UNION ALL
    SELECT 'corridor', c.corridor_id, c.corridor_id, 'und', lower(c.corridor_id), 'alias', false FROM corridors c
),
near AS (
    SELECT spelling.*,
           CASE
               WHEN folded = :folded THEN 0
               WHEN starts_with(folded, :folded) THEN 1
               WHEN strpos(folded, :folded) > 0 THEN 2
               WHEN :skeleton <> '' AND lang <> 'und'
                   AND regexp_replace(
                       translate(
                           regexp_replace(regexp_replace(regexp_replace(
                               folded, '\mu ?(?=[0-9])', 'U', 'g'), '\mm ?(?=[0-9])', 'M', 'g'), 'ه(?= |$)', '', 'g'),
                           :vowels, ''
                       ), '([^0-9])\1+', '\1', 'g'
                   ) = :skeleton THEN 3
           END AS nearness
    FROM spelling
),
best AS (
    SELECT DISTINCT ON (entity_kind, entity_id) near.*
    FROM near
    WHERE nearness IS NOT NULL
    ORDER BY entity_kind, entity_id, nearness, preferred DESC, lang = :lang DESC, lang = 'en' DESC, length(folded), name
),
thing AS (
    SELECT 'site' AS entity_kind, s.site_id AS entity_id, s.type AS kind, s.name, s.adm2_pcode, s.adm2_name,
           s.district_stated, s.governorate_stated AS governorate, s.geom, s.geom AS extent
    FROM sites s
    UNION ALL
    SELECT 'community', c.community_id, 'community', c.name, c.adm2_pcode, c.adm2_name, NULL, NULL, c.geom, c.geom
    FROM communities c
    UNION ALL
    SELECT 'corridor', c.corridor_id, 'corridor', c.name, NULL, NULL, NULL, NULL, NULL, coalesce(c.axis, c.area)
    FROM corridors c
    UNION ALL
    SELECT 'place', p.place_id, p.kind, p.name, NULL, NULL, NULL, NULL, p.geom, coalesce(p.geom, a.geom)
    FROM places p
    LEFT JOIN admin_areas a ON a.area_id = p.place_id
)
SELECT best.entity_kind, best.entity_id, best.nearness, best.name AS matched, best.lang AS matched_lang, thing.kind,
       coalesce(shown.name, thing.name) AS name, thing.name AS latin_name,
       shown_lang(shown.name, :lang) AS name_lang,
       coalesce(shown.form, 'name') AS form,
       coalesce(district_name.name, thing.district_stated, thing.adm2_name) AS district, thing.governorate,
       ST_X(thing.geom) AS lon, ST_Y(thing.geom) AS lat,
       ST_XMin(thing.extent) AS west, ST_YMin(thing.extent) AS south,
       ST_XMax(thing.extent) AS east, ST_YMax(thing.extent) AS north
FROM best
JOIN thing ON thing.entity_kind = best.entity_kind AND thing.entity_id = best.entity_id
LEFT JOIN place_names shown
    ON shown.entity_kind = best.entity_kind AND shown.entity_id = best.entity_id
    AND shown.lang = :lang AND shown.preferred
LEFT JOIN places district ON district.kind = 'district' AND district.pcode = thing.adm2_pcode
LEFT JOIN place_names district_name
    ON district_name.entity_kind = 'place' AND district_name.entity_id = district.place_id
    AND district_name.lang = :lang AND district_name.preferred
ORDER BY
    best.nearness,
    array_position(ARRAY['city', 'town', 'community', 'village', 'site', 'district', 'governorate', 'corridor'],
        CASE WHEN best.entity_kind = 'site' THEN 'site' ELSE thing.kind END),
    length(best.folded), best.entity_kind, best.entity_id
LIMIT :limit
