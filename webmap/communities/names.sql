-- Under which names is a community known, in which languages?
SELECT n.lang, n.name, n.form, n.preferred
FROM place_names n
WHERE n.entity_kind = 'community' AND n.entity_id = :community
ORDER BY n.preferred DESC, n.lang, n.name
LIMIT 100
