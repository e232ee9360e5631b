"""Where the map of a request leads: to pages of what it shows, and to its tables as files."""

from typing import Any

from webmap.asked.address import address, addresses
from webmap.layers.layer import AddressOf, Layer, nowhere
from webmap.map_of_day.day import Links


def address_of(layer: Layer[Any]) -> AddressOf:
    """The page of each thing of a layer; `nowhere` of a layer without pages."""
    return addresses(*layer.page, bbox=None, layers=None) if layer.page else nowhere


def file_of(layer: Layer[Any]) -> str:
    """The CSV of a layer with the page's day."""
    if layer.csv:
        return address(layer.csv, bbox=None, layers=None)
    return address("map_page.layer_csv", name=layer.name, bbox=None, layers=None)


LINKS = Links(address_of, file_of)
