"""What chats and networks show of a page: its title, a sentence with figures, and a picture of the map."""

from dataclasses import dataclass

from flask import request

from webmap.asked.address import address


@dataclass(frozen=True)
class Preview:
    """`image`: a whole address, as those who show it know of no page that it could be relative to."""

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


def preview(title: str, description: str, **changes: str | None) -> Preview:
    """With the picture of the map of this page's choices, some changed as for `address`."""
    return Preview(title, description, f"{request.scheme}://{request.host}{address('picture.png', **changes)}")
