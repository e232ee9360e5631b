"""The layers: each a folder with its record, its tables and its map features, the same fields in the same order."""
