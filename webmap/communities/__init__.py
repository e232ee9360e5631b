"""Peacebuilding communities: the list, one community, its activities and what lies near it."""
