-- Who may what, judged by the database: by the account that a transaction names in `ninewa.person`, and by nothing that
-- whoever sent the statement says of a role. What many statements ask is PL/pgSQL, which keeps its plans for a session: a
-- function of SQL that is not put in the place of its call is planned anew in each statement.

-- The account for which this transaction reads or writes; NULL: nobody's.
CREATE FUNCTION ninewa.person_now() RETURNS bigint LANGUAGE sql STABLE
    RETURN CAST(nullif(current_setting('ninewa.person', true), '') AS bigint);

-- The role of that account; NULL where there is none or it is disabled.
CREATE FUNCTION ninewa.role_now() RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    RETURN (SELECT role FROM ninewa.account WHERE account_id = ninewa.person_now() AND disabled_at IS NULL);
END $$;

-- The sites that an account was granted, by themselves or with their area, whatever its role.
CREATE FUNCTION ninewa.sites_held(account bigint) RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
    RETURN (SELECT coalesce(array_agg(held.site_id ORDER BY held.site_id), '{}')
    FROM (
        SELECT g.site_id FROM ninewa.role_grant g
        WHERE g.account_id = account AND g.revoked_at IS NULL AND g.site_id IS NOT NULL
        UNION
        SELECT s.site_id FROM ninewa.role_grant g
        JOIN ninewa.site s ON (g.governorate IS NULL OR g.governorate = coalesce(s.governorate_stated, s.adm1_name))
            AND (g.district IS NULL OR g.district = coalesce(s.district_stated, s.adm2_name))
        WHERE g.account_id = account AND g.revoked_at IS NULL AND g.site_id IS NULL
    ) AS held);
END $$;

-- Whether the person of this transaction may report a site, which is also whether the site is theirs to look into.
CREATE FUNCTION ninewa.may_report(site_id text) RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
    RETURN coalesce(CASE ninewa.role_now()
        WHEN 'admin' THEN true
        WHEN 'information_officer' THEN true
        WHEN 'site_manager' THEN site_id = ANY (ninewa.sites_held(ninewa.person_now()))
    END, false);
END $$;

-- Waits until nobody else writes a report of the site, and lets nobody do so until the end of the transaction. The web may
-- take no locks of its own; this one only for who may report the site.
CREATE FUNCTION ninewa.report_alone(site_id text) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('report of ' || site_id, 0)) WHERE ninewa.may_report(site_id)
$$;

-- Who plans movements: sees what was saved and reserved, and may do so.
CREATE FUNCTION ninewa.may_plan() RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT coalesce(ninewa.role_now() IN ('planner', 'information_officer', 'admin'), false)
$$;

-- Waits until nobody else reserves at these sites, nor sends the same plan, and lets nobody do so until the end of the
-- transaction. Locks are taken in one order, so that two plans never wait for one another; no two sites share one.
CREATE FUNCTION ninewa.reserve_alone(plan uuid, sites text[]) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog AS $$
DECLARE
    one text;
BEGIN
    IF ninewa.may_plan() THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('reservation of plan ' || plan, 0));
        FOR one IN SELECT DISTINCT s.site_id FROM ninewa.site s WHERE s.site_id = ANY (sites) ORDER BY s.site_id LOOP
            PERFORM pg_advisory_xact_lock(hashtextextended('reservation at ' || one, 0));
        END LOOP;
    END IF;
END $$;

-- When and by whom is not for them to say.
CREATE FUNCTION ninewa.note_end_of_reservation() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    NEW.ended_at := clock_timestamp();
    NEW.ended_by := ninewa.person_now();
    RETURN NEW;
END $$;

CREATE TRIGGER note_end BEFORE UPDATE ON ninewa.reservation FOR EACH ROW
    WHEN (OLD.ended_how IS NULL AND NEW.ended_how IS NOT NULL) EXECUTE FUNCTION ninewa.note_end_of_reservation();

-- What is corrected does not stand any more: only who may report its site may do that.
CREATE FUNCTION ninewa.site_of_report(report bigint) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
    RETURN (SELECT r.site_id FROM ninewa.site_report r WHERE r.report_id = report);
END $$;

-- Policies bind the logins of the web; the owner of the tables, who imports and migrates, they do not.
CREATE POLICY read ON ninewa.site_report FOR SELECT USING (true);
CREATE POLICY report ON ninewa.site_report FOR INSERT WITH CHECK (
    ninewa.may_report(site_id) AND account_id = ninewa.person_now()
    AND (corrects IS NULL OR ninewa.site_of_report(corrects) = site_id)
);

CREATE POLICY read ON ninewa.service_report FOR SELECT USING (true);
CREATE POLICY report ON ninewa.service_report FOR INSERT WITH CHECK (
    cardinality(site_ids) > 0 AND (SELECT bool_and(ninewa.may_report(one)) FROM unnest(site_ids) AS one)
    AND (site_report_id IS NULL OR site_ids = ARRAY[ninewa.site_of_report(site_report_id)])
);

CREATE POLICY read ON ninewa.reporting_frequency FOR SELECT USING (true);
CREATE POLICY state ON ninewa.reporting_frequency FOR INSERT WITH CHECK (ninewa.may_report(site_id));

-- Their names and roles, which is all that the web may select (90_rights.sql), are for whoever has signed in.
CREATE POLICY read ON ninewa.account FOR SELECT USING ((SELECT ninewa.role_now()) IS NOT NULL);
CREATE POLICY made_by_admins ON ninewa.account FOR INSERT WITH CHECK (ninewa.role_now() = 'admin');
-- Of their own account people change the password, and neither the role nor whether it is disabled.
CREATE POLICY changed_by_admins_or_oneself ON ninewa.account FOR UPDATE
    USING (ninewa.role_now() = 'admin' OR account_id = ninewa.person_now() AND disabled_at IS NULL)
    WITH CHECK (
        ninewa.role_now() = 'admin' OR account_id = ninewa.person_now() AND role = ninewa.role_now() AND disabled_at IS NULL
    );

-- There is always an administrator. Of two who take that from one another at once the later one waits here, and what is
-- asked then is a statement of its own, which sees what the other has done.
CREATE FUNCTION ninewa.keep_an_administrator() RETURNS trigger LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('administrators', 0));
    IF NOT EXISTS (SELECT FROM ninewa.account a WHERE a.role = 'admin' AND a.disabled_at IS NULL) THEN
        RAISE EXCEPTION 'no administrator would be left'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'an_administrator_is_left';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER keep_an_administrator AFTER UPDATE OF role, disabled_at ON ninewa.account FOR EACH ROW
    WHEN (OLD.role = 'admin' AND OLD.disabled_at IS NULL AND (NEW.role <> 'admin' OR NEW.disabled_at IS NOT NULL))
    EXECUTE FUNCTION ninewa.keep_an_administrator();

CREATE POLICY read ON ninewa.role_grant FOR SELECT USING (account_id = ninewa.person_now() OR (SELECT ninewa.role_now()) = 'admin');
CREATE POLICY granted_by_admins ON ninewa.role_grant FOR INSERT WITH CHECK (ninewa.role_now() = 'admin');
CREATE POLICY revoked_by_admins ON ninewa.role_grant FOR UPDATE USING (ninewa.role_now() = 'admin');

-- Before anybody is known, a session or a link is looked for by its token, by functions (81_known_people.sql) that give the one.
CREATE POLICY read ON ninewa.web_session FOR SELECT
    USING (account_id = ninewa.person_now() OR (SELECT ninewa.role_now()) = 'admin');
CREATE POLICY begun_for_oneself ON ninewa.web_session FOR INSERT
    WITH CHECK (account_id = ninewa.person_now() AND ninewa.role_now() IS NOT NULL);
CREATE POLICY ended_by_admins_or_oneself ON ninewa.web_session FOR UPDATE
    USING (account_id = ninewa.person_now() OR ninewa.role_now() = 'admin');

CREATE POLICY read ON ninewa.one_time_link FOR SELECT
    USING (account_id = ninewa.person_now() OR (SELECT ninewa.role_now()) = 'admin');
CREATE POLICY made_by_admins ON ninewa.one_time_link FOR INSERT WITH CHECK (ninewa.role_now() = 'admin');
CREATE POLICY used_by_admins_or_oneself ON ninewa.one_time_link FOR UPDATE
    USING (account_id = ninewa.person_now() OR ninewa.role_now() = 'admin');

CREATE POLICY read ON ninewa.scenario FOR SELECT USING (ninewa.may_plan());
CREATE POLICY saved_for_oneself ON ninewa.scenario FOR INSERT
    WITH CHECK (ninewa.may_plan() AND account_id = ninewa.person_now());
CREATE POLICY removed_by_admins_or_oneself ON ninewa.scenario FOR UPDATE
    USING (ninewa.role_now() = 'admin' OR ninewa.may_plan() AND account_id = ninewa.person_now())
    WITH CHECK (removed_by = ninewa.person_now());

-- General pages, which name nobody, show managers the public layer; of their own they read the reservations at their sites.
CREATE POLICY read ON ninewa.reservation FOR SELECT
    USING (CASE (SELECT ninewa.role_now()) WHEN 'site_manager' THEN ninewa.may_report(site_id) ELSE true END);
CREATE POLICY reserved_by_who_plans ON ninewa.reservation FOR INSERT
    WITH CHECK (ninewa.may_plan() AND account_id = ninewa.person_now() AND ended_how IS NULL);
CREATE POLICY ended_by_who_reserved_or_keeps_the_site ON ninewa.reservation FOR UPDATE
    USING (ended_how IS NULL AND (ninewa.may_plan() AND account_id = ninewa.person_now() OR ninewa.may_report(site_id)))
    WITH CHECK (true);

-- Whom a provider vouches for is bound to the account by the account itself, at its first sign-in there.
CREATE POLICY read ON ninewa.openid_identity FOR SELECT
    USING (account_id = ninewa.person_now() OR (SELECT ninewa.role_now()) = 'admin');
CREATE POLICY linked_by_admins ON ninewa.openid_identity FOR INSERT WITH CHECK (ninewa.role_now() = 'admin');
CREATE POLICY bound_by_oneself ON ninewa.openid_identity FOR UPDATE
    USING (account_id = ninewa.person_now() AND ninewa.role_now() IS NOT NULL);
CREATE POLICY unlinked_by_admins ON ninewa.openid_identity FOR DELETE USING (ninewa.role_now() = 'admin');

-- Whether a guest's link opens the form: not where it was revoked, its last day is over, whoever made it may not report the
-- site any more, or a restored backup has no token of it.
CREATE FUNCTION ninewa.guest_link_opens(link bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog AS $$
    SELECT EXISTS (
        SELECT FROM ninewa.guest_link l
        JOIN ninewa.guest_token t USING (link_id)
        JOIN ninewa.account a ON a.account_id = l.made_by AND a.disabled_at IS NULL
        WHERE l.link_id = link AND l.revoked_at IS NULL
          AND coalesce(l.last_day >= (now() AT TIME ZONE 'Asia/Baghdad')::date, true)
          AND (a.role IN ('admin', 'information_officer')
               OR a.role = 'site_manager' AND l.site_id = ANY (ninewa.sites_held(a.account_id)))
    )
$$;

-- By which link this transaction comes: it names the hash of its token in `ninewa.guest`. NULL: by none that opens anything.
CREATE FUNCTION ninewa.guest_link_now() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog AS $$
    SELECT t.link_id FROM ninewa.guest_token t
    WHERE t.token_hash = decode(nullif(current_setting('ninewa.guest', true), ''), 'hex')
      AND ninewa.guest_link_opens(t.link_id)
$$;

-- Waits until nobody else reports by this link, and lets nobody do so until the end of the transaction.
CREATE FUNCTION ninewa.guest_alone() RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('guest link ' || ninewa.guest_link_now(), 0))
    WHERE ninewa.guest_link_now() IS NOT NULL
$$;

CREATE POLICY read ON ninewa.guest_link FOR SELECT
    USING (ninewa.may_report(site_id) OR link_id = ninewa.guest_link_now());
CREATE POLICY made_for_sites_held ON ninewa.guest_link FOR INSERT
    WITH CHECK (ninewa.may_report(site_id) AND made_by = ninewa.person_now());
CREATE POLICY revoked_for_sites_held ON ninewa.guest_link FOR UPDATE
    USING (ninewa.may_report(site_id) AND revoked_at IS NULL) WITH CHECK (ninewa.may_report(site_id));

-- Read by nobody: guest_link_now() alone looks for them.
CREATE POLICY made_with_its_link ON ninewa.guest_token FOR INSERT
    WITH CHECK ((SELECT l.made_by = ninewa.person_now() FROM ninewa.guest_link l WHERE l.link_id = guest_token.link_id));

CREATE POLICY read ON ninewa.waiting_report FOR SELECT
    USING (ninewa.may_report(site_id) OR link_id = ninewa.guest_link_now());
CREATE POLICY sent_by_guests ON ninewa.waiting_report FOR INSERT WITH CHECK (link_id = ninewa.guest_link_now());
-- Decided once.
CREATE POLICY decided_for_sites_held ON ninewa.waiting_report FOR UPDATE
    USING (ninewa.may_report(site_id) AND decided_at IS NULL)
    WITH CHECK (ninewa.may_report(site_id) AND decided_by = ninewa.person_now());

-- Waits until nobody else makes a token for the person of this transaction, and lets nobody do so until its end.
CREATE FUNCTION ninewa.program_tokens_alone() RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('program tokens of ' || ninewa.person_now(), 0))
    WHERE ninewa.role_now() IS NOT NULL
$$;

CREATE POLICY read ON ninewa.program_token FOR SELECT
    USING (account_id = ninewa.person_now() OR (SELECT ninewa.role_now()) = 'admin');
CREATE POLICY made_for_oneself ON ninewa.program_token FOR INSERT
    WITH CHECK (account_id = ninewa.person_now() AND ninewa.role_now() IS NOT NULL);
CREATE POLICY revoked_by_admins_or_oneself ON ninewa.program_token FOR UPDATE
    USING (account_id = ninewa.person_now() OR ninewa.role_now() = 'admin');

-- Who sets up forms of KoboToolbox and mends what came from them.
CREATE FUNCTION ninewa.may_mend_kobo() RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT coalesce(ninewa.role_now() IN ('information_officer', 'admin'), false)
$$;

-- From which form this transaction comes: it names the hash of its token in `ninewa.kobo`. NULL: from none.
CREATE FUNCTION ninewa.kobo_form_now() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT t.form_id FROM ninewa.kobo_token t
    WHERE t.token_hash = decode(nullif(current_setting('ninewa.kobo', true), ''), 'hex')
$$;

-- Waits until nobody else writes submissions of the form, and lets nobody do so until the end of the transaction.
CREATE FUNCTION ninewa.kobo_alone(form bigint) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('form of KoboToolbox ' || form, 0))
    WHERE ninewa.may_mend_kobo() OR form = ninewa.kobo_form_now()
$$;

-- Nobody lets reports be made in another's name: a form changes hands only to whoever changes it.
CREATE FUNCTION ninewa.take_kobo_form() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    NEW.account_id := ninewa.person_now();
    RETURN NEW;
END $$;

CREATE TRIGGER take BEFORE UPDATE ON ninewa.kobo_form FOR EACH ROW
    WHEN (OLD.account_id IS DISTINCT FROM NEW.account_id) EXECUTE FUNCTION ninewa.take_kobo_form();

CREATE POLICY read ON ninewa.kobo_form FOR SELECT
    USING ((SELECT ninewa.may_mend_kobo()) OR form_id = ninewa.kobo_form_now());
CREATE POLICY made_for_oneself ON ninewa.kobo_form FOR INSERT
    WITH CHECK (ninewa.may_mend_kobo() AND account_id = ninewa.person_now());
CREATE POLICY changed_by_who_mends ON ninewa.kobo_form FOR UPDATE USING (ninewa.may_mend_kobo());

-- Whoever makes a token is the person of its form.
CREATE POLICY read ON ninewa.kobo_token FOR SELECT USING ((SELECT ninewa.may_mend_kobo()));
CREATE POLICY made_in_one_s_own_name ON ninewa.kobo_token FOR INSERT WITH CHECK (
    ninewa.may_mend_kobo()
    AND (SELECT f.account_id = ninewa.person_now() FROM ninewa.kobo_form f WHERE f.form_id = kobo_token.form_id)
);
CREATE POLICY revoked_by_who_mends ON ninewa.kobo_token FOR DELETE USING (ninewa.may_mend_kobo());

CREATE POLICY read ON ninewa.kobo_submission FOR SELECT
    USING ((SELECT ninewa.may_mend_kobo()) OR form_id = ninewa.kobo_form_now());
CREATE POLICY sent_by_its_form ON ninewa.kobo_submission FOR INSERT WITH CHECK (form_id = ninewa.kobo_form_now());
CREATE POLICY settled ON ninewa.kobo_submission FOR UPDATE
    USING (ninewa.may_mend_kobo() OR form_id = ninewa.kobo_form_now());
