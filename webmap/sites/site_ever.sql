-- Is there such a site at all, and from which day on is something known of it?
SELECT s.site_id, s.name, coalesce(n.name, s.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang,
       least(
           s.opened_on, s.as_of,
           (SELECT min(r.as_of) FROM site_reports r
            WHERE r.site_id = s.site_id AND known_by(r.report_id, r.recorded_at, :known)),
           (SELECT min(f.as_of) FROM figures f WHERE f.site_ids @> ARRAY[s.site_id])
       ) AS known_from
FROM sites s
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = s.site_id AND n.lang = :lang AND n.preferred
WHERE s.site_id = :site_id
