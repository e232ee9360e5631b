-- How much room has the site :site on the day :at, and what is planned and prepared there?
-- `prepared` and `planned` are the newest stated figures with their days; no source says when such plots become ready.
SELECT state.site_id, state.name, coalesce(n.name, state.name) AS shown_name,
       shown_lang(n.name, :lang) AS shown_lang,
       ST_X(state.geom) AS lon, ST_Y(state.geom) AS lat, state.type, state.status_then, state.free, state.ready,
       state.occupied, state.reserved, state.reserved_as_of, state.reserved_precision, state.reserved_here,
       state.reserved_here_until, state.reserved_before_count, state.over_capacity_by,
       state.out_of_date, state.doubted, state.changed_since, state.counted_as_of, state.counted_precision, state.withheld, state.counted_source,
       prepared.plots_prepared AS prepared, prepared.as_of AS prepared_as_of,
       prepared.as_of_precision AS prepared_precision,
       planned.plots_planned AS planned, planned.as_of AS planned_as_of, planned.as_of_precision AS planned_precision
FROM (SELECT k.* FROM site_state(:at, :known) AS k WHERE k.site_id = :site LIMIT 1) AS state
LEFT JOIN LATERAL (
    SELECT r.plots_prepared, r.as_of, r.as_of_precision FROM site_reports r
    WHERE r.site_id = state.site_id AND r.as_of <= :at AND (r.plots_prepared IS NOT NULL OR 'plots_prepared' = ANY (r.withheld))
      AND stands_by(r.report_id, r.recorded_at, r.superseded_at, :known)
    ORDER BY r.as_of_from DESC, r.as_of, r.told_at DESC, r.report_id DESC LIMIT 1
) AS prepared ON true
LEFT JOIN LATERAL (
    SELECT r.plots_planned, r.as_of, r.as_of_precision FROM site_reports r
    WHERE r.site_id = state.site_id AND r.as_of <= :at AND (r.plots_planned IS NOT NULL OR 'plots_planned' = ANY (r.withheld))
      AND stands_by(r.report_id, r.recorded_at, r.superseded_at, :known)
    ORDER BY r.as_of_from DESC, r.as_of, r.told_at DESC, r.report_id DESC LIMIT 1
) AS planned ON true
LEFT JOIN place_names n ON n.entity_kind = 'site' AND n.entity_id = state.site_id AND n.lang = :lang AND n.preferred
LIMIT 1
