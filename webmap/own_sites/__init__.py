"""A manager's home: the sites that somebody may report, how each stands and what it needs."""
