"""The layers of the map, in the order in which its tables and its files are listed."""

from typing import Any

from webmap.layers import communities, corridors, movements, services, sites
from webmap.layers.layer import Layer

LAYERS: tuple[Layer[Any], ...] = (
    sites.LAYER,
    movements.LAYER,
    corridors.LAYER,
    communities.LAYER,
    services.LAYER,
)
