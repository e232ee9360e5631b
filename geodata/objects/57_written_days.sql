-- Two who write of one site and its days at the same moment do not see one another's rows: each might tell what gives back
-- a count under 10 that the other wrote; and words that name a site may be written while another makes that site severe.
-- So each notes what it wrote, and as it ends looks for what was written by others whom it may not have seen: what stands
-- beside that, or says such a name, is judged once more. Nobody waits for one who is still writing; as they end, writers
-- of one place follow one another, each for the moment of its own end, so that the later always sees the earlier; and
-- whoever noted a name ends alone. (A lock from the first row on made a manager's report wait for an import.)

-- Whom this transaction may not have seen are all who had not ended when it first wrote.
CREATE FUNCTION ninewa.note_writing() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF nullif(current_setting('ninewa.writing_since', true), '') IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM set_config('ninewa.writing_since', pg_current_snapshot()::text, true);
    DELETE FROM ninewa.written_day WHERE written_id IN (
        SELECT written_id FROM ninewa.written_day WHERE written_at < clock_timestamp() - INTERVAL '2 days'
        LIMIT 1000 FOR UPDATE SKIP LOCKED);
    DELETE FROM ninewa.written_name WHERE written_id IN (
        SELECT written_id FROM ninewa.written_name WHERE written_at < clock_timestamp() - INTERVAL '2 days'
        LIMIT 1000 FOR UPDATE SKIP LOCKED);
END $$;

-- The places and days that this transaction and such another one wrote of, where one of them wrote of few or both of what
-- lies few apart: a month wider on both sides, as rates are held against what is stated so long before. `rows` are of sites, each `site first-day
-- last-day`, `places` where movements are from.
CREATE FUNCTION ninewa.written_at_once(OUT rows text[], OUT places text[]) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog SET enable_seqscan = off AS $$
BEGIN
    SELECT array_agg(DISTINCT concat_ws(' ', place, begins, ends)) FILTER (WHERE place NOT LIKE 'from %'),
           array_agg(DISTINCT substr(place, 6)) FILTER (WHERE place LIKE 'from %')
    INTO rows, places
    FROM (
        SELECT place, greatest(mine.begins, other.begins) - public.old_after_days() AS begins,
               least(mine.ends, other.ends) + public.old_after_days() AS ends, mine.few OR other.few AS few
        FROM ninewa.written_day mine JOIN ninewa.written_day other USING (place)
        WHERE mine.xid = pg_current_xact_id() AND other.xid <> mine.xid
          AND NOT pg_visible_in_snapshot(other.xid, current_setting('ninewa.writing_since')::pg_snapshot)
    ) AS both_wrote
    WHERE begins <= ends AND (few OR ninewa.wrote_apart(place, begins, ends));
END $$;

-- The names that this transaction noted where another one wrote, and those that such another one noted.
CREATE FUNCTION ninewa.named_at_once() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog SET enable_seqscan = off AS $$
DECLARE
    since pg_snapshot := current_setting('ninewa.writing_since');
BEGIN
    RETURN (
        SELECT array_agg(DISTINCT n.pattern) FROM ninewa.written_name n
        WHERE n.xid >= pg_snapshot_xmin(since) AND NOT pg_visible_in_snapshot(n.xid, since)
          AND (n.xid <> pg_current_xact_id() OR EXISTS (
            SELECT FROM ninewa.data_change c
            WHERE c.xid >= pg_snapshot_xmin(since) AND NOT pg_visible_in_snapshot(c.xid, since)
              AND c.xid <> pg_current_xact_id())));
END $$;

CREATE FUNCTION ninewa.judge_once_more() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
DECLARE
    at_once record;
    named text[];
    names_some boolean;
    is_our_turn boolean := false;
BEGIN
    IF nullif(current_setting('ninewa.writing_since', true), '') IS NULL THEN
        RETURN NULL;
    END IF;
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE feature_not_supported USING MESSAGE = 'what is published is written in READ COMMITTED alone';
    END IF;
    IF now() < clock_timestamp() - INTERVAL '1 day' THEN
        RAISE exclusion_violation USING MESSAGE = 'this transaction is a day old: what others wrote meanwhile is not known';
    END IF;
    names_some := EXISTS (SELECT FROM ninewa.written_name n WHERE n.xid = pg_current_xact_id());
    LOOP
        -- Whoever has told such rows anew and has not ended is waited for before our turn, not in it.
        at_once := ninewa.written_at_once();
        IF num_nonnulls(at_once.rows, at_once.places) > 0 THEN
            PERFORM ninewa.hold_beside(at_once.rows, at_once.places);
        END IF;
        named := ninewa.named_at_once();
        IF named IS NOT NULL THEN
            PERFORM ninewa.hold_named(named);
        END IF;
        BEGIN
            IF names_some THEN
                PERFORM pg_advisory_xact_lock(1735, 0);
            ELSE
                PERFORM pg_advisory_xact_lock_shared(1735, 0);
            END IF;
            PERFORM pg_advisory_xact_lock(1734, turn)
            FROM (SELECT DISTINCT hashtext(place) & 63 AS turn FROM ninewa.written_day WHERE xid = pg_current_xact_id()
                  ORDER BY turn OFFSET 0) AS turns;
            is_our_turn := true;
            at_once := ninewa.written_at_once();
            IF num_nonnulls(at_once.rows, at_once.places) > 0 THEN
                PERFORM ninewa.judge_beside(at_once.rows, at_once.places);
            END IF;
            named := ninewa.named_at_once();
            IF named IS NOT NULL THEN
                PERFORM ninewa.judge_named(named);
            END IF;
            RETURN NULL;
        EXCEPTION WHEN lock_not_available THEN
            -- A row that came meanwhile is held by one who has not ended. With this block our turn is given back.
            IF NOT is_our_turn THEN
                RAISE;
            END IF;
            is_our_turn := false;
        END;
    END LOOP;
END $$;

-- After cite_once_more, by its name: that one may wait.
CREATE CONSTRAINT TRIGGER judge_once_more AFTER INSERT ON ninewa.data_change DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ninewa.judge_once_more();
