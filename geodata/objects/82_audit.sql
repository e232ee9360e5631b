-- The log of who changed what: the triggers that write it are generated (auditing.py); here is who reads it, and that
-- nobody changes it.

-- Rights bind the web; this binds the owner of the tables as well. What it cannot refuse is that the owner takes the
-- trigger away, or that a superuser writes without triggers: scripts/doctor finds that in what was sealed.
CREATE FUNCTION ninewa.refuse_another_past() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON ninewa.audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION ninewa.refuse_another_past();
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON ninewa.audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION ninewa.refuse_another_past();

CREATE POLICY read_by_admins ON ninewa.audit_event FOR SELECT USING ((SELECT ninewa.role_now()) = 'admin');
CREATE POLICY read_by_admins ON ninewa.audit_seal FOR SELECT USING ((SELECT ninewa.role_now()) = 'admin');

-- The number of this transaction in the log that the data version is counted from; NULL: it has changed nothing that
-- pages show.
CREATE FUNCTION ninewa.change_now() RETURNS bigint LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT max(change_id) FROM ninewa.data_change WHERE xid = pg_current_xact_id_if_assigned()
$$;

-- A text as an event keeps it: of a long one its beginning, and by which the whole can be recognised. It is inlined.
CREATE FUNCTION ninewa.kept(told text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT to_jsonb(CASE WHEN length(told) <= 1000 THEN told
        ELSE left(told, 900) || ' … sha256 ' || encode(sha256(convert_to(told, 'UTF8')), 'hex') END)
$$;

-- That the person of this transaction looked at a kind of page with exact rows of a site, or of several (NULL), of which
-- one is not public or not to be placed. Once an hour; two workers at the same moment may note it twice.
CREATE FUNCTION ninewa.note_reading(page text, of_site text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
DECLARE
    sites text[] := ARRAY[coalesce(of_site, '*')];
BEGIN
    IF ninewa.role_now() IS NULL OR NOT EXISTS (
        SELECT FROM ninewa.site s WHERE s.sensitivity IN ('high', 'severe') AND (of_site IS NULL OR s.site_id = of_site)
    ) OR EXISTS (
        SELECT FROM ninewa.audit_event e
        WHERE e.happened_at > clock_timestamp() - INTERVAL '1 hour' AND e.account_id = ninewa.person_now()
          AND e.operation = 'read' AND e.row_key = page AND e.site_ids = sites
    ) THEN
        RETURN;
    END IF;
    INSERT INTO ninewa.audit_event (operation, table_name, row_key, row_count, site_ids) VALUES ('read', 'page', page, 0, sites);
END $$;
