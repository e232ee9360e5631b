#!/bin/sh
# The database container: makes a cluster with the map's empty database on a new volume, sees at each start to what only a
# superuser may, then becomes the server. Nobody signs in as a superuser but from inside, over the socket.
set -eu

major=17
data=/var/lib/postgresql/$major
socket=/var/run/postgresql

as_superuser() { psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --host "$socket" --username postgres "$@"; }

if [ ! -e "$data" ]; then
  # Under another name until it is whole: a start that is interrupted begins again.
  rm -rf "$data.new"
  initdb --pgdata "$data.new" --data-checksums --encoding UTF8 --locale C.UTF-8 --auth-local peer --auth-host scram-sha-256
  echo 'host all all all scram-sha-256' >>"$data.new/pg_hba.conf"
  mv "$data.new" "$data"
fi

# Nobody else can reach it meanwhile.
pg_ctl --pgdata "$data" --wait --silent --options "-c listen_addresses='' -c unix_socket_directories=$socket" start

if [ "$(as_superuser -At -c "SELECT count(*) FROM pg_roles WHERE rolname = 'webmap_owner'" postgres)" = 0 ]; then
  # CREATEROLE lets set-up make the two web logins; everything else in the database is the owner's own.
  as_superuser -c 'CREATE ROLE webmap_owner LOGIN CREATEROLE' postgres
fi
as_superuser --set password="$WEBMAP_OWNER_PASSWORD" postgres <<'SQL'
ALTER ROLE webmap_owner PASSWORD :'password';
SQL
if [ "$(as_superuser -At -c "SELECT count(*) FROM pg_database WHERE datname = 'ninewa'" postgres)" = 0 ]; then
  as_superuser -c "CREATE DATABASE ninewa OWNER webmap_owner TEMPLATE template0 ENCODING 'UTF8'" postgres
fi
# What tells of hidden rows, and belongs to no owner of a database, is closed here.
open=$(cat /usr/local/lib/ninewa/open_to_everybody.sql)
counts=$(cat /usr/local/lib/ninewa/open_counts.sql)
as_superuser ninewa <<SQL
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public;
SELECT format('GRANT EXECUTE ON FUNCTION %s TO webmap_owner, pg_monitor', name)
FROM ($open) AS open (name, is_of_server, may) WHERE is_of_server \gexec
SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', name) FROM ($open) AS open (name, is_of_server, may) \gexec
SELECT 'GRANT SELECT ON pg_catalog.pg_class TO webmap_owner, pg_monitor', 'REVOKE SELECT ON pg_catalog.pg_class FROM PUBLIC',
  format('GRANT SELECT (%s) ON pg_catalog.pg_class TO PUBLIC', others) FROM ($counts) AS counts (others, may) \gexec
SQL

pg_ctl --pgdata "$data" --wait --silent --mode fast stop
exec postgres -D "$data" -c listen_addresses='*' -c unix_socket_directories="$socket" \
  -c shared_buffers=128MB -c jit=off -c timezone=UTC -c log_timezone=UTC
