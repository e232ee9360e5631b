-- Whether the row of site_state.sql called `state` has :families free places or, with :include_unknown, nobody knows.
CASE
    WHEN state.free IS NULL
        THEN :include_unknown AND coalesce(state.type, '') NOT IN ('screening_site', 'reception_centre')
             AND state.status_then NOT IN ('closed', 'no_access')
    ELSE state.free >= :families AND (
-- include geodata/statements/receiving.sql
    )
END
