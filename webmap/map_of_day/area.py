"""The place that a view of the map is named after: `static/map/placing/area.js` says the same of a view that moves."""

from webmap.drawing.small_map import towns
from webmap.words.i18n import language

# West, south, east, north in degrees: the sites around Mosul, and the whole governorate.
AROUND_MOSUL, ALL_NINEWA = (42.84, 35.70, 43.85, 36.84), (41.2, 34.95, 44.4, 37.4)
Box = tuple[float, float, float, float]
MIDDLE = 0.5  # of the view's width and height
EAST_PER_NORTH = 0.8  # length of a degree of longitude in Ninewa, in degrees of latitude


def place_in_view(view: Box) -> str:
    """In the reader's language: of the places in the middle of a view the largest, of equal ones the most central; of a
    view without any the nearest to its middle.
    """
    west, south, east, north = view
    x, y = (west + east) / 2, (south + north) / 2

    def far(lon: float, lat: float) -> float:
        return ((lon - x) * EAST_PER_NORTH) ** 2 + (lat - y) ** 2

    def right(place: dict[str, object]) -> tuple[object, ...]:
        lon, lat = float(str(place["lon"])), float(str(place["lat"]))
        is_central = abs(lon - x) <= (east - west) * MIDDLE / 2 and abs(lat - y) <= (north - south) * MIDDLE / 2
        return (0, place["rank"], far(lon, lat)) if is_central else (1, 0, far(lon, lat))

    found, lang = min(towns(), key=right), language()
    return str(found.get(f"name_{lang}") or (lang == "ckb" and found.get("name_ar")) or found["name"])
