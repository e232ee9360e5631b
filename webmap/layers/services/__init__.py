"""Hospitals, health centres, schools and other service points."""

from geodata.statements.place_rows import Service
from webmap.db import STATEMENTS
from webmap.layers.layer import Layer
from webmap.layers.services.feature import features
from webmap.layers.services.table import SERVICES

LAYER: Layer[Service] = Layer(
    name="services",
    title=lambda _: _("Services"),
    label=lambda _: _("Health and other services"),
    statement=STATEMENTS / "services.sql",
    values=lambda _at: {"only": None},
    row=Service,
    tables=(SERVICES,),
    features=features,
    drawing="services",
    height=40,
    mark=lambda _: _("Health"),
)
