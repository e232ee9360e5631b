-- Which of the staged sites are new, and which say something else than what is known, name in Arabic and
-- how often they are to report included?
-- `metres`: how far a known position moves; NULL: it does not, or none was known. `sensitivity`: that of a known site
-- afterwards; what the file calls less sensitive than it is known to be stays as it is, unless :may_lower.
CREATE TEMPORARY TABLE compared ON COMMIT DROP AS
WITH beside AS (
    SELECT i.row, s.site_id IS NULL AS is_new, s.sensitivity AS known_as, lowers.it AS lowers,
           CASE WHEN lowers.it AND NOT CAST(:may_lower AS boolean) THEN s.sensitivity
                ELSE coalesce(i.sensitivity, s.sensitivity) END AS sensitivity,
           i.lon IS NOT NULL AND (i.lon, i.lat) IS DISTINCT FROM (public.ST_X(s.geom), public.ST_Y(s.geom)) AS moves,
           public.ST_Distance(
               s.geom::public.geography, public.ST_MakePoint(i.lon, i.lat)::public.geography
           ) AS metres,
           (coalesce(i.name, s.name), coalesce(i.type, s.type), coalesce(i.status, s.status),
            coalesce(i.agency, s.agency),
            coalesce(i.opened_on, s.opened_on), coalesce(i.opened_on_precision, s.opened_on_precision),
            coalesce(i.closed_on, s.closed_on), coalesce(i.closed_on_precision, s.closed_on_precision))
           IS DISTINCT FROM
           (s.name, s.type, s.status, s.agency, s.opened_on, s.opened_on_precision, s.closed_on,
            s.closed_on_precision) AS differs,
           i.frequency IS NOT NULL AND i.frequency IS DISTINCT FROM to_report.frequency AS reports_otherwise,
           coalesce(s.doubts && m.confirmed, false) AS is_confirmed,
           i.name_ar IS NOT NULL AND i.name_ar IS DISTINCT FROM n.name AS is_renamed
    FROM staged i
    LEFT JOIN ninewa.site s USING (site_id)
    LEFT JOIN marked m USING (row)
    CROSS JOIN LATERAL (
        SELECT ninewa.sensitivity_rank(i.sensitivity) < ninewa.sensitivity_rank(s.sensitivity) IS TRUE AS it
    ) AS lowers
    LEFT JOIN LATERAL (
        SELECT f.frequency FROM ninewa.reporting_frequency f
        WHERE f.site_id = i.site_id AND f.since <= CAST(:day AS date)
        ORDER BY f.since DESC, f.frequency_id DESC LIMIT 1
    ) AS to_report ON true
    LEFT JOIN ninewa.place_name n
      ON n.entity_kind = 'site' AND n.entity_id = i.site_id AND n.lang = 'ar' AND n.preferred
)
SELECT row, moves, CASE WHEN moves THEN metres END AS metres, known_as, sensitivity, lowers, reports_otherwise,
       differs OR moves OR is_renamed OR is_confirmed OR sensitivity <> known_as AS says_otherwise,
       CASE WHEN is_new THEN 'new'
            WHEN differs OR moves OR is_renamed OR is_confirmed OR reports_otherwise OR sensitivity <> known_as
                THEN 'changed' ELSE 'unchanged' END AS state
FROM beside
