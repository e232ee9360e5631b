-- Families live on a plot or wait for one. So families and plots that lie few apart tell how few wait, and families and
-- those who wait how few live on plots: in one report, in two of the same site and days, in a report and a statement.
-- In one report the families are withheld, so that free places are told. Of two reports the later says less, by its
-- number, for what the earlier says has been public: its families, where one before it states plots or who waits, else
-- its plots or who waits. Statements do not all say when they were recorded: of these and a report both say less; of what
-- ships the statement alone.
-- What is called with a row keeps its plans for a session.

-- The fewest who wait, or live on plots, by what these counts lie apart. More plots than families tell of neither.
CREATE FUNCTION ninewa.fewest_apart(families integer, individuals integer, occupied integer, waiting integer)
RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT least(
        CASE WHEN families > occupied THEN families - occupied END,
        CASE WHEN families >= waiting THEN families - waiting END,
        CASE WHEN individuals / public.persons_per_family() > occupied
            THEN individuals / public.persons_per_family() - occupied END,
        CASE WHEN individuals / public.persons_per_family() >= waiting
            THEN individuals / public.persons_per_family() - waiting END
    )
$$;

-- What a statement of this name and unit tells of: families (or as many people), plots that they live on, or those who
-- wait for one. How many a site is made for tells of nobody.
CREATE FUNCTION ninewa.tells_of(what text, unit text) RETURNS text LANGUAGE sql IMMUTABLE RETURN CASE
    WHEN unit IN ('families', 'households', 'individuals', 'persons') THEN CASE
        WHEN what ~ '^capacity' THEN NULL
        WHEN what ~ 'wait' THEN 'waiting'
        ELSE 'families' END
    WHEN unit IN ('plots', 'tents', 'caravans', 'shelters') THEN CASE WHEN what ~ '(^|_)occupied$' THEN 'occupied' END
END;

-- Statements and measures of one site that may be public; `relation` and `id` are those of the row.
CREATE VIEW ninewa.families_stated AS
SELECT f.relation, f.id, f.site_ids, f.begins, f.ends, CASE tells.of WHEN 'families' THEN tells.number END AS families,
       CASE tells.of WHEN 'occupied' THEN tells.number END AS occupied,
       CASE tells.of WHEN 'waiting' THEN tells.number END AS waiting
FROM (
    SELECT 'figure' AS relation, figure_id AS id, site_ids, metric AS what, unit, value, sensitivity,
           least(period_start, public.first_day(as_of, as_of_precision)) AS begins, as_of AS ends
    FROM ninewa.figure
    UNION ALL
    SELECT 'service', report_id, site_ids, indicator, unit, value, sensitivity,
           public.first_day(as_of, as_of_precision), as_of
    FROM ninewa.service_report
) AS f
JOIN ninewa.site s ON s.site_id = f.site_ids[1]
CROSS JOIN LATERAL (
    SELECT ninewa.tells_of(f.what, f.unit) AS of, CAST(floor(f.value * 10 / ninewa.few_under(f.unit)) AS integer) AS number
) AS tells
WHERE cardinality(f.site_ids) = 1 AND tells.of IS NOT NULL AND f.value BETWEEN 0 AND 1e9
  AND ninewa.stricter(f.sensitivity, s.sensitivity) IN ('low', 'moderate');

-- Whether families of a report may have been public beside others of these days: not where it tells by itself of few, nor
-- where one before it lies few apart from them.
CREATE FUNCTION ninewa.told_families(of ninewa.site_report, first_day date, last_day date) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN NOT ninewa.is_moderate(of.site_id, of.sensitivity) OR NOT coalesce(
        ninewa.fewest_counted(of.families, of.individuals, of.plots_occupied, of.families_waiting) < 10
        OR ninewa.fewest_apart(of.families, of.individuals, of.plots_occupied, of.families_waiting) < 10
        OR EXISTS (
            SELECT FROM ninewa.site_report o JOIN ninewa.site s ON s.site_id = o.site_id
            WHERE o.site_id = of.site_id AND o.report_id < of.report_id
              AND o.as_of_from <= least(last_day, of.as_of) AND o.as_of >= greatest(first_day, of.as_of_from)
              AND o.as_of <= ninewa.year_ends(last_day)
              AND ninewa.fewest_apart(of.families, of.individuals, o.plots_occupied, o.families_waiting) < 10
              AND ninewa.stricter(o.sensitivity, s.sensitivity) IN ('low', 'moderate')), false);
END $$;

-- Which counts of a moderate report, of `people`, plots `occupied` and families `waiting`, lie few apart from those of a
-- report before it or of a statement.
CREATE FUNCTION ninewa.few_apart(
    report bigint, at_site text, first_day date, last_day date,
    living integer, people integer, on_plots integer, in_wait integer
) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    before record;
    stated record;
BEGIN
    SELECT bool_or(near.people) AS people, bool_or(near.occupied AND told.openly) AS occupied,
           bool_or(near.waiting AND told.openly) AS waiting
    INTO before
    FROM (
        SELECT r AS report, ninewa.fewest_apart(living, people, r.plots_occupied, r.families_waiting) < 10 AS people,
               ninewa.fewest_apart(r.families, r.individuals, on_plots, NULL) < 10 AS occupied,
               ninewa.fewest_apart(r.families, r.individuals, NULL, in_wait) < 10 AS waiting
        FROM ninewa.site s JOIN ninewa.site_report r ON r.site_id = s.site_id
        WHERE s.site_id = at_site AND r.report_id < report AND r.as_of_from <= last_day
          AND r.as_of BETWEEN first_day AND ninewa.year_ends(last_day)
          AND (ninewa.fewest_apart(living, people, r.plots_occupied, r.families_waiting) < 10
               OR ninewa.fewest_apart(r.families, r.individuals, on_plots, in_wait) < 10)
          AND ninewa.stricter(r.sensitivity, s.sensitivity) IN ('low', 'moderate')
        OFFSET 0
    ) AS near
    CROSS JOIN LATERAL (
        SELECT CASE WHEN near.occupied OR near.waiting
            THEN ninewa.told_families(near.report, first_day, last_day) END AS openly OFFSET 0
    ) AS told;

    SELECT bool_or(ninewa.fewest_apart(living, people, f.occupied, f.waiting) < 10) AS people,
           bool_or(ninewa.fewest_apart(f.families, NULL, on_plots, NULL) < 10) AS occupied,
           bool_or(ninewa.fewest_apart(f.families, NULL, NULL, in_wait) < 10) AS waiting
    INTO stated
    FROM ninewa.families_stated f
    WHERE f.site_ids @> ARRAY[at_site] AND f.ends >= first_day AND f.begins <= last_day
      AND (f.id >= public.first_recorded_id() OR report >= public.first_recorded_id());

    RETURN array_remove(ARRAY[
        CASE WHEN before.people OR stated.people THEN 'people' END,
        CASE WHEN before.occupied OR stated.occupied THEN 'occupied' END,
        CASE WHEN before.waiting OR stated.waiting THEN 'waiting' END
    ], NULL);
END $$;

-- Whether a statement, named as in families_stated, lies few apart from a report or from a statement before it.
CREATE FUNCTION ninewa.is_few_apart(of_relation text, statement bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM ninewa.families_stated f JOIN ninewa.site s ON s.site_id = f.site_ids[1]
        CROSS JOIN LATERAL (
            SELECT r.families, r.individuals, r.plots_occupied AS occupied, r.families_waiting AS waiting
            FROM ninewa.site_report r
            WHERE r.site_id = s.site_id AND r.as_of_from <= f.ends
              AND r.as_of BETWEEN f.begins AND ninewa.year_ends(f.ends)
              AND ninewa.stricter(r.sensitivity, s.sensitivity) = 'moderate'
              AND (f.id >= public.first_recorded_id() OR r.report_id < public.first_recorded_id())
            UNION ALL
            SELECT o.families, NULL, o.occupied, o.waiting FROM ninewa.families_stated o
            WHERE o.site_ids @> f.site_ids AND o.ends >= f.begins AND o.begins <= f.ends
              AND (o.relation <> f.relation OR o.id < f.id)
        ) AS beside
        WHERE f.relation = of_relation AND f.id = statement
          AND (ninewa.fewest_apart(f.families, NULL, beside.occupied, beside.waiting) < 10
               OR ninewa.fewest_apart(beside.families, beside.individuals, f.occupied, f.waiting) < 10));
END $$;

-- Whether on these days one report of a moderate site, or two, tell how few wait or live on plots: a rate of people, such
-- as of those to a latrine, gives back which count of them is withheld.
CREATE FUNCTION ninewa.rates_tell(at_site text, first_day date, last_day date) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM ninewa.site s JOIN ninewa.site_report r ON r.site_id = s.site_id
        JOIN ninewa.site_report o ON o.site_id = r.site_id
        WHERE s.site_id = at_site AND num_nonnulls(r.families, r.individuals) > 0
          AND r.as_of_from <= last_day AND r.as_of BETWEEN first_day AND ninewa.year_ends(last_day)
          AND o.as_of_from <= least(last_day, r.as_of) AND o.as_of >= greatest(first_day, r.as_of_from)
          AND o.as_of <= ninewa.year_ends(last_day)
          AND ninewa.fewest_apart(r.families, r.individuals, o.plots_occupied, o.families_waiting) < 10
          AND ninewa.stricter(r.sensitivity, s.sensitivity) = 'moderate'
          AND ninewa.stricter(o.sensitivity, s.sensitivity) = 'moderate');
END $$;

CREATE FUNCTION ninewa.is_moderate(at_site text, level text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ninewa.stricter(level, (SELECT s.sensitivity FROM ninewa.site s WHERE s.site_id = at_site)) = 'moderate';
END $$;

-- Whether a report of such counts, that came or went, matters to what others tell: to those that are later by their
-- number or are statements, and lie few apart from it; to rates, where it lies few apart by itself or from any report, which
-- may have gone with it unless it `came`.
CREATE FUNCTION ninewa.matters_beside(
    came boolean, report bigint, at_site text, level text, first_day date, last_day date,
    living integer, people integer, on_plots integer, in_wait integer
) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    of_site text := (SELECT s.sensitivity FROM ninewa.site s WHERE s.site_id = at_site);
    beside record;
BEGIN
    IF ninewa.stricter(level, of_site) NOT IN ('low', 'moderate') THEN
        RETURN false;
    END IF;
    SELECT coalesce(bool_or(o.report_id > report), false) AS later, count(*) > 0 AS apart INTO beside
    FROM ninewa.site_report o
    WHERE o.site_id = at_site AND o.as_of_from <= last_day AND o.as_of BETWEEN first_day AND ninewa.year_ends(last_day)
      AND (ninewa.fewest_apart(living, people, o.plots_occupied, o.families_waiting) < 10
           OR ninewa.fewest_apart(o.families, o.individuals, on_plots, in_wait) < 10);
    RETURN beside.later
        OR EXISTS (
            SELECT FROM ninewa.families_stated f
            WHERE f.site_ids @> ARRAY[at_site] AND f.ends >= first_day AND f.begins <= last_day
              AND (ninewa.fewest_apart(living, people, f.occupied, f.waiting) < 10
                   OR ninewa.fewest_apart(f.families, NULL, on_plots, in_wait) < 10))
        OR (beside.apart OR NOT came) AND EXISTS (
            SELECT FROM (
                SELECT site_ids, as_of, unit, sensitivity FROM ninewa.figure
                UNION ALL SELECT site_ids, as_of, unit, sensitivity FROM ninewa.service_report
            ) AS f
            WHERE f.site_ids @> ARRAY[at_site] AND f.as_of >= first_day - public.old_after_days()
              AND ninewa.stricter(f.sensitivity, of_site) = 'moderate'
              AND ninewa.class_of_few(f.unit) IS NULL AND 'people' = ANY (ninewa.classes_of(f.unit)));
END $$;

-- Whether this transaction wrote a report of a site and these days that lies few apart from another one.
CREATE FUNCTION ninewa.wrote_apart(at_site text, first_day date, last_day date) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM ninewa.site_report r JOIN ninewa.site_report o ON o.site_id = r.site_id
        WHERE r.site_id = at_site AND r.recorded_at = now() AND r.as_of >= first_day AND r.as_of_from <= last_day
          AND r.as_of <= ninewa.year_ends(last_day)
          AND o.as_of_from <= r.as_of AND o.as_of BETWEEN r.as_of_from AND ninewa.year_ends(r.as_of)
          AND (ninewa.fewest_apart(r.families, r.individuals, o.plots_occupied, o.families_waiting) < 10
               OR ninewa.fewest_apart(o.families, o.individuals, r.plots_occupied, r.families_waiting) < 10));
END $$;
