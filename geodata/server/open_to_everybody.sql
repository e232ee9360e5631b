-- Functions that everybody may run at first: name, whether it is PostgreSQL's own, whether whoever asks may close it.
-- Of PostGIS: they read the statistics of any table with the rights of their owner, or by oid with nobody's, and so give
-- the position of a single row. Of PostgreSQL: counters and sizes that change with each hidden row; large objects, which
-- nobody here writes; locks that imports and migrations wait for.
SELECT p.oid::regprocedure::text, p.pronamespace = 'pg_catalog'::regnamespace,
       pg_has_role(current_user, p.proowner, 'USAGE')
FROM pg_proc p
WHERE (p.pronamespace <> 'pg_catalog'::regnamespace AND p.proname IN (
          'st_estimatedextent', '_postgis_index_extent', '_postgis_stats', '_postgis_selectivity',
          '_postgis_join_selectivity')
       OR p.pronamespace = 'pg_catalog'::regnamespace AND (
          p.proname ~ '^(pg_stat_get_|pg_(try_)?advisory_|lo_)' OR p.proname IN (
          'loread', 'lowrite', 'pg_relation_size', 'pg_table_size', 'pg_indexes_size', 'pg_total_relation_size',
          'pg_database_size', 'pg_tablespace_size')))
  AND EXISTS (
      SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
      WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE')
ORDER BY 1
