-- Counts under 10 of moderate sites, and what would give one of them back: other counts of the same site and day, in
-- whatever report, statement or measure. Rows that are more sensitive are told of nowhere, so they withhold nothing.
-- People are few where they would be fewer than 10 families: their number tells that of the families to everybody, also
-- where only later somebody states it and it is withheld.

-- IOM DTM's emergency tracking counts families and takes six people for each: an estimate, and always said to be one.
CREATE FUNCTION public.persons_per_family() RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT 6 $$;

-- From how many of a unit on a count is not of few.
CREATE FUNCTION ninewa.few_under(unit text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN unit IN ('individuals', 'persons') THEN 10 * public.persons_per_family() ELSE 10 END
$$;

-- The fewest families that counts of one report tell of: those themselves, six people to a family. That nobody waits tells
-- of nobody.
CREATE FUNCTION ninewa.fewest_counted(families integer, individuals integer, occupied integer, waiting integer)
RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT least(families, individuals / public.persons_per_family(), occupied, nullif(waiting, 0))
$$;

-- The last day that an interval of a month or less with this day in it may have, and that of its year.
CREATE FUNCTION ninewa.month_ends(day date) RETURNS date LANGUAGE sql IMMUTABLE
    RETURN CAST(date_trunc('month', day::timestamp) + INTERVAL '1 month - 1 day' AS date);

CREATE FUNCTION ninewa.year_ends(day date) RETURNS date LANGUAGE sql IMMUTABLE
    RETURN CAST(date_trunc('year', day::timestamp) + INTERVAL '1 year - 1 day' AS date);

-- Counts of one class tell each other: people and families; kinds and all of them. A measure tells what it is a rate of.
CREATE FUNCTION ninewa.classes_of(unit text) RETURNS text[] LANGUAGE sql IMMUTABLE RETURN CASE
    WHEN unit IN ('individuals', 'persons', 'families', 'households') THEN ARRAY['people']
    WHEN unit IN ('plots', 'tents', 'caravans', 'shelters') THEN ARRAY['places']
    WHEN unit ~ '^persons/' THEN CASE
        WHEN unit ~ '/(plot|tent|caravan|shelter)$' THEN ARRAY['people', 'places']
        ELSE ARRAY['people', substring(unit FROM '/(.*)') || 's'] END
    WHEN unit IN ('%', 'percent') THEN ARRAY['people', 'children']
    WHEN unit IN ('children', 'students') THEN ARRAY['children', 'people']
    WHEN unit ~ '^(l|m2|USD)/|^(m2|flag)$' THEN ARRAY[]::text[]
    ELSE ARRAY[coalesce(unit, '')]
END;

-- The classes of which a count of so many tells by itself; a rate or a measure tells of none.
CREATE FUNCTION ninewa.class_of_few(unit text) RETURNS text LANGUAGE sql IMMUTABLE RETURN CASE
    WHEN coalesce(unit, '') !~ '^((l|persons|m2|USD)/.*|m2|%|percent|flag)$' THEN (ninewa.classes_of(unit))[1]
END;

-- Statements and measures of few at one moderate site; views, because a call for each row would cost a millisecond.
CREATE VIEW ninewa.few_stated AS
SELECT f.site_ids, least(f.period_start, public.first_day(f.as_of, f.as_of_precision)) AS begins, f.as_of AS ends,
       ninewa.class_of_few(f.unit) AS class
FROM ninewa.figure f JOIN ninewa.site s ON s.site_id = f.site_ids[1]
WHERE cardinality(f.site_ids) = 1 AND f.value < ninewa.few_under(f.unit) AND ninewa.stricter(f.sensitivity, s.sensitivity) = 'moderate'
UNION ALL
SELECT f.site_ids, public.first_day(f.as_of, f.as_of_precision), f.as_of, ninewa.class_of_few(f.unit)
FROM ninewa.service_report f JOIN ninewa.site s ON s.site_id = f.site_ids[1]
WHERE cardinality(f.site_ids) = 1 AND f.value < ninewa.few_under(f.unit) AND ninewa.stricter(f.sensitivity, s.sensitivity) = 'moderate';

-- Reports of few people or places of a moderate site. That nobody waits and nothing is reserved tells of nobody.
CREATE VIEW ninewa.few_reported AS
SELECT r.report_id, r.site_id, r.as_of_from, r.as_of, r.corrects,
       r.families, r.individuals, r.plots_occupied, r.families_waiting,
       ninewa.fewest_counted(r.families, r.individuals, r.plots_occupied, r.families_waiting) < 10 AS people,
       least(r.plots_planned, r.plots_prepared, r.plots_ready, r.plots_occupied, nullif(r.plots_reserved, 0)) < 10
           AS places
FROM ninewa.site_report r JOIN ninewa.site s ON s.site_id = r.site_id
WHERE least(r.plots_planned, r.plots_prepared, r.plots_ready, nullif(r.plots_reserved, 0),
            ninewa.fewest_counted(r.families, r.individuals, r.plots_occupied, r.families_waiting)) < 10
  AND ninewa.stricter(r.sensitivity, s.sensitivity) = 'moderate';

-- Whether a report of few people still says so after its correction, if it has one: what that states is taken back.
CREATE FUNCTION ninewa.still_few(report ninewa.few_reported) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT count(*) = 0 OR coalesce(ninewa.fewest_counted(
        CASE WHEN bool_and(c.families IS NULL) THEN report.families END,
        CASE WHEN bool_and(c.individuals IS NULL) THEN report.individuals END,
        CASE WHEN bool_and(c.plots_occupied IS NULL) THEN report.plots_occupied END,
        CASE WHEN bool_and(c.families_waiting IS NULL) THEN report.families_waiting END
    ) < 10, false)
    FROM ninewa.site_report c WHERE c.corrects = report.report_id
$$;

-- Movements of few between two places of which none is more sensitive.
CREATE VIEW ninewa.few_moved AS
SELECT m.from_name, m.to_name, m.period_start, m.period_end
FROM ninewa.flow m
JOIN ninewa.flow_place f ON f.name = m.from_name JOIN ninewa.flow_place t ON t.name = m.to_name
LEFT JOIN ninewa.site fs ON fs.site_id = f.site_id LEFT JOIN ninewa.site ts ON ts.site_id = t.site_id
WHERE least(m.families, m.individuals / public.persons_per_family()) < 10
  AND ninewa.stricter(m.sensitivity, fs.sensitivity, ts.sensitivity) = 'moderate';

-- Rows that may be told otherwise once rows of these sites and days change: each is `site first-day last-day`. PL/pgSQL keeps
-- their plans for a session; a function of SQL would be planned anew by each report.
CREATE FUNCTION ninewa.days_changed(rows text[]) RETURNS TABLE (site_id text, begins date, ends date)
LANGUAGE sql IMMUTABLE AS $$
    SELECT DISTINCT split_part(one, ' ', 1), split_part(one, ' ', 2)::date, split_part(one, ' ', 3)::date
    FROM unnest(rows) AS changed (one) WHERE one IS NOT NULL
$$;

CREATE FUNCTION ninewa.reports_beside(rows text[]) RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    WITH near AS (
        SELECT r.report_id FROM ninewa.days_changed(rows) d
        JOIN ninewa.site_report r ON r.site_id = d.site_id AND r.as_of >= d.begins AND r.as_of_from <= d.ends
        JOIN ninewa.site s ON s.site_id = r.site_id
        WHERE ninewa.stricter(r.sensitivity, s.sensitivity) = 'moderate'
    )
    SELECT report_id FROM near UNION
    SELECT c.report_id FROM near JOIN ninewa.site_report c ON c.corrects = near.report_id;
END $$;

CREATE FUNCTION ninewa.figures_beside(rows text[]) RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT f.figure_id::bigint FROM ninewa.days_changed(rows) d
    JOIN ninewa.figure f ON f.site_ids @> ARRAY[d.site_id] AND f.as_of >= d.begins - public.old_after_days()
        AND least(f.period_start, public.first_day(f.as_of, f.as_of_precision)) - public.old_after_days() <= d.ends
    JOIN ninewa.site s ON s.site_id = d.site_id AND ninewa.stricter(f.sensitivity, s.sensitivity) = 'moderate';
END $$;

CREATE FUNCTION ninewa.service_reports_beside(rows text[]) RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT f.report_id FROM ninewa.days_changed(rows) d
    JOIN ninewa.service_report f ON f.site_ids @> ARRAY[d.site_id] AND f.as_of >= d.begins - public.old_after_days()
        AND public.first_day(f.as_of, f.as_of_precision) - public.old_after_days() <= d.ends
    JOIN ninewa.site s ON s.site_id = d.site_id AND ninewa.stricter(f.sensitivity, s.sensitivity) = 'moderate';
END $$;
