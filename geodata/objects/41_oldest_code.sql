-- The oldest code that still works on this database, named by its newest migration. While a new release goes from host to
-- host, those that are this old or newer go on serving; older ones say that they are too old.
--
-- A step that only adds leaves the number as it is. Who takes a column, a function or a meaning away raises it to the first
-- release that did without: it comes with the release after that one, once no host runs an older one (docs/hosts.md).
CREATE FUNCTION public.oldest_code() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT '0035' $$;
