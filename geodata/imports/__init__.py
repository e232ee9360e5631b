"""Files against the database: new, changed, unchanged, written."""
