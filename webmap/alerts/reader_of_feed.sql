-- For whom a feed is read, while its address is not ended and the account is not disabled.
SELECT a.account_id, a.name, a.role,
       CASE a.role WHEN 'site_manager' THEN ninewa.sites_held(a.account_id) ELSE '{}' END AS scope
FROM ninewa.alert_feed f
JOIN ninewa.account a ON a.account_id = f.account_id
WHERE f.token_hash = :token_hash AND f.ended_at IS NULL AND a.disabled_at IS NULL
