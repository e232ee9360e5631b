-- Snapshots: maps of a day, frozen with their data as the public sees them. Of one that was published the public reads
-- every file; of one that was withdrawn why, and which stands for it, and not a byte. Of any other it learns nothing.

-- The strictest of what is known of a day. What has no day counts for every day.
CREATE FUNCTION ninewa.strictest_of_day(day date) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog AS $$
    SELECT coalesce(ninewa.sensitivity_of(max(ninewa.sensitivity_rank(known.sensitivity))), 'low')
    FROM (
        SELECT s.sensitivity FROM ninewa.site s
        UNION ALL SELECT c.sensitivity FROM ninewa.community c
        UNION ALL SELECT c.sensitivity FROM ninewa.corridor c
        UNION ALL SELECT p.sensitivity FROM ninewa.service_point p
        UNION ALL SELECT r.sensitivity FROM ninewa.site_report r WHERE r.as_of <= day
        UNION ALL SELECT r.sensitivity FROM ninewa.service_report r WHERE r.as_of <= day
        UNION ALL SELECT f.sensitivity FROM ninewa.flow f WHERE f.as_of <= day OR f.as_of IS NULL
        UNION ALL SELECT f.sensitivity FROM ninewa.figure f WHERE f.as_of <= day
    ) AS known
$$;

CREATE FUNCTION ninewa.begin_as_draft() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    NEW.state := 'draft';
    NEW.strictest := ninewa.strictest_of_day(NEW.day);
    NEW.made_at := clock_timestamp();
    NEW.made_by := ninewa.person_now();
    NEW.approved_by := NULL;
    NEW.published_at := NULL;
    NEW.withdrawn_at := NULL;
    NEW.withdrawn_reason := NULL;
    NEW.successor := NULL;
    RETURN NEW;
END $$;

CREATE TRIGGER begin_as_draft BEFORE INSERT ON ninewa.snapshot FOR EACH ROW EXECUTE FUNCTION ninewa.begin_as_draft();

-- draft -> waiting -> published -> withdrawn; a draft in which nothing is above low, or that a script made, which holds
-- the public layer alone, is published without waiting; what was never published may be withdrawn, and nothing returns.
CREATE FUNCTION ninewa.keep_what_was_frozen() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
DECLARE
    step CONSTANT text := OLD.state || ' to ' || NEW.state;
    of_its_state CONSTANT text[] := '{state,approved_by,published_at,withdrawn_at,withdrawn_reason,successor}';
BEGIN
    IF to_jsonb(NEW) - of_its_state <> to_jsonb(OLD) - of_its_state THEN
        RAISE EXCEPTION 'a snapshot is what it was when it was frozen' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF step NOT IN ('draft to waiting', 'draft to published', 'waiting to published', 'draft to withdrawn',
                    'waiting to withdrawn', 'published to withdrawn') THEN
        RAISE EXCEPTION 'no snapshot goes from %', step USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.approved_by := OLD.approved_by;
    NEW.published_at := OLD.published_at;
    NEW.withdrawn_at := NULL;
    IF NEW.state = 'withdrawn' THEN
        NEW.withdrawn_at := clock_timestamp();
        RETURN NEW;
    END IF;
    NEW.withdrawn_reason := NULL;
    NEW.successor := NULL;
    IF NEW.state = 'published' THEN
        IF NEW.strictest <> 'low' AND NEW.made_by IS NOT NULL THEN
            NEW.approved_by := ninewa.person_now();
            IF OLD.state <> 'waiting' OR NEW.approved_by IS NULL OR NEW.approved_by = NEW.made_by THEN
                RAISE EXCEPTION 'a second person approves a snapshot of a day with more than low sensitivity'
                    USING ERRCODE = 'insufficient_privilege';
            END IF;
        END IF;
        IF NOT EXISTS (SELECT FROM ninewa.snapshot_file f WHERE f.snapshot_id = NEW.snapshot_id) THEN
            RAISE EXCEPTION 'nothing was frozen' USING ERRCODE = 'check_violation';
        END IF;
        NEW.published_at := clock_timestamp();
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER keep_what_was_frozen BEFORE UPDATE ON ninewa.snapshot FOR EACH ROW
    EXECUTE FUNCTION ninewa.keep_what_was_frozen();

-- What the public may read changes when one is published or withdrawn: pages that were remembered are asked for anew.
CREATE TRIGGER note_change AFTER UPDATE ON ninewa.snapshot FOR EACH ROW
    WHEN (NEW.state IN ('published', 'withdrawn')) EXECUTE FUNCTION ninewa.note_change_of_rows();

-- Also for the owner, as the audit is.
CREATE FUNCTION ninewa.refuse_to_thaw() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'what was frozen stays as it is' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER refuse_to_thaw BEFORE DELETE OR TRUNCATE ON ninewa.snapshot
    FOR EACH STATEMENT EXECUTE FUNCTION ninewa.refuse_to_thaw();
CREATE TRIGGER refuse_to_thaw BEFORE UPDATE OR DELETE OR TRUNCATE ON ninewa.frozen_bytes
    FOR EACH STATEMENT EXECUTE FUNCTION ninewa.refuse_to_thaw();
CREATE TRIGGER refuse_to_thaw BEFORE UPDATE OR DELETE OR TRUNCATE ON ninewa.snapshot_file
    FOR EACH STATEMENT EXECUTE FUNCTION ninewa.refuse_to_thaw();

CREATE FUNCTION ninewa.refuse_more() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    -- Nobody sends it on meanwhile.
    PERFORM FROM ninewa.snapshot s WHERE s.snapshot_id IN (SELECT a.snapshot_id FROM added a)
        ORDER BY s.snapshot_id FOR SHARE;
    IF EXISTS (
        SELECT FROM added a JOIN ninewa.snapshot s ON s.snapshot_id = a.snapshot_id WHERE s.state <> 'draft'
    ) THEN
        RAISE EXCEPTION 'only a draft is added to' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER refuse_more AFTER INSERT ON ninewa.snapshot_file REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ninewa.refuse_more();

-- Files are added by whoever froze it.
CREATE FUNCTION ninewa.may_add_to_snapshot(snapshot bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog AS $$
    SELECT coalesce((
        SELECT s.state = 'draft' AND s.made_by = ninewa.person_now() AND ninewa.may_plan()
        FROM ninewa.snapshot s WHERE s.snapshot_id = snapshot
    ), false)
$$;

-- Who plans movements also freezes maps, approves what others froze, and withdraws.
CREATE POLICY read ON ninewa.snapshot FOR SELECT USING ((SELECT ninewa.may_plan()));
CREATE POLICY frozen_by_who_plans ON ninewa.snapshot FOR INSERT WITH CHECK (ninewa.may_plan());
CREATE POLICY sent_on_by_who_plans ON ninewa.snapshot FOR UPDATE USING (ninewa.may_plan());
CREATE POLICY read ON ninewa.frozen_bytes FOR SELECT USING ((SELECT ninewa.may_plan()));
CREATE POLICY frozen_by_who_plans ON ninewa.frozen_bytes FOR INSERT WITH CHECK (ninewa.may_plan());
CREATE POLICY read ON ninewa.snapshot_file FOR SELECT USING ((SELECT ninewa.may_plan()));
CREATE POLICY added_by_who_froze ON ninewa.snapshot_file FOR INSERT WITH CHECK (ninewa.may_add_to_snapshot(snapshot_id));

-- Views: the state of one row decides at once over all files of a snapshot, without a copy of them that could stay.
CREATE VIEW published.snapshots WITH (security_barrier) AS
SELECT s.token, s.state,
    CASE s.state WHEN 'published' THEN s.title END AS title,
    CASE s.state WHEN 'published' THEN s.note END AS note,
    CASE s.state WHEN 'published' THEN s.day END AS day,
    CASE s.state WHEN 'published' THEN s.known END AS known,
    CASE s.state WHEN 'published' THEN s.data_version END AS data_version,
    CASE s.state WHEN 'published' THEN s.layers END AS layers,
    CASE s.state WHEN 'published' THEN s.bbox END AS bbox,
    CASE s.state WHEN 'published' THEN s.series END AS series,
    s.published_at, s.withdrawn_at, s.withdrawn_reason,
    (SELECT n.token FROM ninewa.snapshot n WHERE n.snapshot_id = s.successor AND n.state = 'published') AS successor
FROM ninewa.snapshot s
WHERE s.published_at IS NOT NULL;

CREATE VIEW published.snapshot_files WITH (security_barrier) AS
SELECT s.token, f.name, f.sha256, b.mimetype, b.bytes
FROM ninewa.snapshot s
JOIN ninewa.snapshot_file f ON f.snapshot_id = s.snapshot_id
JOIN ninewa.frozen_bytes b ON b.sha256 = f.sha256
WHERE s.state = 'published';
