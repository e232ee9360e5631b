"""Files that people send, read into rows and problems; never an exception, whatever the bytes are.

`reading.read` is the way in. Nothing here knows a database: what is known already (site ids, names, indicators) is
handed in as `known.Known`.
"""
