-- How many plots did anybody publish as free lately without saying where? By the day :at and at most 31 days old: the
-- newest figure of serviced plots, and the newest day on which the plots of UNHCR-built camps and those occupied were both
-- published. They overlap and are never added.
(
    SELECT 'plots_fully_serviced_available' AS metric, f.value, f.qualifier, NULL::numeric AS total,
           NULL::numeric AS occupied, f.as_of, f.as_of_precision, f.provider, f.source_id
    FROM figures f
    WHERE f.metric = 'plots_fully_serviced_available' AND cardinality(f.site_ids) = 0 AND NOT f.suspect
      AND f.value IS NOT NULL AND f.as_of <= :at
      AND first_day(f.as_of, f.as_of_precision) >= CAST(:at AS date) - old_after_days()
    ORDER BY f.as_of DESC, f.figure_id DESC
    LIMIT 1
)
UNION ALL
(
    SELECT 'plots_in_unhcr_camps_unoccupied', greatest(0, f.value - o.value), 'exact', f.value, o.value, f.as_of,
           f.as_of_precision, f.provider, f.source_id
    FROM figures f
    JOIN figures o ON o.metric = 'plots_in_unhcr_camps_occupied' AND o.as_of = f.as_of AND o.scope = f.scope
        AND o.as_of_precision = f.as_of_precision AND o.provider = f.provider AND NOT o.suspect
    WHERE f.metric = 'plots_in_unhcr_camps_total' AND NOT f.suspect AND f.value IS NOT NULL AND o.value IS NOT NULL
      AND f.as_of <= :at AND first_day(f.as_of, f.as_of_precision) >= CAST(:at AS date) - old_after_days()
    ORDER BY f.as_of DESC, f.figure_id DESC
    LIMIT 1
)
LIMIT 2
