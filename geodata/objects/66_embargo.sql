-- For how long movements are not public; 81_embargo.sql keeps them from the public's login.

-- Movements that ended by this day are public; where nobody has set otherwise, all.
CREATE VIEW published.movement_embargo AS
SELECT set_to.days,
    CASE set_to.days WHEN 0 THEN CAST('infinity' AS date) ELSE CAST(now() AT TIME ZONE 'Asia/Baghdad' AS date) - set_to.days END
        AS ended_by
FROM (
    SELECT coalesce((SELECT e.days FROM ninewa.movement_embargo e ORDER BY e.embargo_id DESC LIMIT 1), 0) AS days
) AS set_to;
