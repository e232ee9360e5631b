-- From which day on is anything known of any site? NULL when nothing ever is.
SELECT least(
    (SELECT min(r.as_of) FROM site_reports r), (SELECT min(s.as_of) FROM sites s),
    (SELECT min(s.opened_on) FROM sites s), (SELECT min(f.as_of) FROM figures f)
) AS day
LIMIT 1
