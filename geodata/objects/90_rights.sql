-- What the two web logins may use. webmap_public reads the published layer, and calls nothing that is not everybody's.

REVOKE ALL ON SCHEMA ninewa, exact, published FROM PUBLIC;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ninewa FROM PUBLIC;

GRANT USAGE ON SCHEMA ninewa, exact, published TO webmap_app;
GRANT SELECT ON ALL TABLES IN SCHEMA ninewa, exact, published TO webmap_app;
GRANT INSERT ON ninewa.site_report TO webmap_app;
GRANT EXECUTE ON FUNCTION ninewa.sensitivity_rank(text), ninewa.sensitivity_of(integer),
    ninewa.stricter(text, text, text), ninewa.stricter(text, integer), ninewa.cited_at(integer) TO webmap_app;
GRANT SELECT ON public.alembic_version TO webmap_app;

GRANT USAGE ON SCHEMA published TO webmap_public;
GRANT SELECT ON ALL TABLES IN SCHEMA published TO webmap_public;
