-- Is there a site of this id that the person of the transaction may report? Of others nobody is told whether they are.
SELECT s.site_id, s.name, coalesce(n.name, s.name) AS shown_name, shown_lang(n.name, :lang) AS shown_lang
FROM sites s
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = s.site_id AND n.lang = :lang AND n.preferred
WHERE s.site_id = :site_id AND may_report(s.site_id)
