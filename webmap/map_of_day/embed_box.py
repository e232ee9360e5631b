"""What stands under the map for those who want it on their own page: codes to copy, and what consumers discover."""

from collections.abc import Mapping
from dataclasses import dataclass

from webmap.map_of_day.embed_code import FrameSize, frame, frame_size, high_enough, picture_with_link

WIDTHS = (320, 640, 720, 1200)  # px: a phone, a column of text, what nobody chose, a wide page
PICTURE_WIDTH = 640


@dataclass(frozen=True)
class EmbedBox:
    """Codes as they are pasted. `there` is scheme and host, empty where nobody has said under which we are known."""

    there: str
    frame: str
    picture: str
    page: str
    sizes: list[FrameSize]
    discovered: Mapping[str, str]


def embed_box(
    there: str, title: str, *, page: str, embed: str, picture: str, discovered: Mapping[str, str]
) -> EmbedBox:
    """`page`, `embed`, `picture`: paths with the choices of the map; `discovered`: path of the answer by its type."""
    return EmbedBox(
        there=there,
        frame=frame(there + embed, title, frame_size()),
        picture=picture_with_link(there + picture, there + page, title),
        page=there + page,
        sizes=[high_enough(width) for width in WIDTHS],
        discovered={kind: there + path for kind, path in discovered.items()},
    )
