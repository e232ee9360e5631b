-- How many rows a table holds and how large it is, as ANALYZE last found them, stands in the catalogue of tables: of hidden
-- ones too. While everybody may read all of it: its columns but for those, and whether whoever asks may close it.
SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum), pg_has_role(current_user, c.relowner, 'USAGE')
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
WHERE c.oid = 'pg_catalog.pg_class'::regclass
  AND a.attname NOT IN ('reltuples', 'relpages', 'relallvisible', 'relallfrozen')
  AND EXISTS (
      SELECT FROM aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) p
      WHERE p.grantee = 0 AND p.privilege_type = 'SELECT')
GROUP BY c.relowner
