-- Who said it? The sources of a page.
SELECT source_id, title, publisher, url, published_on, published_on_precision
FROM sources WHERE source_id = ANY (:source_ids)
ORDER BY published_on DESC NULLS LAST, title
LIMIT 500
