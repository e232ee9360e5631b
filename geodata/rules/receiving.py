"""Which sites nobody stays in: as `passed_through` in geodata/objects/60_rules.sql has it; a test compares the two."""

PASSED_THROUGH = ("screening_site", "reception_centre")
