"""The embedded PostGIS, its logins, or a server that is given."""
