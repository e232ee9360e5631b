-- On which day did the first movement that is known end? NULL when none is.
SELECT min(f.period_end) AS day FROM flows f LIMIT 1
