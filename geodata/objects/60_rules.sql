-- Numbers and small rules that stand once. What Python says of the same is compared with them in a test.
-- The planner puts each of them in the place of its call; names are written out, because triggers call them too.

-- Of families that are counted alone, the people they are about (persons_per_family: 12_few.sql).
CREATE FUNCTION public.people(individuals integer, families integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(individuals, families * public.persons_per_family())
$$;

-- Movements are recent for so many days; a longer period is a running total.
CREATE FUNCTION public.recent_days() RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT 14 $$;

-- Whether a statement tells of another number than the one counted: a rounded one only where it is a twentieth off.
CREATE FUNCTION public.differs(stated numeric, qualifier text, counted integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE qualifier
        WHEN 'more_than' THEN stated >= counted
        WHEN 'at_least' THEN stated > counted
        WHEN 'up_to' THEN stated < counted
        WHEN 'approx' THEN abs(stated - counted) * 20 > counted
        ELSE stated <> counted
    END
$$;

-- Whether a statement about a site implies more or fewer families than a count of its plots does, whatever the day. The
-- families and people of that count's own report are given where it states them. Published counts are of 4 to 6 people a
-- family, so fewer or more people than that are other families.
CREATE FUNCTION public.tells_otherwise(
    metric text, stated numeric, qualifier text, ready integer, occupied integer, families integer, individuals integer
) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(CASE metric
        WHEN 'families' THEN public.differs(stated, qualifier, coalesce(families, occupied))
        WHEN 'families_registered' THEN public.differs(stated, qualifier, coalesce(families, occupied))
        WHEN 'families_registered_to_return' THEN public.differs(stated, 'at_least', coalesce(families, occupied))
        WHEN 'families_change' THEN stated <> 0
        WHEN 'families_transferred_in' THEN stated <> 0
        WHEN 'individuals' THEN CASE
            WHEN individuals IS NOT NULL THEN public.differs(stated, qualifier, individuals)
            ELSE qualifier IS DISTINCT FROM 'up_to' AND stated > 6 * coalesce(families, occupied)
                 OR coalesce(qualifier, 'exact') NOT IN ('more_than', 'at_least') AND stated < 4 * coalesce(families, occupied)
        END
        WHEN 'plots_occupied' THEN public.differs(stated, qualifier, occupied)
        WHEN 'tents_occupied' THEN public.differs(stated, 'at_least', occupied)
        WHEN 'plots_unoccupied' THEN public.differs(stated, qualifier, greatest(0, ready - occupied))
        WHEN 'plots_available' THEN public.differs(stated, qualifier, greatest(0, ready - occupied))
        WHEN 'near_full' THEN occupied * 20 < ready * 19
    END, false)
$$;

-- Whether a movement leaves other families at its ends than there were before: who only passes through does not.
CREATE FUNCTION public.moves_families(kind text, families integer, individuals integer) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT kind NOT IN ('passage', 'transit') AND coalesce(greatest(families, individuals), 1) > 0
$$;

-- Whether a row was recorded by the instant `known`.
CREATE FUNCTION public.known_by(id bigint, recorded_at timestamptz, known timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT id < public.first_recorded_id() OR recorded_at <= known
$$;

-- Whether a report of a site was recorded by then and not corrected by then.
CREATE FUNCTION public.stands_by(id bigint, recorded_at timestamptz, superseded_at timestamptz, known timestamptz)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT public.known_by(id, recorded_at, known) AND (superseded_at > known) IS NOT FALSE
$$;

-- Whether a reservation takes places on a day, by what was known at an instant: from the day of its making until it ends,
-- by itself or because somebody ended it. Of a day that is past its last moment decides, of today the present one, of one
-- to come its first.
CREATE FUNCTION public.reserved_on(
    made_at timestamptz, holds_until timestamptz, ended_at timestamptz, day date, known timestamptz
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT made_at <= known AND made_at < CAST(day + 1 AS timestamp) AT TIME ZONE 'Asia/Baghdad'
       AND least(holds_until, CASE WHEN ended_at <= known THEN ended_at END) > greatest(
           CAST(day AS timestamp) AT TIME ZONE 'Asia/Baghdad',
           least(now(), known, CAST(day + 1 AS timestamp) AT TIME ZONE 'Asia/Baghdad')
       )
$$;

-- Whether a count may hold the families that plots were reserved for before: made later, and not of an earlier day.
CREATE FUNCTION public.counted_after(made_at timestamptz, as_of date, told_at timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT told_at > made_at AND as_of >= CAST(made_at AT TIME ZONE 'Asia/Baghdad' AS date)
$$;

-- People pass through such sites and do not sleep there.
CREATE FUNCTION public.passed_through(type text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(type IN ('screening_site', 'reception_centre'), false)
$$;

-- Whether a site can take families in at all: nobody sleeps where people pass through, nor where a site is closed, not
-- open yet or out of reach.
CREATE FUNCTION public.receives(type text, status_then text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT NOT public.passed_through(type)
       AND status_then NOT IN ('closed', 'not_open', 'planned', 'under_construction', 'tbc', 'no_access')
$$;

-- Whether a site has room for so many families or, with `include_unknown`, nobody knows.
CREATE FUNCTION public.fits(free integer, type text, status_then text, families integer, include_unknown boolean)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN free IS NULL
            THEN include_unknown AND public.receives(type, status_then)
        ELSE free >= families AND public.receives(type, status_then)
    END
$$;

-- The language of a shown name: the reader's, or that of our own names when there is none in theirs.
CREATE FUNCTION public.shown_lang(name_in_lang text, lang text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN name_in_lang IS NULL THEN 'en' ELSE lang END
$$;
