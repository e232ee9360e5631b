-- New sites, known ones in what the file states, and the names that readers see.
INSERT INTO ninewa.site (
    site_id, name, type, status, agency, agency_as_of, agency_as_of_precision, sensitivity, opened_on,
    opened_on_precision, closed_on, closed_on_precision, as_of, as_of_precision, geom, precision, coord_source,
    position_as_of, source_id, import_id, doubts, confirmed
)
SELECT i.site_id, i.name, i.type, i.status, i.agency,
       CASE WHEN i.agency IS NOT NULL THEN CAST(:day AS date) END, CASE WHEN i.agency IS NOT NULL THEN 'day' END,
       coalesce(i.sensitivity, 'moderate'),
       i.opened_on, i.opened_on_precision, i.closed_on, i.closed_on_precision, :day, 'day',
       public.ST_SetSRID(public.ST_MakePoint(i.lon, i.lat), 4326), i.precision,
       CASE WHEN i.lon IS NOT NULL THEN coalesce(i.source, :title) END,
       CASE WHEN i.lon IS NOT NULL THEN CAST(:day AS date) END, s.source_id, :import_id,
       coalesce(m.doubts, '{}'), coalesce(m.confirmed, '{}')
FROM staged i
JOIN compared c USING (row)
LEFT JOIN marked m USING (row)
JOIN ninewa.source s ON s.cited_as = coalesce(i.source, :cited_as)
WHERE c.state = 'new'
ORDER BY i.row;

UPDATE ninewa.site k
SET name = i.name,
    type = coalesce(i.type, k.type),
    status = coalesce(i.status, k.status),
    agency = coalesce(i.agency, k.agency),
    agency_as_of = CASE WHEN i.agency <> coalesce(k.agency, '') THEN CAST(:day AS date) ELSE k.agency_as_of END,
    agency_as_of_precision = CASE WHEN i.agency <> coalesce(k.agency, '') THEN 'day' ELSE k.agency_as_of_precision END,
    sensitivity = c.sensitivity,
    opened_on = coalesce(i.opened_on, k.opened_on),
    opened_on_precision = coalesce(i.opened_on_precision, k.opened_on_precision),
    closed_on = coalesce(i.closed_on, k.closed_on),
    closed_on_precision = coalesce(i.closed_on_precision, k.closed_on_precision),
    geom = CASE WHEN c.moves THEN public.ST_SetSRID(public.ST_MakePoint(i.lon, i.lat), 4326) ELSE k.geom END,
    precision = CASE WHEN c.moves THEN i.precision ELSE k.precision END,
    coord_source = CASE WHEN c.moves THEN coalesce(i.source, :title) ELSE k.coord_source END,
    position_as_of = CASE WHEN c.moves THEN CAST(:day AS date) ELSE k.position_as_of END,
    source_id = s.source_id,
    import_id = :import_id,
    doubts = ARRAY((SELECT unnest(k.doubts) UNION SELECT unnest(m.doubts)) EXCEPT SELECT unnest(m.confirmed) ORDER BY 1),
    confirmed = ARRAY((SELECT unnest(k.confirmed) EXCEPT SELECT unnest(m.doubts)) UNION SELECT unnest(m.confirmed) ORDER BY 1)
FROM staged i
JOIN compared c USING (row)
LEFT JOIN marked m USING (row)
JOIN ninewa.source s ON s.cited_as = coalesce(i.source, :cited_as)
-- Whoever says only how often a site reports has said nothing of the site: its source stays.
WHERE k.site_id = i.site_id AND c.state = 'changed' AND c.says_otherwise;

-- How often they are to report, from the day of the import on; what was stated before is kept.
INSERT INTO ninewa.reporting_frequency (site_id, frequency, since)
SELECT i.site_id, i.frequency, :day
FROM staged i
JOIN compared c USING (row)
WHERE c.reports_otherwise
ORDER BY i.row;

-- The preferred row of a name is changed in place: a new release of the reference files finds its own row where it left
-- it. What it said before becomes a former name.
WITH named AS (
    SELECT i.site_id, 'en' AS lang, i.name, i.name_folded AS folded
    FROM staged i JOIN compared c USING (row) WHERE c.state <> 'unchanged'
    UNION ALL
    SELECT i.site_id, 'ar', i.name_ar, i.name_ar_folded
    FROM staged i JOIN compared c USING (row) WHERE c.state <> 'unchanged' AND i.name_ar IS NOT NULL
), before AS (
    SELECT n.place_name_id, n.entity_id, n.lang, n.name, n.folded, n.origin,
           named.name AS new_name, named.folded AS new_folded
    FROM named
    JOIN ninewa.place_name n
      ON n.entity_kind = 'site' AND n.entity_id = named.site_id AND n.lang = named.lang AND n.preferred
), former AS (
    INSERT INTO ninewa.place_name (entity_kind, entity_id, lang, name, folded, form, preferred, origin)
    SELECT 'site', b.entity_id, b.lang, b.name, b.folded, 'former', false, b.origin
    FROM before b WHERE b.name <> b.new_name
), renamed AS (
    UPDATE ninewa.place_name n SET name = b.new_name, folded = b.new_folded, origin = 'import', form = 'name'
    FROM before b WHERE b.place_name_id = n.place_name_id AND b.name <> b.new_name
)
INSERT INTO ninewa.place_name (entity_kind, entity_id, lang, name, folded, preferred, origin)
SELECT 'site', named.site_id, named.lang, named.name, named.folded, true, 'import'
FROM named
WHERE NOT EXISTS (SELECT FROM before b WHERE b.entity_id = named.site_id AND b.lang = named.lang)
