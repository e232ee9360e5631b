-- Who said it? The sources of a page.
-- Only web addresses become links, whatever a file gave as address.
SELECT source_id, title, publisher, CASE WHEN url ~ '^https?://' THEN url END AS url,
       published_on, published_on_precision
FROM sources WHERE source_id = ANY (:source_ids)
ORDER BY published_on DESC NULLS LAST, title
LIMIT 500
