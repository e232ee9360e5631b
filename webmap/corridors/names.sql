-- Under which names is a corridor known, in which languages?
SELECT n.lang, n.name, n.form, n.preferred
FROM place_names n
WHERE n.entity_kind = 'corridor' AND n.entity_id = :corridor
ORDER BY n.preferred DESC, n.lang, n.name
LIMIT 100
