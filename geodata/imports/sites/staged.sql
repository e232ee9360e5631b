-- The accepted sites of a file, as they are compared and written; what is NULL the file does not say.
CREATE TEMPORARY TABLE staged (
    row integer PRIMARY KEY, site_id text, name text, name_folded text, name_ar text, name_ar_folded text,
    type text, status text, lon double precision, lat double precision, precision text, agency text,
    opened_on date, opened_on_precision text, closed_on date, closed_on_precision text, frequency text,
    sensitivity text, source text
) ON COMMIT DROP
