"""The one way to answer JSON: Arabic as it is, a third of its escaped form, and fields in the order of the code."""

from typing import Any

from flask import Response, json

JSON, GEOJSON, PROBLEM = "application/json", "application/geo+json", "application/problem+json"


def json_answer(content: Any, status: int = 200, *, kind: str = JSON, is_compact: bool = False) -> Response:
    """`content` as an answer; `is_compact`: without blanks, for what the map's modules read and no person does."""
    separators = (",", ":") if is_compact else None
    return Response(json.dumps(content, separators=separators), status, content_type=kind)
