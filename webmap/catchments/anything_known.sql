-- Is anything known of any site by the day?
WITH state AS (
-- include geodata/site_state.sql
)
SELECT state.site_id FROM state LIMIT 1
