"""The process that draws the map as a picture: it knows the map's modules and fonts, no web and no database.

A package of its own, since whoever imports webmap holds all of it in memory.
"""
