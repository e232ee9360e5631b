-- How far is each peacebuilding community from the centre of Mosul? Geodesic metres.
SELECT c.community_id, ST_Distance(mosul.geom::geography, c.geom::geography) AS distance_m
FROM communities c JOIN places mosul ON mosul.place_id = 'mosul'
WHERE c.geom IS NOT NULL
LIMIT 500
