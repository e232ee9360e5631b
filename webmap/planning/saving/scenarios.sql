-- Which questions of planning did people save? The newest first; one by its id, or by the id that it was sent under.
SELECT c.scenario_id, c.title, c.note, c.asked, c.asked_on, c.placed, c.unplaced, c.account_id, maker.name AS account_name,
       c.made_at, c.client_uuid
FROM ninewa.scenario c
JOIN ninewa.account maker ON maker.account_id = c.account_id
WHERE may_plan() AND c.removed_at IS NULL
  AND (CAST(:scenario_id AS bigint) IS NULL OR c.scenario_id = :scenario_id)
  AND (CAST(:client_uuid AS uuid) IS NULL OR c.client_uuid = :client_uuid)
ORDER BY c.made_at DESC, c.scenario_id DESC
LIMIT :limit
