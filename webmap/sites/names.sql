-- Under which names is a site known, in which languages?
SELECT n.lang, n.name, n.form, n.preferred
FROM place_names n
WHERE n.entity_kind = 'site' AND n.entity_id = :site_id
ORDER BY n.preferred DESC, n.lang, n.name
LIMIT 100
