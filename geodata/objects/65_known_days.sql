-- From which day on something was known, so that no page tells what was said only later.

-- The last day of the month or year that a beginning is stated by: it had surely begun by then.
CREATE FUNCTION public.surely_begun(begins date, "precision" text) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE precision
        WHEN 'month' THEN CAST(date_trunc('month', begins) + INTERVAL '1 month - 1 day' AS date)
        WHEN 'year' THEN CAST(date_trunc('year', begins) + INTERVAL '1 year - 1 day' AS date)
        ELSE begins
    END
$$;

-- A beginning counts from its day; one of a month or year from the end of that or, within it, from the day on which its
-- source said so.
CREATE FUNCTION public.begun_by(begins date, "precision" text, published_on date, published_precision text)
RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT least(
        public.surely_begun(begins, precision),
        CASE WHEN published_precision = 'day' THEN greatest(begins, published_on) END
    )
$$;

-- What a text says by a day. A part that follows a mark such as `[from 2017-04-04] ` was said on that day; what stands
-- before the first mark was said with the fact itself.
CREATE FUNCTION public.said_by(said text, day date) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN said LIKE '%[from %' THEN (
        SELECT nullif(rtrim(string_agg(regexp_replace(part.said, '^\[from [0-9-]{10}\] ', ''), '' ORDER BY part.number), '; '), '')
        FROM regexp_split_to_table(said, '(?=\[from [0-9]{4}-[0-9]{2}-[0-9]{2}\] )') WITH ORDINALITY AS part(said, number)
        WHERE coalesce(CAST(substring(part.said FROM '^\[from ([0-9-]{10})\] ') AS date) <= day, true)
    ) ELSE said END
$$;
