-- What was stated of how often a site of the person's own is to report, and by whom.
SELECT f.frequency, f.since, f.stated_at, f.account_id, a.role AS account_role
FROM ninewa.reporting_frequency f
LEFT JOIN ninewa.account a ON a.account_id = f.account_id
WHERE f.site_id = :site_id AND (SELECT may_report(:site_id))
ORDER BY f.since DESC, f.frequency_id DESC
LIMIT :limit
