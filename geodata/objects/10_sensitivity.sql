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
