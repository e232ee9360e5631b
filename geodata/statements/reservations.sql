-- Which plots are or were reserved by planners? Of an account, at sites, of one plan or one by its id, as far as the person
-- of the transaction may know of them; those that hold first, then the newest. `counted_since`: the day of the newest
-- report that states plots occupied and was made after the reservation.
SELECT v.reservation_id, v.site_id, coalesce(n.name, s.name) AS shown_name, shown_lang(n.name, :lang) AS shown_lang,
       v.plots, v.made_at, v.holds_until, v.account_id, maker.name AS account_name, v.note, v.asked, v.scenario_id,
       scenario.title AS scenario_title, v.client_uuid, v.ended_at, v.ended_how, ender.name AS ended_by_name, v.reason,
       v.holds_until > now() AND v.ended_at IS NULL AS holds,
       v.account_id = person_now() OR may_report(v.site_id) AS may_end, counted.as_of AS counted_since
FROM ninewa.reservation v
JOIN sites s ON s.site_id = v.site_id
JOIN ninewa.account maker ON maker.account_id = v.account_id
LEFT JOIN ninewa.account ender ON ender.account_id = v.ended_by
LEFT JOIN ninewa.scenario ON scenario.scenario_id = v.scenario_id
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = v.site_id AND n.lang = :lang AND n.preferred
LEFT JOIN LATERAL (
    SELECT r.as_of FROM site_reports r
    WHERE r.site_id = v.site_id AND r.plots_occupied IS NOT NULL AND NOT r.superseded
      AND counted_after(v.made_at, r.as_of, r.told_at)
    ORDER BY r.as_of_from DESC, r.told_at DESC LIMIT 1
) AS counted ON v.ended_at IS NULL AND v.holds_until > now()
WHERE (may_plan() OR may_report(v.site_id))
  AND (CAST(:account_id AS bigint) IS NULL OR v.account_id = :account_id)
  AND (CAST(:site_ids AS text[]) IS NULL OR v.site_id = ANY (:site_ids))
  AND (CAST(:reservation_id AS bigint) IS NULL OR v.reservation_id = :reservation_id)
  AND (CAST(:client_uuid AS uuid) IS NULL OR v.client_uuid = :client_uuid)
  AND (NOT :holding OR v.holds_until > now() AND v.ended_at IS NULL)
ORDER BY v.holds_until > now() AND v.ended_at IS NULL DESC, v.made_at DESC, v.reservation_id
LIMIT :limit
