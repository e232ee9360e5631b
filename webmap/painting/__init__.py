"""The process that draws the map as a picture: it knows the map's modules and fonts, no web and no database.

It runs as a package of its own, `painting`, so its modules name one another alone, and relatively.
"""
