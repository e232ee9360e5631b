-- Which transitional shelters are known by the day, and what is said of them?
SELECT service_id, shown_name, shown_lang, site_id, status_then, capacity, capacity_unit, known_on, known_on_precision,
       source_title, source_publisher, source_url, source_published_on, source_published_precision
FROM (
-- include geodata/statements/services.sql
) AS service
WHERE kind = 'transitional_shelters'
ORDER BY service_id
