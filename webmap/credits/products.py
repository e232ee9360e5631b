"""The products of displacement tracking that the release of April 2017 names, and what of each is shown here.

They stand in geodata/reference/dtm_products.csv with the addresses that the release prints; two have none.
"""

from dataclasses import dataclass

from geodata.facts.files import rows
from webmap.words.i18n import gettext as _


@dataclass(frozen=True)
class Product:
    """`name` and `shown_here` in the reader's language; `url` empty where the release gives no address."""

    name: str
    url: str
    shown_here: str


def products() -> list[Product]:
    stated = ((row["name"], row["url"], row["shown_here"]) for row in rows("dtm_products"))
    return [Product(_(name), url, _(shown_here)) for name, url, shown_here in stated]
