"""The one way to answer JSON: Arabic as it is, a third of its escaped form, and fields in the order of the code."""

from typing import Any

from flask import Response, json

from webmap.words.i18n import without_isolates

JSON, GEOJSON, PROBLEM = "application/json", "application/geo+json", "application/problem+json"
LARGEST = 2_000_000  # bytes
# How much of each list is told where all of it would be too large: as much as fits.
SHORTENED = (500, 200, 50, 10, 1)


def json_answer(content: Any, status: int = 200, *, kind: str = JSON, is_compact: bool = False) -> Response:
    """`content` as an answer, its text without signs that nobody sees.

    `is_compact`: for what the map's modules read: without blanks, and with the isolates of sentences that they show.

    Of an answer larger than `LARGEST` each list has its first entries, and `more` beside it says how many it had.
    """
    body = _encoded(content, is_compact)
    for most in SHORTENED:
        if len(body) <= LARGEST:
            break
        body = _encoded(shortened(content, most), is_compact)
    return Response(body, status, content_type=kind)


def _encoded(content: Any, is_compact: bool) -> bytes:
    if is_compact:
        return json.dumps(content, separators=(",", ":")).encode()
    return without_isolates(json.dumps(content)).encode()


def shortened(content: Any, most: int) -> Any:
    """The first `most` entries of each list that an object has under a name; `more` counts the others by that name."""
    if isinstance(content, list | tuple):
        return [shortened(one, most) for one in content]
    if not isinstance(content, dict):
        return content
    more = {name: len(value) - most for name, value in content.items() if _is_longer(value, most)}
    told = {name: value[:most] if name in more else value for name, value in content.items()}
    found = {name: shortened(value, most) for name, value in told.items()}
    return {**found, "more": {**content.get("more", {}), **more}} if more else found


def _is_longer(value: Any, most: int) -> bool:
    """Coordinates are one thing, not a list of things."""
    return (
        isinstance(value, list | tuple) and len(value) > most and not isinstance(value[0], int | float | list | tuple)
    )
