-- Who said it? The sources of the changes.
SELECT src.source_id, src.title, src.publisher, CASE WHEN src.url ~ '^https?://' THEN src.url END AS url,
       src.published_on, src.published_on_precision
FROM sources src
WHERE src.source_id = ANY (:source_ids)
LIMIT 20000
