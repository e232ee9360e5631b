-- What a snapshot shows beside the map of its day.

ALTER TABLE ninewa.snapshot ADD COLUMN asked JSONB DEFAULT '{}' NOT NULL;

COMMENT ON COLUMN ninewa.snapshot.asked IS 'what it shows beside the map of its day, by names of addresses: arrive, max_km, from, look, analysis';
