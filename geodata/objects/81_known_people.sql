-- What has to be known of people before it is known who asks: each function gives the one row that is asked for by a name or
-- a secret, and no list. The tables themselves show the web's logins only what is the person's own (80_persons.sql), so that
-- a statement which forgets its condition tells nothing of others.

-- The account of a name, folded as geodata.rules.account_names does.
CREATE FUNCTION ninewa.account_named(folded_name text) RETURNS TABLE (account_id bigint, name text, role text, has_password boolean, disabled_at timestamptz, signed_in_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT a.account_id, a.name, a.role, a.password_hash IS NOT NULL, a.disabled_at, a.signed_in_at FROM ninewa.account a WHERE a.folded = folded_name
$$;

-- With what the password of an account is compared.
CREATE FUNCTION ninewa.password_hash_of(account bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT a.password_hash FROM ninewa.account a WHERE a.account_id = account
$$;

-- All accounts for administrators and for scripts, which sign in as the owner; for others their own.
CREATE FUNCTION ninewa.accounts_known() RETURNS TABLE (account_id bigint, name text, role text, has_password boolean, disabled_at timestamptz, signed_in_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT a.account_id, a.name, a.role, a.password_hash IS NOT NULL, a.disabled_at, a.signed_in_at FROM ninewa.account a
    WHERE a.account_id = ninewa.person_now() OR (SELECT ninewa.role_now()) = 'admin' OR session_user = current_user
    ORDER BY a.folded
$$;

-- Whose link it is that nobody has used yet.
CREATE FUNCTION ninewa.account_of_link(token_hash bytea) RETURNS TABLE (account_id bigint, name text, role text, has_password boolean, disabled_at timestamptz, signed_in_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT a.account_id, a.name, a.role, a.password_hash IS NOT NULL, a.disabled_at, a.signed_in_at FROM ninewa.one_time_link l JOIN ninewa.account a ON a.account_id = l.account_id
    WHERE l.token_hash = account_of_link.token_hash AND l.used_at IS NULL AND l.expires_at > now() AND a.disabled_at IS NULL
$$;

-- The account that is linked with a subject of an OpenID provider or, until a first sign-in has bound one, with an address.
CREATE FUNCTION ninewa.account_of_openid(issuer text, subject text, verified_email text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT o.account_id FROM ninewa.openid_identity o
    WHERE o.issuer = account_of_openid.issuer
      AND (o.subject = account_of_openid.subject OR o.subject IS NULL AND o.email = verified_email)
    ORDER BY o.subject NULLS LAST LIMIT 1
$$;

-- Whose session a token is, while it goes on: not ended, seen within 30 days, begun within 180, of an account that is not
-- disabled. A site manager has a scope, the sites held; is_due: the session was not seen for an hour.
CREATE FUNCTION ninewa.person_of_session(token_hash bytea)
RETURNS TABLE (account_id bigint, name text, role text, session_id bigint, is_due boolean, scope text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT a.account_id, a.name, a.role, s.session_id, s.seen_at < now() - interval '1 hour',
           CASE a.role WHEN 'site_manager' THEN ninewa.sites_held(a.account_id) ELSE '{}' END
    FROM ninewa.web_session s JOIN ninewa.account a ON a.account_id = s.account_id
    WHERE s.token_hash = person_of_session.token_hash AND s.ended_at IS NULL AND a.disabled_at IS NULL
      AND s.seen_at > now() - interval '30 days' AND s.made_at > now() - interval '180 days'
$$;

-- Whether any account has ever been signed in to.
CREATE FUNCTION ninewa.has_anyone_signed_in() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM ninewa.account a WHERE a.signed_in_at IS NOT NULL)
$$;

-- Count a try of these subjects; false, and not counted, where one of them has `most` of that age. One after the other,
-- whichever worker they come to. Not by a lock of the table: a function takes that of its own writing before it begins, and
-- of two that did neither could take a stronger one.
CREATE FUNCTION ninewa.count_try(subjects bytea[], most integer, age interval) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('tries to come in', 0));
    DELETE FROM ninewa.sign_in_attempt WHERE tried_at < now() - age;
    WITH counted AS (
        INSERT INTO ninewa.sign_in_attempt (subject)
        SELECT one FROM unnest(subjects) AS one
        WHERE NOT EXISTS (
            SELECT FROM ninewa.sign_in_attempt t WHERE t.subject = ANY (subjects) GROUP BY t.subject
            HAVING count(*) >= most
        )
        RETURNING attempt_id
    )
    SELECT count(*) > 0 FROM counted
$$;

-- Of who came in: all tries of the name, and the last one of the address, where others may be.
CREATE FUNCTION ninewa.forget_tries(name_tried bytea, address bytea) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
    DELETE FROM ninewa.sign_in_attempt WHERE subject = name_tried;
    DELETE FROM ninewa.sign_in_attempt
    WHERE attempt_id = (SELECT max(t.attempt_id) FROM ninewa.sign_in_attempt t WHERE t.subject = address)
$$;

-- For whom a feed of alerts is read, while its address is not ended.
CREATE FUNCTION ninewa.person_of_feed(token_hash bytea)
RETURNS TABLE (account_id bigint, name text, role text, scope text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT a.account_id, a.name, a.role,
           CASE a.role WHEN 'site_manager' THEN ninewa.sites_held(a.account_id) ELSE '{}' END
    FROM ninewa.alert_feed f JOIN ninewa.account a ON a.account_id = f.account_id
    WHERE f.token_hash = person_of_feed.token_hash AND f.ended_at IS NULL AND a.disabled_at IS NULL
$$;

-- Whose token a program sends, while it opens anything; is_due: that it is used today is not noted yet.
CREATE FUNCTION ninewa.person_of_program(token_hash bytea)
RETURNS TABLE (account_id bigint, name text, role text, token_id bigint, is_due boolean, scope text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT a.account_id, a.name, a.role, t.token_id,
           t.used_on IS DISTINCT FROM CAST(now() AT TIME ZONE 'Asia/Baghdad' AS date),
           CASE a.role WHEN 'site_manager' THEN ninewa.sites_held(a.account_id) ELSE '{}' END
    FROM ninewa.program_token t JOIN ninewa.account a ON a.account_id = t.account_id
    WHERE t.token_hash = person_of_program.token_hash AND t.revoked_at IS NULL AND a.disabled_at IS NULL
      AND (t.last_day IS NULL OR t.last_day >= CAST(now() AT TIME ZONE 'Asia/Baghdad' AS date))
$$;

-- What an account is for, and no more of it: general pages, which name nobody, say so of who acknowledged an alert.
CREATE FUNCTION ninewa.role_of(account bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT a.role FROM ninewa.account a WHERE a.account_id = account
$$;

-- The form of KoboToolbox whose token it is, and the person in whose name it reports, who may have been disabled.
CREATE FUNCTION ninewa.form_of_kobo_token(token_hash bytea)
RETURNS TABLE (form_id bigint, account_id bigint, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT f.form_id, a.account_id, a.role
    FROM ninewa.kobo_token t
    JOIN ninewa.kobo_form f ON f.form_id = t.form_id
    JOIN ninewa.account a ON a.account_id = f.account_id
    WHERE t.token_hash = form_of_kobo_token.token_hash
$$;
