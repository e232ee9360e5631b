-- On which days the sites of `state` last reported, and how often they are to, as stated for the day.
-- A report that was withdrawn leaves nothing; of a withheld one the day is known. geodata/rules/rhythm.py judges.
LEFT JOIN LATERAL (
    SELECT f.frequency, f.since FROM reporting_frequencies f
    WHERE f.site_id = state.site_id AND f.since <= :at AND f.stated_at <= :known
    ORDER BY f.since DESC, f.frequency_id DESC LIMIT 1
) AS to_report ON true
CROSS JOIN LATERAL (
    SELECT array_agg(r.as_of_from ORDER BY r.as_of_from DESC) AS days,
           (array_agg(r.as_of ORDER BY r.as_of_from DESC, r.as_of))[1] AS as_of,
           (array_agg(r.as_of_precision ORDER BY r.as_of_from DESC, r.as_of))[1] AS as_of_precision
    FROM (
        SELECT DISTINCT r.as_of_from, r.as_of, r.as_of_precision FROM site_reports r
        WHERE r.site_id = state.site_id AND r.as_of <= :at
          AND stands_by(r.report_id, r.recorded_at, r.superseded_at, :known)
          AND (r.withheld <> '{}' OR num_nonnulls(
              r.plots_planned, r.plots_prepared, r.plots_ready, r.plots_occupied, r.plots_reserved, r.families,
              r.individuals, r.families_waiting) > 0)
        ORDER BY r.as_of_from DESC, r.as_of LIMIT 8
    ) AS r
) AS reported
