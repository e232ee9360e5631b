-- Which of the ids :site_ids are sites, whatever the day?
SELECT s.site_id FROM sites s WHERE s.site_id = ANY (:site_ids) ORDER BY s.site_id LIMIT 1000
