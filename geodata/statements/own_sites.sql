-- The sites that the person of the transaction may report, by name in the reader's language. Of a closed one as well.
-- :site_id: only this one, of which nobody else is told whether it is there.
SELECT s.site_id, coalesce(n.name, s.name) AS name, shown_lang(n.name, :lang) AS name_lang,
       coalesce(s.governorate_stated, s.adm1_name) AS governorate, coalesce(s.district_stated, s.adm2_name) AS district
FROM sites s
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = s.site_id AND n.lang = :lang AND n.preferred
WHERE may_report(s.site_id) AND s.site_id = coalesce(CAST(:site_id AS text), s.site_id)
ORDER BY s.name, s.site_id
LIMIT 1000
