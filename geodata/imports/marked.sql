-- A file that is cited by its hash is cited by its mark: as a source, and where a position names it.
WITH old AS (
    SELECT source_id, title, regexp_replace(title, ' [(]sha256 [0-9a-f]+, ', concat(' (file ', CAST(:mark AS text), ', ')) AS new
    FROM ninewa.source WHERE cited_as = :cited_as
),
sites AS (
    UPDATE ninewa.site s SET coord_source = old.new FROM old WHERE s.coord_source = old.title
),
former AS (
    UPDATE ninewa.former_position p SET coord_source = old.new FROM old WHERE p.coord_source = old.title
)
UPDATE ninewa.source s SET cited_as = concat(CAST(:of AS text), CAST(:mark AS text)), title = old.new
FROM old WHERE s.source_id = old.source_id
