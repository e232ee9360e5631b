-- Who asked for alerts by e-mail and has an account that is not disabled; the owner asks.
SELECT w.account_id, a.role, w.mail_address, w.lang
FROM ninewa.alert_mail_wish w
JOIN ninewa.account a USING (account_id)
WHERE a.disabled_at IS NULL
ORDER BY w.account_id
