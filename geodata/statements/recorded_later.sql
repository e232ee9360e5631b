-- Was anything of the days up to :at recorded only after that day (Asia/Baghdad), or corrected? Shipped facts were not.
-- Each part is found by an index, on the days between a report and its recording or on when corrections were recorded.
SELECT EXISTS (
           SELECT FROM site_reports r
           WHERE r.report_id >= first_recorded_id()
             AND daterange(r.as_of, greatest(r.as_of, CAST(r.recorded_at AT TIME ZONE 'Asia/Baghdad' AS date)))
                 @> CAST(:at AS date)
       )
    OR EXISTS (
           SELECT FROM service_reports v
           WHERE v.report_id >= first_recorded_id()
             AND daterange(v.as_of, greatest(v.as_of, CAST(v.recorded_at AT TIME ZONE 'Asia/Baghdad' AS date)))
                 @> CAST(:at AS date)
       )
    OR EXISTS (
           SELECT FROM site_reports c JOIN site_reports r ON r.report_id = c.corrects
           WHERE c.report_id >= first_recorded_id() AND c.recorded_at > :end_of_day AND r.as_of <= :at
       ) AS recorded_later
LIMIT 1
