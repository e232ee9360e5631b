-- How many sites are there, counted no further than :most and one more?
SELECT count(*) AS sites FROM (SELECT s.site_id FROM sites s LIMIT :most + 1) AS counted LIMIT 1
