#!/bin/sh
# Run once by the postgis image on a new volume: the owner of the map's database, who is not a superuser.
# CREATEROLE lets set-up make the two web logins; everything else in the database is the owner's own.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$WEBMAP_OWNER_PASSWORD" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE webmap_owner LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE ninewa OWNER webmap_owner TEMPLATE template0 ENCODING 'UTF8';
\connect ninewa
CREATE EXTENSION postgis SCHEMA public;
SQL
