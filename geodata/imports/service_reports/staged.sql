-- The accepted service reports of a file, as they are compared and written; source is NULL where it is the file itself.
CREATE TEMPORARY TABLE staged (
    row integer PRIMARY KEY, site_ids text[], as_of date, as_of_precision text, indicator text, value numeric,
    unit text, qualifier text, suspect boolean, note text, source text
) ON COMMIT DROP;

-- Many earlier reports may be looked for here while the planner still believes that there are none.
CREATE INDEX ON staged (site_ids, as_of)
