"""Corridors: where people went, schematic, and when each was in use."""

from geodata.statements.place_rows import Corridor
from webmap.db import STATEMENTS
from webmap.layers.corridors.feature import features
from webmap.layers.corridors.table import CORRIDORS
from webmap.layers.layer import Layer

LAYER: Layer[Corridor] = Layer(
    name="corridors",
    title=lambda _: _("Corridors"),
    label=lambda _: _("Corridors, schematic"),
    statement=STATEMENTS / "corridors.sql",
    values=lambda _at: {"corridor": None},
    row=Corridor,
    tables=(CORRIDORS,),
    features=features,
    drawing="corridors",
    height=10,
    mark=lambda _: _("Corridor, schematic"),
    page=("corridors.show", "corridor_id"),
    csv="corridors.index_csv",
)
