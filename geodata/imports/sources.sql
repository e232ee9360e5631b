-- The sources that the rows to be written name, made where they are not there yet; a row without one has the file.
INSERT INTO ninewa.source (cited_as, title, url)
SELECT DISTINCT coalesce(i.source, :cited_as), coalesce(i.source, :title),
       CASE WHEN i.source ~ '^https?://' THEN i.source END
FROM staged i
JOIN compared c USING (row)
WHERE c.state <> 'unchanged'
ON CONFLICT (cited_as) DO NOTHING
