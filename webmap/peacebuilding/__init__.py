"""Peacebuilding beside displacement: what presses on each community, and where an activity would meet most people."""
