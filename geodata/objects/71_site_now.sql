-- What the rule (70_site_state.sql) says of each site on its newest day, kept for each layer: a row a site. From the day
-- `settled_on` on nothing dated is left that could change the answer, and who knows what was recorded by `recorded_by`
-- knows all; so for each such day and instant the row is what the rule would say.
--
-- Whoever writes of a site notes it in `site_unsettled` in the same transaction (generated: 73_). While a note is to be seen,
-- the row of that site is not, and the rule is asked: so what is kept is right whoever wrote at the same moment, and
-- nobody waits. As a transaction ends it asks the rule once more and takes the notes away that it could see.

CREATE TABLE ninewa.site_now_exact AS
    SELECT k.*, CAST(NULL AS date) AS settled_on, CAST(NULL AS timestamptz) AS recorded_by
    FROM public.site_state_by_rule('2017-01-01', 'infinity') AS k WITH NO DATA;
ALTER TABLE ninewa.site_now_exact ADD PRIMARY KEY (site_id);
CREATE TABLE ninewa.site_now_published (LIKE ninewa.site_now_exact INCLUDING ALL);
CREATE TABLE ninewa.site_unsettled (
    unsettled_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    site_id text NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX ON ninewa.site_unsettled (site_id);
CREATE INDEX ON ninewa.site_unsettled (xid);

CREATE VIEW exact.site_now WITH (security_barrier) AS
SELECT n.* FROM ninewa.site_now_exact n
WHERE NOT EXISTS (SELECT FROM ninewa.site_unsettled u WHERE u.site_id = n.site_id);

-- Of movements that are not public yet nothing is told: a site with a later one is left to the rule, which does not see it.
CREATE VIEW published.site_now WITH (security_barrier) AS
SELECT n.* FROM ninewa.site_now_published n
WHERE NOT EXISTS (SELECT FROM ninewa.site_unsettled u WHERE u.site_id = n.site_id)
  AND n.settled_on <= (SELECT e.ended_by FROM published.movement_embargo e);

-- From which day and instant on the answer stays the same.
CREATE FUNCTION public.site_settled(site text) RETURNS TABLE (settled_on date, recorded_by timestamptz)
LANGUAGE sql STABLE AS $$
SELECT greatest(s.as_of, s.opened_on, s.closed_on, s.agency_as_of, r.as_of, v.as_of, f.as_of, away.day, here.day),
       greatest(r.recorded_by, v.recorded_by, '-infinity')
FROM sites s
CROSS JOIN LATERAL (
    SELECT max(r.as_of) AS as_of, greatest(max(r.recorded_at), max(r.superseded_at)) AS recorded_by
    FROM site_reports r WHERE r.site_id = s.site_id
) AS r
CROSS JOIN LATERAL (
    SELECT max(v.as_of) AS as_of, greatest(max(v.recorded_at), max(v.superseded_at)) AS recorded_by
    FROM service_reports v WHERE v.site_ids @> ARRAY[s.site_id]
) AS v
CROSS JOIN LATERAL (SELECT max(f.as_of) AS as_of FROM figures f WHERE f.site_ids @> ARRAY[s.site_id]) AS f
CROSS JOIN LATERAL (SELECT max(m.period_end) AS day FROM flows m WHERE m.from_site = s.site_id) AS away
CROSS JOIN LATERAL (SELECT max(m.period_end) AS day FROM flows m WHERE m.to_site = s.site_id) AS here
WHERE s.site_id = site
$$;

-- What is to be kept of these sites. A text without schema names, as the rule that it asks.
CREATE FUNCTION public.site_state_to_keep(sites text[]) RETURNS SETOF ninewa.site_now_exact LANGUAGE sql STABLE AS $$
    SELECT k.*, settled.settled_on, settled.recorded_by
    FROM unnest(sites) AS site
    CROSS JOIN LATERAL (SELECT * FROM site_settled(site) OFFSET 0) AS settled
    CROSS JOIN LATERAL (
        SELECT one.* FROM site_state_by_rule(settled.settled_on, 'infinity') AS one WHERE one.site_id = site LIMIT 1
    ) AS k
$$;

-- Of each layer. PL/pgSQL keeps the plan of the rule for a session; a function of SQL would plan it anew for each report,
-- which costs more than to carry it out.
CREATE FUNCTION ninewa.settled_exact(sites text[]) RETURNS SETOF ninewa.site_now_exact LANGUAGE plpgsql STABLE
SET search_path = exact, ninewa, public SET plan_cache_mode = force_generic_plan AS $$
BEGIN RETURN QUERY SELECT * FROM site_state_to_keep(sites); END $$;
CREATE FUNCTION ninewa.settled_published(sites text[]) RETURNS SETOF ninewa.site_now_published LANGUAGE plpgsql STABLE
SET search_path = published, public SET plan_cache_mode = force_generic_plan AS $$
BEGIN RETURN QUERY SELECT * FROM site_state_to_keep(sites); END $$;

-- Keep what the rule says of these sites. A site that somebody else is just settling is left to them, or to the next: its
-- note stays. What is asked and which notes are seen is one statement, so one moment. Returns how many were settled.
CREATE FUNCTION ninewa.settle_sites(asked text[]) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
DECLARE
    mine text[];
    seen bigint[];
    of_exact ninewa.site_now_exact[];
    of_published ninewa.site_now_published[];
BEGIN
    SELECT array_agg(site) INTO mine
    FROM (SELECT DISTINCT unnest(asked) AS site ORDER BY site) AS sites
    WHERE pg_try_advisory_xact_lock(1735, hashtext(site));
    SELECT ARRAY(SELECT e FROM ninewa.settled_exact(mine) AS e), ARRAY(SELECT p FROM ninewa.settled_published(mine) AS p),
           ARRAY(SELECT u.unsettled_id FROM ninewa.site_unsettled u WHERE u.site_id = ANY (mine))
    INTO of_exact, of_published, seen;
    DELETE FROM ninewa.site_now_exact WHERE site_id = ANY (mine);
    DELETE FROM ninewa.site_now_published WHERE site_id = ANY (mine);
    INSERT INTO ninewa.site_now_exact SELECT (e).* FROM unnest(of_exact) AS e;
    INSERT INTO ninewa.site_now_published SELECT (p).* FROM unnest(of_published) AS p;
    DELETE FROM ninewa.site_unsettled WHERE unsettled_id = ANY (seen);
    RETURN coalesce(cardinality(mine), 0);
END $$;

-- As a transaction ends: its own sites, and a few that others left. One that wrote of very many leaves them to the rule
-- and to whoever settles the rest (ninewa.settle_rest), so that nobody waits for its end.
CREATE FUNCTION ninewa.settle_written() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
DECLARE
    written text[] := ARRAY(
        SELECT DISTINCT site_id FROM ninewa.site_unsettled WHERE xid = pg_current_xact_id() LIMIT 201);
BEGIN
    IF cardinality(written) BETWEEN 1 AND 200 THEN
        PERFORM ninewa.settle_sites(
            written || ARRAY(SELECT site_id FROM ninewa.site_unsettled ORDER BY unsettled_id LIMIT 20));
    END IF;
    RETURN NULL;
END $$;
-- After cite_once_more and judge_once_more, by its name: these may change what is published.
CREATE CONSTRAINT TRIGGER settle_written AFTER INSERT ON ninewa.data_change DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ninewa.settle_written();

-- The next sites after `after`, by id, that have a note or no row; NULL where none is left.
CREATE FUNCTION ninewa.settle_rest(after text, most integer) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
DECLARE
    left_over text[] := ARRAY(
        SELECT s.site_id FROM ninewa.site s
        WHERE s.site_id > after
          AND (NOT EXISTS (SELECT FROM ninewa.site_now_exact n WHERE n.site_id = s.site_id)
               OR EXISTS (SELECT FROM ninewa.site_unsettled u WHERE u.site_id = s.site_id))
        ORDER BY s.site_id LIMIT most);
BEGIN
    PERFORM ninewa.settle_sites(left_over);
    RETURN left_over[cardinality(left_over)];
END $$;
