"""A corridor or trunk over some weeks: who moved along it, what room there is, and what nobody said."""
