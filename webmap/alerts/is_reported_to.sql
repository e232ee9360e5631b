-- Does anybody report here now: of any day of the year before :today?
SELECT EXISTS (
    SELECT FROM site_reports r
    WHERE r.report_id >= first_recorded_id() AND r.as_of > CAST(:today AS date) - 365 AND r.as_of <= :today
) AS is_so
