-- How many sites have a position, counted up to :most? By the index alone, whatever the day.
SELECT CAST(count(*) AS integer) AS sites FROM (SELECT FROM sites s WHERE s.geom IS NOT NULL LIMIT :most) AS placed
