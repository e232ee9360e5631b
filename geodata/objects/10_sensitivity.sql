-- How sensitive a row is, as a number that can be compared and back.

CREATE FUNCTION ninewa.sensitivity_rank(sensitivity text) RETURNS integer LANGUAGE sql IMMUTABLE
    RETURN CASE sensitivity WHEN 'low' THEN 0 WHEN 'moderate' THEN 1 WHEN 'high' THEN 2 WHEN 'severe' THEN 3 END;

CREATE FUNCTION ninewa.sensitivity_of(rank integer) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN CASE rank WHEN 0 THEN 'low' WHEN 1 THEN 'moderate' WHEN 2 THEN 'high' WHEN 3 THEN 'severe' END;

-- The strictest of up to three; one that is NULL does not count.
CREATE FUNCTION ninewa.stricter(a text, b text, c text DEFAULT NULL) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN ninewa.sensitivity_of(
        greatest(ninewa.sensitivity_rank(a), ninewa.sensitivity_rank(b), ninewa.sensitivity_rank(c))
    );

CREATE FUNCTION ninewa.stricter(own text, rank_of_sites integer) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN ninewa.sensitivity_of(greatest(ninewa.sensitivity_rank(own), rank_of_sites));

-- What else than reports stands on a site, and so is as strict as it. All points of a corridor are on its axis.
CREATE VIEW ninewa.stands_on_site AS
SELECT p.site_id, 'service_point' AS entity_kind, p.service_id AS entity_id FROM ninewa.service_point p
UNION ALL SELECT f.site_id, 'flow_place', f.name FROM ninewa.flow_place f
UNION ALL SELECT p.site_id, 'corridor', p.corridor_id FROM ninewa.corridor_point p
UNION ALL
SELECT p.site_id, 'corridor_point', on_axis.corridor_id || '.' || on_axis.seq
FROM ninewa.corridor_point p JOIN ninewa.corridor_point on_axis ON on_axis.corridor_id = p.corridor_id;

-- For ILIKE: in somebody's text a name stands between other words.
CREATE FUNCTION ninewa.anywhere(name text) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN '%' || regexp_replace(name, '([\\%_])', '\\\1', 'g') || '%';

-- Every spelling of a site; shorter ones are part of too many words.
CREATE VIEW ninewa.spelling_of_site AS
SELECT spelt.site_id, ninewa.anywhere(spelt.name) AS pattern
FROM (
    SELECT s.site_id, s.name FROM ninewa.site s
    UNION ALL SELECT n.entity_id, n.name FROM ninewa.place_name n WHERE n.entity_kind = 'site'
) AS spelt
WHERE length(spelt.name) >= 4;

-- One row; NULL where no site is severe.
CREATE VIEW ninewa.names_of_severe AS
SELECT array_agg(spelt.pattern) AS patterns
FROM ninewa.site s JOIN ninewa.spelling_of_site spelt ON spelt.site_id = s.site_id
WHERE s.sensitivity = 'severe';
