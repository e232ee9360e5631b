"""Displacement corridors: the list, one corridor, and what lies near it."""
