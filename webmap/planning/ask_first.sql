-- What was said by :at to be ready at the sites :site_ids?
WITH asked AS (SELECT said.site_id FROM unnest(CAST(:site_ids AS text[])) AS said (site_id)),
-- include geodata/statements/said_ready.sql
SELECT said_ready.site_id, said_ready.metric, said_ready.value, said_ready.qualifier, said_ready.unit, said_ready.as_of,
       said_ready.as_of_precision, said_ready.source_id
FROM said_ready
ORDER BY said_ready.site_id
LIMIT 500
