-- How sensitive what stands on the map is, where that is above low; as people read it.
SELECT s.layer, s.id, s.sensitivity
FROM (
    SELECT 'sites' AS layer, e.site_id AS id, e.sensitivity FROM exact.sites e
    UNION ALL SELECT 'movements', e.flow_id::text, e.sensitivity FROM exact.flows e
    UNION ALL SELECT 'corridors', e.corridor_id, e.sensitivity FROM exact.corridors e
    UNION ALL SELECT 'communities', e.community_id, e.sensitivity FROM exact.communities e
    UNION ALL SELECT 'services', e.service_id, e.sensitivity FROM exact.service_points e
) AS s
WHERE s.sensitivity <> 'low'
LIMIT :limit
