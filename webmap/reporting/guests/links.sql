-- The links for guests of a site of the person's own, those that open the form first, then the newest.
SELECT l.link_id, l.given_to, l.last_day, l.made_at, l.made_by, a.role AS made_by_role, l.revoked_at, opening.opens,
       (SELECT count(*) FROM ninewa.waiting_report w WHERE w.link_id = l.link_id AND w.decided_at IS NULL) AS waiting
FROM ninewa.guest_link l
JOIN ninewa.account a ON a.account_id = l.made_by
CROSS JOIN LATERAL (SELECT guest_link_opens(l.link_id) AS opens) AS opening
WHERE l.site_id = :site_id AND (SELECT may_report(:site_id))
ORDER BY opening.opens DESC, l.link_id DESC
LIMIT :limit
