-- Which alerts of these sites did somebody say to know of, up to the day? The newest first. The exact layer alone.
SELECT k.site_id, k.kind, k.subject, k.level, k.on_day, k.note, k.acknowledged_at, k.account_id, ninewa.role_of(k.account_id) AS account_role
FROM ninewa.alert_acknowledgement k
WHERE k.site_id = ANY (:site_ids) AND k.on_day <= :at AND k.acknowledged_at <= :known
ORDER BY k.acknowledgement_id DESC
LIMIT 5000
