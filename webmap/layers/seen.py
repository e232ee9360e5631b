"""Which layers of a map somebody sees."""

from collections.abc import Iterable
from typing import Any

from webmap.layers.layer import Layer


def seen_by(role: str, layers: Iterable[Layer[Any]]) -> list[Layer[Any]]:
    """In their order, those that a role may see."""
    return [layer for layer in layers if layer.may_be_seen_by(role)]
