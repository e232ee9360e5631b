-- On which day did the last movement before :first end, and the first one after :last? Running totals do not count.
SELECT max(f.period_end) FILTER (WHERE f.period_end < :first) AS before,
       min(f.period_end) FILTER (WHERE f.period_end > :last) AS after
FROM flows f
WHERE f.period_end - f.period_start < recent_days()
