-- Is there such a site, whatever the day?
SELECT site_id FROM sites WHERE site_id = :site_id
