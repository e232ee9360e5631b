-- Whether the row of site_state.sql called `state` can take families in at all: people pass through screening sites and
-- reception centres, and nobody sleeps where a site is closed, not open yet or out of reach.
coalesce(state.type, '') NOT IN ('screening_site', 'reception_centre')
AND state.status_then NOT IN ('closed', 'not_open', 'planned', 'under_construction', 'tbc', 'no_access')
