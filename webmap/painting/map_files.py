"""The static files of the map, in their order: what decides where things stand, then what draws them."""

LEAFLET, RBUSH = "vendor/leaflet/1.9.4/leaflet.js", "vendor/rbush/4.0.1/rbush.min.js"
# Without a document.
PLACING = (
    "boxes",
    "texts",
    "shapes",
    "grouping",
    "sites",
    "tray_rooms",
    "trays",
    "together",
    "lines",
    "marks",
    "basemap",
    "area",
    "labels",
    "scene",
    "day",
)
# With any document: these make pictures on the server as well (painting/engine.py).
DRAWING = ("elements", "symbols", "ground", "sites", "trays", "together", "lines", "marks", "labels")
# The same of families that arrive, which most visits never load.
ARRIVALS = ("placing/arriving", "arriving")
IN_A_BROWSER = ("frame", "stops", "basemap", "popups", "controls", "slider")
DRAWN = (*(f"placing/{name}" for name in PLACING), *DRAWING)
MODULES = (*DRAWN, *IN_A_BROWSER)
