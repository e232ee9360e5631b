-- What may everybody know of the name of a site?
SELECT s.site_id, coalesce(n.name, s.name) AS shown_name, shown_lang(n.name, :lang) AS shown_lang
FROM sites s
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = s.site_id AND n.lang = :lang AND n.preferred
WHERE s.site_id = :site_id
