-- Who asked for alerts by e-mail and has an account that is not disabled; the owner asks. is_unasked: the address is not
-- confirmed, and its link was not sent since somebody last typed it, nor within ten minutes.
SELECT w.account_id, a.role, w.mail_address, w.lang, w.confirmed_at IS NOT NULL AS is_confirmed,
       w.confirmed_at IS NULL AND w.token_hash IS NULL AND coalesce(w.asked_at < now() - INTERVAL '10 minutes', true)
           AS is_unasked
FROM ninewa.alert_mail_wish w
JOIN ninewa.account a USING (account_id)
WHERE a.disabled_at IS NULL
ORDER BY w.account_id
