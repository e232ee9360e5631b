-- The data version: a value over an append-only log, so that nobody who writes waits for anybody else who does.
--
-- Each transaction that changes data adds one row to ninewa.data_change, by triggers, so that psql and scripts count as
-- well as the web. `number` is how many of them are visible: whatever the order in which transactions began and ended,
-- two readers who see different data see different numbers, and who sees more sees a greater one. `moment` tells apart
-- what comes after a restored dump or a lossy failover, where numbers come twice.

-- A savepoint that is rolled back takes the row and the setting with it, so that the next change notes itself again.
-- pg_current_xact_id() comes first: a row's number in the log is always drawn by a transaction that has its xid.
CREATE FUNCTION ninewa.note_change() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
DECLARE
    mine text := pg_current_xact_id()::text;
    changed bigint;
BEGIN
    IF current_setting('ninewa.change_noted_by', true) IS NOT DISTINCT FROM mine THEN
        RETURN;
    END IF;
    INSERT INTO ninewa.data_change DEFAULT VALUES RETURNING change_id INTO changed;
    PERFORM set_config('ninewa.change_noted_by', mine, true);
    -- In a cluster whose xids have not yet come as far as those of the newest fold, nothing new can be settled.
    PERFORM ninewa.fold_changes()
    FROM (SELECT last_id, up_to FROM ninewa.data_change_fold ORDER BY fold_id DESC LIMIT 1) AS newest
    WHERE changed >= newest.last_id + 200 AND newest.up_to <= pg_snapshot_xmin(pg_current_snapshot());
END $$;

CREATE FUNCTION ninewa.note_change_of_rows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
    PERFORM ninewa.note_change();
    RETURN NULL;
END $$;

-- Adds a fold: a count of the changes that are settled, so that a reader counts only those after it.
--
-- Settled is what can neither appear nor go: numbered up to `last_id`, the greatest number visible now, and of a
-- transaction before `up_to`, the oldest one still running now. All of those have ended: what is visible of them is
-- counted, and what is not has been rolled back. After a dump and restore into another cluster, whose xids may be
-- lower, new changes still have numbers above every fold's `last_id`. So whoever can see a fold may go on from it, and
-- it does not matter which one that is, nor that two transactions fold at the same time.
CREATE FUNCTION ninewa.fold_changes() RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog AS $$
INSERT INTO ninewa.data_change_fold (last_id, up_to, counted, moment)
SELECT now_at.last_id, now_at.up_to, fold.counted + settled.number, greatest(fold.moment, settled.moment)
FROM (SELECT * FROM ninewa.data_change_fold ORDER BY fold_id DESC LIMIT 1) AS fold
CROSS JOIN (
    SELECT max(change_id) AS last_id, pg_snapshot_xmin(pg_current_snapshot()) AS up_to FROM ninewa.data_change
) AS now_at
CROSS JOIN LATERAL (
    SELECT count(*) AS number, max(changed_at) AS moment FROM ninewa.data_change c
    WHERE c.change_id <= now_at.last_id AND c.xid < now_at.up_to
      AND (c.change_id > fold.last_id OR c.xid >= fold.up_to)
) AS settled
WHERE now_at.up_to >= fold.up_to;
$$;

-- What ends by itself changes what is true as well: the moment is never before the last end of a reservation, nor, while
-- movements are kept from the public for some days, before the day began.
CREATE VIEW ninewa.data_version AS
SELECT fold.counted + later.number + unsettled.number AS number,
       greatest(
           fold.moment, later.moment, unsettled.moment,
           (SELECT v.holds_until FROM ninewa.reservation v WHERE v.holds_until <= now() ORDER BY v.holds_until DESC LIMIT 1),
           (SELECT CASE WHEN e.days > 0 THEN date_trunc('day', now(), 'Asia/Baghdad') END
            FROM ninewa.movement_embargo e ORDER BY e.embargo_id DESC LIMIT 1)
       ) AS moment
FROM (SELECT * FROM ninewa.data_change_fold ORDER BY fold_id DESC LIMIT 1) AS fold
CROSS JOIN LATERAL (
    SELECT count(*) AS number, max(c.changed_at) AS moment
    FROM ninewa.data_change c WHERE c.change_id > fold.last_id
) AS later
CROSS JOIN LATERAL (
    SELECT count(*) AS number, max(c.changed_at) AS moment
    FROM ninewa.data_change c WHERE c.xid >= fold.up_to AND c.change_id <= fold.last_id
) AS unsettled;

-- The public login finds it in its own layer.
CREATE VIEW published.data_version AS SELECT number, moment FROM ninewa.data_version;
