-- What the two web logins may use. webmap_public reads the published layer, and calls nothing that is not everybody's.

REVOKE ALL ON SCHEMA ninewa, exact, published FROM PUBLIC;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ninewa FROM PUBLIC;

GRANT USAGE ON SCHEMA ninewa, exact, published TO webmap_app;
GRANT SELECT ON ALL TABLES IN SCHEMA ninewa, exact, published TO webmap_app;
-- Of people their names and roles; what is secret of them, or theirs alone, functions give for one (81_known_people.sql).
REVOKE SELECT ON ninewa.account, ninewa.sign_in_attempt, ninewa.kobo_token FROM webmap_app;
GRANT SELECT (account_id, name, role) ON ninewa.account TO webmap_app;
GRANT SELECT (form_id) ON ninewa.kobo_token TO webmap_app;
GRANT EXECUTE ON FUNCTION ninewa.account_named(text), ninewa.password_hash_of(bigint), ninewa.accounts_known(),
    ninewa.account_of_link(bytea), ninewa.account_of_openid(text, text, text), ninewa.person_of_session(bytea),
    ninewa.person_of_feed(bytea), ninewa.role_of(bigint), ninewa.person_of_program(bytea), ninewa.has_anyone_signed_in(), ninewa.count_try(bytea[], integer, interval),
    ninewa.forget_tries(bytea, bytea), ninewa.form_of_kobo_token(bytea)
    TO webmap_app;
-- Not when it was recorded, by whom, nor how sensitive it is: that is not for whoever reports to say.
GRANT INSERT (
    site_id, as_of, as_of_precision, observed_at, plots_planned, plots_prepared, plots_ready, plots_occupied, plots_reserved,
    families, individuals, families_waiting, stated, source_id, note, corrects, reason, client_uuid, doubts, confirmed
) ON ninewa.site_report TO webmap_app;
GRANT INSERT (
    site_ids, as_of, as_of_precision, observed_at, indicator, value, unit, qualifier, confidence, source_id, site_report_id
) ON ninewa.service_report TO webmap_app;
-- Neither who acknowledged nor when.
GRANT INSERT (site_id, kind, subject, level, on_day, note) ON ninewa.alert_acknowledgement TO webmap_app;
GRANT INSERT (token_hash, account_id), UPDATE (ended_at) ON ninewa.alert_feed TO webmap_app;
-- When a link was sent is for the script that sends it to say.
GRANT INSERT (account_id, mail_address, lang), UPDATE (mail_address, lang, confirmed_at, token_hash), DELETE
    ON ninewa.alert_mail_wish TO webmap_app;
GRANT EXECUTE ON FUNCTION ninewa.may_watch(text) TO webmap_app;
-- Neither who stated it nor when.
GRANT INSERT (site_id, frequency, since) ON ninewa.reporting_frequency TO webmap_app;
-- The reports of a site's management are cited like any other.
GRANT INSERT (cited_as, title) ON ninewa.source TO webmap_app;
-- Of what people change: what of it, and for whom is for the policies of 80_persons.sql to say.
GRANT INSERT, UPDATE (password_hash, signed_in_at, role, disabled_at) ON ninewa.account TO webmap_app;
GRANT INSERT, UPDATE (revoked_at) ON ninewa.role_grant TO webmap_app;
GRANT INSERT, UPDATE (seen_at, ended_at) ON ninewa.web_session TO webmap_app;
GRANT INSERT, UPDATE (used_at) ON ninewa.one_time_link TO webmap_app;
GRANT INSERT (token_hash, account_id, name, last_day), UPDATE (used_on, revoked_at) ON ninewa.program_token TO webmap_app;
GRANT INSERT (title, note, asked, asked_on, placed, unplaced, client_uuid), UPDATE (removed_at, removed_by)
    ON ninewa.scenario TO webmap_app;
GRANT INSERT (site_id, plots, holds_until, note, asked, scenario_id, client_uuid), UPDATE (ended_how, reason)
    ON ninewa.reservation TO webmap_app;
GRANT INSERT (account_id, issuer, subject, email), UPDATE (subject, bound_at), DELETE ON ninewa.openid_identity TO webmap_app;
GRANT INSERT (site_id, given_to, last_day), UPDATE (revoked_at) ON ninewa.guest_link TO webmap_app;
GRANT INSERT ON ninewa.guest_token TO webmap_app;
GRANT INSERT (
    link_id, site_id, client_uuid, as_of, observed_at, plots_planned, plots_prepared, plots_ready, plots_occupied,
    plots_reserved, families, individuals, families_waiting, unknown, levels, note
), UPDATE (decided_at, decided_by, reason, report_id) ON ninewa.waiting_report TO webmap_app;
GRANT INSERT (name, site_id, field_map), UPDATE (name, site_id, field_map, disabled_at, account_id)
    ON ninewa.kobo_form TO webmap_app;
GRANT INSERT, DELETE ON ninewa.kobo_token TO webmap_app;
GRANT INSERT (form_id, uuid, root_uuid, deprecated_uuid, submitted_at, validation, answers, dropped),
    UPDATE (root_uuid, deprecated_uuid, submitted_at, validation, answers, dropped, problems, report_id, replaced_by, dismissed_at)
    ON ninewa.kobo_submission TO webmap_app;
-- Neither who froze, approved or withdrew it nor when, nor how strict it is: the database says that.
GRANT INSERT (token, title, note, day, known, data_version, layers, bbox, series, asked),
    UPDATE (state, withdrawn_reason, successor) ON ninewa.snapshot TO webmap_app;
GRANT INSERT ON ninewa.frozen_bytes, ninewa.snapshot_file TO webmap_app;
GRANT INSERT (days) ON ninewa.movement_embargo TO webmap_app;
GRANT EXECUTE ON FUNCTION ninewa.may_add_to_snapshot(bigint), ninewa.strictest_of_day(date) TO webmap_app;
GRANT EXECUTE ON FUNCTION ninewa.sensitivity_rank(text), ninewa.sensitivity_of(integer),
    ninewa.stricter(text, text, text), ninewa.stricter(text, integer), ninewa.cited_at(integer),
    ninewa.person_now(), ninewa.role_now(), ninewa.sites_held(bigint), ninewa.may_report(text), ninewa.report_alone(text),
    ninewa.site_of_report(bigint), ninewa.may_plan(), ninewa.reserve_alone(uuid, text[]),
    ninewa.guest_link_opens(bigint), ninewa.guest_link_now(), ninewa.guest_alone(),
    ninewa.may_mend_kobo(), ninewa.kobo_form_now(), ninewa.kobo_alone(bigint), ninewa.program_tokens_alone() TO webmap_app;
GRANT EXECUTE ON FUNCTION ninewa.seal_audit(boolean), ninewa.note_reading(text, text) TO webmap_app;
GRANT SELECT ON public.alembic_version TO webmap_app;

GRANT USAGE ON SCHEMA published TO webmap_public;
GRANT SELECT ON ALL TABLES IN SCHEMA published TO webmap_public;
