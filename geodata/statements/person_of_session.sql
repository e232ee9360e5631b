-- Whose session a token is, while it goes on: not ended, seen within 30 days, begun within 180, of an account that is
-- not disabled. A site manager has a scope, the sites held; is_due: the session was not seen for an hour.
SELECT a.account_id, a.name, a.role, s.session_id, s.seen_at < now() - interval '1 hour' AS is_due,
       CASE a.role WHEN 'site_manager' THEN ninewa.sites_held(a.account_id) ELSE '{}' END AS scope
FROM ninewa.web_session s
JOIN ninewa.account a ON a.account_id = s.account_id
WHERE s.token_hash = :token_hash AND s.ended_at IS NULL AND a.disabled_at IS NULL
  AND s.seen_at > now() - interval '30 days' AND s.made_at > now() - interval '180 days'
