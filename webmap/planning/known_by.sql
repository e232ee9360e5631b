-- Is anything known of any site by the day :at? Answered by the first row that is, not by a look at all.
SELECT EXISTS (SELECT FROM figures f WHERE f.as_of <= :at)
    OR EXISTS (SELECT FROM sites s WHERE s.opened_on <= :at OR s.as_of <= :at)
    OR EXISTS (SELECT FROM site_reports r WHERE r.as_of <= :at) AS known
LIMIT 1
