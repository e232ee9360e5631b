"""What other sites paste to show a map of ours: a frame, or a picture with a link; and how large such a frame is."""

from dataclasses import dataclass

from markupsafe import Markup

WIDTH, SMALLEST = 720, 240  # px: of a frame that nobody gave a width; below the other a map is no map
# Of the picture in the frame, by the widest frame that it is for (px; None: any).
PICTURES: tuple[tuple[int, int, int | None], ...] = ((360, 380, 560), (720, 480, 860), (1006, 520, None))
# What stands above and below the picture, in px, at most, by the same widths: title, sentence, key, links, sources.
WORDS = (408, 328, 282)
SANDBOX = "allow-scripts allow-popups"


@dataclass(frozen=True)
class FrameSize:
    """Of a frame, whole px, tall enough for everything in it unless it says less."""

    width: int
    height: int


def picture_for(width: int) -> tuple[int, int]:
    """Width and height of the picture that a frame shows, px."""
    return next((wide, high) for wide, high, most in PICTURES if most is None or width <= most)


def high_enough(width: int) -> FrameSize:
    """A frame of this width, px, in which nothing has to be scrolled to."""
    return FrameSize(width, _height(width))


def frame_size(most_width: int | None = None, most_height: int | None = None) -> FrameSize:
    """As large as `WIDTH` and what is allowed: a lower frame is made narrower before its end has to be scrolled to."""
    width = min(WIDTH, most_width) if most_width else WIDTH
    if most_height:
        fitting = (one for one in range(width, min(SMALLEST, width) - 1, -1) if _height(one) <= most_height)
        width = next(fitting, min(SMALLEST, width))
    return FrameSize(width, min(_height(width), most_height or _height(width)))


def _height(width: int) -> int:
    words = next(words for words, (_w, _h, most) in zip(WORDS, PICTURES, strict=True) if most is None or width <= most)
    wide, high = picture_for(width)
    narrow = max(0, 340 - width)  # words of a frame narrower than a phone take more lines
    return round(width * high / wide) + words + narrow


def frame(address: str, title: str, size: FrameSize) -> str:
    """HTML of the frame; `address`: whole, of the embed. It is as wide as the column it stands in, at most."""
    return str(
        Markup(
            '<iframe src="{}" title="{}" width="{}" height="{}" style="border:0;width:100%;max-width:{}px"'
            ' loading="lazy" allow="fullscreen" sandbox="{}" referrerpolicy="strict-origin-when-cross-origin"></iframe>'
        ).format(address, title, size.width, size.height, size.width, SANDBOX)
    )


def picture_with_link(picture: str, page: str, title: str) -> str:
    """HTML for sites that allow no frames, and for letters: the picture leads to the map."""
    return str(
        Markup('<a href="{}"><img src="{}" alt="{}" style="max-width:100%;height:auto"></a>').format(
            page, picture, title
        )
    )
