-- Whose alerts are whose: planners look at every site, everybody else at those that they may report.

CREATE FUNCTION ninewa.may_watch(site_id text) RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT coalesce(ninewa.role_now() = 'planner', false) OR ninewa.may_report(site_id)
$$;

CREATE POLICY read ON ninewa.alert_acknowledgement FOR SELECT USING (true);
CREATE POLICY acknowledge ON ninewa.alert_acknowledgement FOR INSERT WITH CHECK (ninewa.may_watch(site_id));

-- Before anybody is known, a feed is looked for by its token.
CREATE POLICY read ON ninewa.alert_feed FOR SELECT
    USING (account_id = ninewa.person_now() OR (SELECT ninewa.role_now()) = 'admin');
CREATE POLICY begun_for_oneself ON ninewa.alert_feed FOR INSERT
    WITH CHECK (account_id = ninewa.person_now() AND ninewa.role_now() IS NOT NULL);
CREATE POLICY ended_by_oneself ON ninewa.alert_feed FOR UPDATE USING (account_id = ninewa.person_now());

-- Of what was mailed no policy lets the web see or write anything.
CREATE POLICY read ON ninewa.alert_mail_wish FOR SELECT USING (account_id = ninewa.person_now());
CREATE POLICY asked_for_oneself ON ninewa.alert_mail_wish FOR INSERT
    WITH CHECK (account_id = ninewa.person_now() AND ninewa.role_now() IS NOT NULL);
CREATE POLICY changed_by_oneself ON ninewa.alert_mail_wish FOR UPDATE USING (account_id = ninewa.person_now());
CREATE POLICY ended_by_oneself ON ninewa.alert_mail_wish FOR DELETE USING (account_id = ninewa.person_now());

-- The map of planners tells which alerts are open.
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON ninewa.alert_acknowledgement
    FOR EACH STATEMENT EXECUTE FUNCTION ninewa.note_change_of_rows();
