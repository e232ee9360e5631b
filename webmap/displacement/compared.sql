-- The figures that the notes on inconsistencies compare, with their sources: metric, day and value name each.
SELECT f.metric, f.as_of, f.value, f.qualifier, f.type, f.provider, f.relayed_by, f.source_id,
       s.title, s.url, s.publisher, s.published_on, s.published_on_precision
FROM unnest(CAST(:metrics AS text[]), CAST(:days AS date[]), CAST(:amounts AS numeric[])) AS named(metric, as_of, value)
JOIN figures f ON f.metric = named.metric AND f.as_of = named.as_of AND f.value = named.value
JOIN sources s ON s.source_id = f.source_id
ORDER BY f.as_of, f.figure_id
LIMIT 200
