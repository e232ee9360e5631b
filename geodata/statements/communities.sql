-- Which peacebuilding communities are there, what was known of each by the day :at, and what lies nearest?
-- The nearest site is one of those known by :at; geodesic metres.
-- `from_mosul_m`: to the centre of Mosul. With :community only that one; with :box (as box2d writes it) what lies in it.
SELECT
    c.community_id, c.name, coalesce(n.name, c.name) AS shown_name,
    shown_lang(n.name, :lang) AS shown_lang, n.form AS name_form,
    ST_X(c.geom) AS lon, ST_Y(c.geom) AS lat, c.precision, c.coord_source, c.district_stated,
    coalesce(district.name, c.district_stated) AS district_shown,
    shown_lang(district.name, :lang) AS district_lang,
    c.adm2_pcode, coalesce(boundary.name, c.adm2_name) AS adm2_shown,
    shown_lang(boundary.name, :lang) AS adm2_lang,
    c.adm3_pcode, coalesce(sub_district.name, c.adm3_name) AS adm3_shown,
    shown_lang(sub_district.name, :lang) AS adm3_lang,
    -- By the newest day that the release tells of; before it nobody had spelt the name so there.
    CASE WHEN CAST(:at AS date) >= DATE '2017-04-04' THEN c.name_in_press_release END AS name_in_press_release,
    said_by(c.description, CAST(:at AS date)) AS description, said_by(c.note, CAST(:at AS date)) AS note,
    c.population, c.population_year, c.population_kind, c.population_source_id, c.withheld,
    c.as_of, c.as_of_precision, c.source_id, src.title AS source_title, src.publisher AS source_publisher,
    src.url AS source_url, src.published_on AS source_published_on,
    src.published_on_precision AS source_published_precision,
    done.records AS activities_known,
    builders.value AS peace_builders, builders.qualifier AS peace_builders_qualifier,
    builders.as_of AS peace_builders_as_of, builders.as_of_precision AS peace_builders_precision,
    builders.source_id AS peace_builders_source,
    nearest.site_id AS nearest_site_id, coalesce(nearest_name.name, nearest.name) AS nearest_site_name,
    shown_lang(nearest_name.name, :lang) AS nearest_site_lang, nearest.distance_m,
    (SELECT ST_Distance(mosul.geom::geography, c.geom::geography) FROM places mosul WHERE mosul.place_id = 'mosul')
        AS from_mosul_m,
    arabic.name AS name_ar
-- Chosen first: what lies nearest is looked for at these alone.
FROM (
    SELECT m.* FROM communities m
    WHERE (CAST(:community AS text) IS NULL OR m.community_id = :community)
      AND (CAST(:box AS text) IS NULL OR m.geom && ST_SetSRID(CAST(CAST(:box AS text) AS box2d)::geometry, 4326))
    ORDER BY m.name, m.community_id
    LIMIT :limit
) AS c
JOIN sources src ON src.source_id = c.source_id
LEFT JOIN place_names arabic
    ON arabic.entity_kind = 'community' AND arabic.entity_id = c.community_id AND arabic.lang = 'ar' AND arabic.preferred
LEFT JOIN place_names n
    ON n.entity_kind = 'community' AND n.entity_id = c.community_id AND n.lang = :lang AND n.preferred
-- include geodata/statements/community_district.sql
LEFT JOIN LATERAL (
    SELECT d.name FROM places p
    JOIN place_names d ON d.entity_kind = 'place' AND d.entity_id = p.place_id AND d.lang = :lang AND d.preferred
    WHERE p.kind = 'district' AND p.pcode = c.adm2_pcode
    LIMIT 1
) AS boundary ON true
LEFT JOIN LATERAL (
    -- Sub-districts have no codes in the reference. One is found by its spelling, or it bears the name of the community.
    SELECT local.name FROM place_names spelt
    JOIN place_names local ON local.entity_kind = spelt.entity_kind AND local.entity_id = spelt.entity_id
        AND local.lang = :lang AND local.preferred AND :lang <> 'en'
    LEFT JOIN places p ON spelt.entity_kind = 'place' AND p.place_id = spelt.entity_id AND p.kind = 'subdistrict'
    WHERE spelt.lang = 'en' AND spelt.name = c.adm3_name
      AND (p.place_id IS NOT NULL OR (spelt.entity_kind = 'community' AND spelt.entity_id = c.community_id))
    ORDER BY p.place_id NULLS LAST
    LIMIT 1
) AS sub_district ON true
CROSS JOIN LATERAL (
    SELECT count(*) AS records
    FROM activities a
    WHERE a.community_id = c.community_id AND a.record = 'activity'
      AND a.as_of <= CAST(:at AS date)
) AS done
LEFT JOIN LATERAL (
    -- The programme states one number that holds for each of its communities.
    SELECT f.value, f.qualifier, f.as_of, f.as_of_precision, f.source_id
    FROM figures f
    WHERE f.metric = 'peace_builders:peace builders per community' AND NOT f.suspect
      AND f.as_of <= CAST(:at AS date)
    ORDER BY f.as_of DESC, f.figure_id LIMIT 1
) AS builders ON true
LEFT JOIN LATERAL (
    -- Sites come by the index, nearest first, until three are known; OFFSET 0 keeps that from being asked of all. Three, so that of sites on one point it is always the same that is named.
    SELECT near.site_id, near.name, near.distance_m
    FROM (
        SELECT s.site_id, s.name, ST_Distance(s.geom::geography, c.geom::geography) AS distance_m
        FROM sites s
        CROSS JOIN LATERAL (
            SELECT k.site_id FROM sites_known(:at, :known) AS k WHERE k.site_id = s.site_id OFFSET 0
        ) AS known
        WHERE s.geom IS NOT NULL
        ORDER BY s.geom::geography <-> c.geom::geography LIMIT 3
    ) AS near
    ORDER BY near.distance_m, near.site_id LIMIT 1
) AS nearest ON true
LEFT JOIN place_names nearest_name
    ON nearest_name.entity_kind = 'site' AND nearest_name.entity_id = nearest.site_id
    AND nearest_name.lang = :lang AND nearest_name.preferred
ORDER BY c.name, c.community_id
LIMIT :limit
