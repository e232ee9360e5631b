-- What the two web logins may use. webmap_public reads the published layer, and calls nothing that is not everybody's.

REVOKE ALL ON SCHEMA ninewa, exact, published FROM PUBLIC;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ninewa FROM PUBLIC;

GRANT USAGE ON SCHEMA ninewa, exact, published TO webmap_app;
GRANT SELECT ON ALL TABLES IN SCHEMA ninewa, exact, published TO webmap_app;
GRANT INSERT ON ninewa.site_report, ninewa.service_report TO webmap_app;
-- The reports of a site's management are cited like any other.
GRANT INSERT (cited_as, title) ON ninewa.source TO webmap_app;
-- Of what people change: what of it, and for whom is for the policies of 80_persons.sql to say.
GRANT INSERT, UPDATE (password_hash, signed_in_at, role, disabled_at) ON ninewa.account TO webmap_app;
GRANT INSERT, UPDATE (revoked_at) ON ninewa.role_grant TO webmap_app;
GRANT INSERT, UPDATE (seen_at, ended_at) ON ninewa.web_session TO webmap_app;
GRANT INSERT, UPDATE (used_at) ON ninewa.one_time_link TO webmap_app;
GRANT INSERT, DELETE ON ninewa.sign_in_attempt TO webmap_app;
GRANT EXECUTE ON FUNCTION ninewa.sensitivity_rank(text), ninewa.sensitivity_of(integer),
    ninewa.stricter(text, text, text), ninewa.stricter(text, integer), ninewa.cited_at(integer),
    ninewa.person_now(), ninewa.role_now(), ninewa.sites_held(bigint), ninewa.may_report(text), ninewa.report_alone(text) TO webmap_app;
GRANT SELECT ON public.alembic_version TO webmap_app;

GRANT USAGE ON SCHEMA published TO webmap_public;
GRANT SELECT ON ALL TABLES IN SCHEMA published TO webmap_public;
