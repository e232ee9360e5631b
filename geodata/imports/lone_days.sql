-- The staged reports of a day that lies more than :far days from every other day of the file and of all reports, with the
-- nearest of these; a day that is reported already is not alone.
WITH known AS (
    SELECT as_of FROM ninewa.site_report UNION SELECT as_of FROM ninewa.service_report
), days AS (
    SELECT as_of FROM known UNION SELECT as_of FROM staged
), beside AS (
    SELECT as_of, lag(as_of) OVER (ORDER BY as_of) AS before, lead(as_of) OVER (ORDER BY as_of) AS after FROM days
), lone AS (
    SELECT as_of, CASE WHEN as_of - before <= after - as_of THEN before ELSE coalesce(after, before) END AS nearest
    FROM beside
    WHERE coalesce(before, after) IS NOT NULL
      AND (as_of - before > :far) IS NOT FALSE AND (after - as_of > :far) IS NOT FALSE
      AND as_of NOT IN (SELECT as_of FROM known)
)
SELECT i.row, i.as_of, l.nearest FROM staged i JOIN lone l USING (as_of) ORDER BY i.row
