"""SQL that several features read, and the classes of its rows."""
