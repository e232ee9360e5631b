"""What chats and networks show of a page: its title, a sentence with figures, and a picture of the map."""

from dataclasses import dataclass

from flask import current_app

from webmap.asked.address import address


@dataclass(frozen=True)
class Preview:
    """`image`: a whole address where WEBMAP_ADDRESS is set, as those who show it want; else a path of this host.

    Never made of what a request says of its host: a cache that keeps pages by their path would give it to all readers.
    """

    title: str
    description: str
    image: str


AROUND = (0.3, 0.16)  # degrees to the east and to the north of what a page is about


def box_around(lon: float | None, lat: float | None) -> str | None:
    """The `bbox=` of a picture of what lies round a point; None, the map's own, where nobody knows it."""
    if lon is None or lat is None:
        return None
    east, north = AROUND
    return ",".join(f"{edge:.2f}" for edge in (lon - east, lat - north, lon + east, lat + north))


def preview(title: str, description: str, **changes: str | list[str] | None) -> Preview:
    """With the picture of the map of this page's choices, some changed as for `address`."""
    there = current_app.extensions["settings"].webmap_address or ""
    return Preview(title, description, f"{there}{address('picture.png', **changes)}")
