-- The sites whose alerts are for the person of the transaction.
SELECT s.site_id FROM sites s WHERE ninewa.may_watch(s.site_id) ORDER BY s.name, s.site_id LIMIT :limit
