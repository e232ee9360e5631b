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


def preview(title: str, description: str, **changes: str | None) -> Preview:
    """With the picture of the map of this page's choices, some changed as for `address`."""
    return Preview(title, description, f"{request.scheme}://{request.host}{address('picture.png', **changes)}")
