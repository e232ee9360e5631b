"""Finding places, sites, communities, corridors and coordinates, however they are written."""
