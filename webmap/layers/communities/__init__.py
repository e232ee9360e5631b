"""Peacebuilding communities and what the programme said of each."""

from geodata.statements.place_rows import Community
from webmap.db import STATEMENTS
from webmap.layers.communities.feature import features
from webmap.layers.communities.table import COMMUNITIES
from webmap.layers.layer import Layer

LAYER: Layer[Community] = Layer(
    name="communities",
    title=lambda _: _("Communities"),
    statement=STATEMENTS / "communities.sql",
    values=lambda _at: {"community": None},
    row=Community,
    tables=(COMMUNITIES,),
    features=features,
    drawing="communities",
    height=50,
    mark=lambda _: _("Community"),
    page=("communities.show", "community_id"),
    csv="communities.index_csv",
)
