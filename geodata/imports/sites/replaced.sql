-- What of known sites would the staged ones replace: names (`spelt_alike`: in all but the spelling), positions, in metres?
SELECT i.row, i.site_id, s.name AS known_name, i.name, s_name.folded = i.name_folded AS spelt_alike,
       ar.name AS known_name_ar, i.name_ar, ar.folded = i.name_ar_folded AS spelt_alike_ar,
       public.ST_Distance(
           s.geom::public.geography, public.ST_SetSRID(public.ST_MakePoint(i.lon, i.lat), 4326)::public.geography
       ) AS metres,
       s.doubts
FROM staged i
JOIN ninewa.site s USING (site_id)
LEFT JOIN ninewa.place_name s_name
  ON s_name.entity_kind = 'site' AND s_name.entity_id = i.site_id AND s_name.lang = 'en' AND s_name.preferred
LEFT JOIN ninewa.place_name ar
  ON ar.entity_kind = 'site' AND ar.entity_id = i.site_id AND ar.lang = 'ar' AND ar.preferred
ORDER BY i.row
