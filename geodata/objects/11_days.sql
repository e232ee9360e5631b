-- What the public form asks of days. The planner puts each of them in the place of its call.

-- A figure of more days ago is told apart, and is not set against another.
CREATE FUNCTION public.old_after_days() RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT 31 $$;

-- The first day that a day of this precision may mean; a report has it as as_of_from.
CREATE FUNCTION public.first_day(day date, "precision" text) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE "precision"
        WHEN 'month' THEN CAST(date_trunc('month', day::timestamp) AS date)
        WHEN 'early' THEN CAST(date_trunc('month', day::timestamp) AS date)
        WHEN 'mid' THEN CAST(date_trunc('month', day::timestamp) AS date) + 10
        WHEN 'end' THEN CAST(date_trunc('month', day::timestamp) AS date) + 20
        WHEN 'year' THEN CAST(date_trunc('year', day::timestamp) AS date)
        ELSE day
    END
$$;

-- Rows of the shipped reference files have ids below this: they are known whenever somebody asks.
CREATE FUNCTION public.first_recorded_id() RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT bigint '1000000' $$;
