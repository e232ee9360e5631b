"""What this map is, and what its abbreviations stand for."""
