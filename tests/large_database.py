"""A database in which everything that people report has grown: many sites, twice as many reports, and the rest in step.

LARGE_SITES=10000 is the long form.
"""

from __future__ import annotations

import os

import psycopg

from bench import sites as made_up

SITES = int(os.environ.get("LARGE_SITES", "600"))
LATER_REPORTS, MANY, OF_ONE_SITE = SITES, SITES * 2 // 5, SITES // 5
COMMUNITIES = max(60, SITES * 3 // 50)
# Ids of shipped rows, as those of bench/sites.py: the day that pages show by default stays the shipped one.
GROWN = f"""
    INSERT INTO source (cited_as, title, publisher, url)
        SELECT 'made-up ' || n, 'Made-up source ' || n, 'Nobody', 'https://example.org/made-up/' || n
        FROM generate_series(1, {MANY}) n;
    INSERT INTO site_report (report_id, site_id, as_of, families, individuals, plots_ready, plots_occupied, source_id,
                             sensitivity)
        SELECT 600000 + n, 'made-up-' || n, '2017-04-01'::date + n % 3, n, n * 5, n + 200, n + n % 150,
               (SELECT max(source_id) FROM source) - n % {MANY}, 'low'
        FROM generate_series(1, {LATER_REPORTS}) n;
    INSERT INTO site_report (report_id, site_id, as_of, families, plots_ready, plots_occupied, corrects, source_id,
                             sensitivity)
        SELECT 650000 + n, 'made-up-' || n, '2017-04-02', n + 1, n + 100, n, 600000 + n, 1, 'low'
        FROM generate_series(1, {OF_ONE_SITE}) n;
    INSERT INTO site_report (report_id, site_id, as_of, families, plots_ready, plots_occupied, source_id, sensitivity)
        SELECT 700000 + n, 'haj-ali', '2016-11-01'::date + n % 150, 7000 + n, 9000, 7000 + n, 1, 'low'
        FROM generate_series(1, {OF_ONE_SITE}) n;
    INSERT INTO service_report (report_id, site_ids, as_of, indicator, value, unit, source_id, sensitivity)
        SELECT 500000 + n * 4 + i, ARRAY['made-up-' || n], '2017-04-01',
               (ARRAY['latrines', 'showers', 'water_taps', 'water_lpd'])[i + 1], 20 + n % 80, 'units', 1, 'low'
        FROM generate_series(1, {MANY}) n, generate_series(0, 3) i
        UNION ALL
        SELECT 400000 + n, ARRAY['haj-ali'], '2016-11-01'::date + n % 150, 'latrines', 20 + n, 'units', 1, 'low'
        FROM generate_series(1, {OF_ONE_SITE}) n;
    INSERT INTO service_point (service_id, site_id, name, kind, geom, precision, status, as_of, source_id, sensitivity)
        SELECT 'made-up-' || n, CASE WHEN n % 2 = 0 THEN 'haj-ali' END, 'Made-up service ' || n, 'health_centre',
               ST_SetSRID(ST_MakePoint(42.5 + (n % 100) * 0.012, 35.8 + (n / 100) * 0.02), 4326), 'approximate', 'open',
               '2017-03-01', 1, 'low'
        FROM generate_series(1, {COMMUNITIES}) n;
    INSERT INTO flow (flow_id, from_name, to_name, period_start, period_end, individuals, kind, provider, corridor_id,
                      as_of, source_id, sensitivity)
        SELECT 500000 + n, f.from_name, f.to_name, '2017-03-28'::date + n % 5, '2017-03-29'::date + n % 5, 100 + n,
               f.kind, 'IOM DTM', f.corridor_id, '2017-04-02', f.source_id, 'low'
        FROM generate_series(1, {MANY}) n
        JOIN (SELECT row_number() OVER (ORDER BY flow_id) AS nth, * FROM flow) f ON f.nth = n % 10 + 1;
    INSERT INTO flow_place (name, kind, site_id, reason)
        SELECT 'Made-up place ' || n, 'site', 'made-up-' || n, 'made up' FROM generate_series(1, {MANY}) n;
    INSERT INTO flow (flow_id, from_name, to_name, period_start, period_end, families, kind, provider, as_of, source_id,
                      sensitivity)
        SELECT 600000 + n, 'Made-up place ' || n, 'Made-up place ' || n % {MANY} + 1, '2017-03-28', '2017-04-02',
               50 + n, 'transfer', 'UNHCR', '2017-04-02', 1, 'low'
        FROM generate_series(1, {MANY}) n;
    INSERT INTO figure (figure_id, site_ids, metric, type, as_of, unit, value, source_id, sensitivity)
        SELECT 500000 + n, ARRAY['made-up-' || n], 'full', 'statement', '2017-04-01'::date + n % 3, 'flag', 1, 1, 'low'
        FROM generate_series(1, {MANY}) n
        UNION ALL
        SELECT 510000 + n, ARRAY['made-up-' || n], 'tents', 'stock', '2017-04-01', 'units', 100 + n, 1, 'low'
        FROM generate_series(1, {MANY}) n
        UNION ALL
        SELECT 520000 + n, ARRAY['haj-ali'], 'tents', 'stock', '2016-11-01'::date + n % 150, 'units', 100 + n, 1, 'low'
        FROM generate_series(1, {OF_ONE_SITE}) n;
    INSERT INTO figure (figure_id, metric, type, as_of, unit, value, scope, provider, source_id, sensitivity)
        SELECT 530000 + n, f.metric, f.type, '2014-01-01'::date + n % 1100, f.unit, 1000 + n, f.scope, f.provider, 1,
               'low'
        FROM generate_series(1, {MANY}) n
        JOIN (SELECT row_number() OVER (ORDER BY figure_id) AS nth, *
              FROM (SELECT DISTINCT ON (metric, type, scope, provider) * FROM figure
                    WHERE site_ids = '{{}}' AND figure_id < 500000) x) f ON f.nth = n % 12 + 1;
    INSERT INTO community (community_id, name, geom, precision, district_stated, as_of, source_id, sensitivity)
        SELECT 'made-up-' || n, 'Made-up community ' || n,
               ST_SetSRID(ST_MakePoint(42.5 + (n % 100) * 0.012, 35.8 + (n / 100) * 0.03), 4326), 'approximate',
               'Mosul', '2017-03-01', 1, 'low'
        FROM generate_series(1, {COMMUNITIES}) n;
    INSERT INTO activity (activity_id, record, kind, community_id, held, starts_on, starts_on_precision, expected,
                          participants, as_of, source_id)
        SELECT 500000 + n, 'activity', 'dialogue',
               CASE WHEN n % 2 = 0 THEN 'mahad' ELSE 'made-up-' || n % {COMMUNITIES} + 1 END, 1,
               '2017-04-01'::date + n % 60, 'day', 50, 40, '2017-03-01', 1
        FROM generate_series(1, {MANY}) n;
    INSERT INTO corridor (corridor_id, name, period_start, period_start_precision, schematic, as_of, source_id,
                          sensitivity)
        SELECT 'M' || n, 'Made-up corridor ' || n, '2016-11-01', 'day', true, '2017-03-01', 1, 'low'
        FROM generate_series(1, 40) n;
    INSERT INTO corridor_point (corridor_id, seq, name, role, geom, precision)
        SELECT 'M' || n, i, 'Made-up point ' || i,
               CASE i WHEN 1 THEN 'origin' WHEN 6 THEN 'destination' ELSE 'waypoint' END,
               ST_SetSRID(ST_MakePoint(42.5 + n * 0.02 + i * 0.05, 35.8 + i * 0.1), 4326), 'approximate'
        FROM generate_series(1, 40) n, generate_series(1, 6) i;
    UPDATE corridor c SET axis = ST_Multi(ST_MakeLine(ARRAY(
        SELECT p.geom FROM corridor_point p WHERE p.corridor_id = c.corridor_id ORDER BY p.seq)))
        WHERE c.corridor_id LIKE 'M%';
    INSERT INTO former_position (former_position_id, site_id, geom, moved_to, moved_on, source_id, sensitivity)
        SELECT 500000 + n, 'made-up-' || n, ST_Translate(geom, 0.05, 0.02), geom, '2017-04-02', 1, 'low'
        FROM generate_series(1, {MANY}) n JOIN site s ON s.site_id = 'made-up-' || n
        WHERE ST_X(geom) < 46;
"""


def grow(owner: psycopg.Connection) -> None:
    """Fill a database of the shipped facts; `owner` is webmap_owner's connection."""
    made_up.insert(owner, SITES)
    for statement in GROWN.split(";\n"):
        owner.execute(statement)
    owner.execute("VACUUM ANALYZE")
