-- What was said by :at to be ready at each site of `asked`: no plot count, but room that could be asked about. Of each kind
-- of statement the newest, unless the site was said to be full or nearly so since, or families moved in, and unless the
-- newest is withheld; of these the newest, and of several of one day that which promises least.
said_of_kind AS MATERIALIZED (
    SELECT DISTINCT ON (asked.site_id, f.metric) asked.site_id, f.metric, f.value, f.qualifier, f.unit, f.as_of,
           f.as_of_precision, f.source_id
    FROM figures f
    JOIN asked ON asked.site_id = f.site_ids[1]
    WHERE cardinality(f.site_ids) = 1 AND f.as_of <= :at AND NOT f.suspect
      AND (f.value > 0 OR 'value' = ANY (f.withheld))
      AND f.metric IN ('capacity_persons_ready', 'capacity_families_ready', 'tents_ready', 'tents_ready_families',
                       'plots_available')
      AND NOT EXISTS (
          SELECT FROM figures later
          WHERE later.site_ids @> ARRAY[asked.site_id] AND later.metric IN ('full', 'near_full') AND NOT later.suspect
            AND later.as_of >= f.as_of AND later.as_of <= :at
      )
      AND NOT EXISTS (
          SELECT FROM flows m
          WHERE m.to_site = asked.site_id AND m.period_end > f.as_of AND m.period_end <= :at
            AND moves_families(m.kind, m.families, m.individuals)
      )
    ORDER BY asked.site_id, f.metric, first_day(f.as_of, f.as_of_precision) DESC, f.as_of, f.figure_id DESC
),
said_ready AS MATERIALIZED (
    SELECT DISTINCT ON (one.site_id) one.site_id, one.metric, one.value, one.qualifier, one.unit, one.as_of,
           one.as_of_precision, one.source_id
    FROM said_of_kind AS one
    WHERE one.value IS NOT NULL
    ORDER BY one.site_id, one.as_of DESC, one.value, one.metric
)
