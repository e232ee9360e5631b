-- The accepted site reports of a file, as they are compared and written; source is NULL where it is the file itself.
CREATE TEMPORARY TABLE staged (
    row integer PRIMARY KEY, site_id text, as_of date, as_of_precision text,
    plots_planned integer, plots_prepared integer, plots_ready integer, plots_occupied integer, plots_reserved integer,
    families integer, individuals integer, families_waiting integer,
    stated jsonb, note text, source text
) ON COMMIT DROP;

-- Many earlier reports may be looked for here while the planner still believes that there are none.
CREATE INDEX ON staged (site_id, as_of)
