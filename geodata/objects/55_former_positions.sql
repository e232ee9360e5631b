-- Where sites were before they moved: a trigger keeps the position that another one takes the place of.

-- Less than 10 m is the rounding of a coordinate with four decimals, not a move. A writer that says no new day (a person
-- in psql, a release of the reference files) moves the site on the day on which it is written.
CREATE FUNCTION ninewa.keep_former_position() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
    IF public.ST_Distance(OLD.geom::public.geography, NEW.geom::public.geography) >= 10 OR NEW.geom IS NULL THEN
        INSERT INTO ninewa.former_position
            (site_id, geom, precision, coord_source, as_of, moved_to, moved_to_precision, moved_on, source_id, sensitivity)
        VALUES (
            NEW.site_id, OLD.geom, OLD.precision, OLD.coord_source,
            coalesce(
                (SELECT f.moved_on FROM ninewa.former_position f WHERE f.site_id = NEW.site_id
                 ORDER BY f.former_position_id DESC LIMIT 1),
                OLD.position_as_of
            ),
            NEW.geom, NEW.precision,
            CASE WHEN NEW.position_as_of IS NOT NULL AND NEW.position_as_of IS DISTINCT FROM OLD.position_as_of
                THEN NEW.position_as_of ELSE (now() AT TIME ZONE 'Asia/Baghdad')::date END,
            NEW.source_id, ninewa.stricter(OLD.sensitivity, NEW.sensitivity)
        );
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_former_position AFTER UPDATE OF geom ON ninewa.site
    FOR EACH ROW WHEN (OLD.geom IS NOT NULL) EXECUTE FUNCTION ninewa.keep_former_position();
