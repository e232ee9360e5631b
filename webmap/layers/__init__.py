"""Rows of each layer as tables for people and as features for the map, the same fields in the same order."""
