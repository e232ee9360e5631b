-- How far a point lies from the known position of a site, on the spheroid; NULL where that is not known.
SELECT CAST(ST_Distance(s.geom::geography, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography) AS double precision) AS metres
FROM sites s
WHERE s.site_id = :site_id
