"""Movements of people: those of the last 14 days are drawn, longer periods are only listed."""

from geodata.statements.movement_rows import Movement
from webmap.db import STATEMENTS
from webmap.layers.layer import Layer, Translate
from webmap.layers.movements.feature import counts, features, numbered
from webmap.layers.movements.moved import since
from webmap.layers.movements.table import EVERY, RECENT, RUNNING_TOTALS

__all__ = ["LAYER", "legend", "numbered"]


def legend(_: Translate) -> dict[str, object]:
    """Words of the legend. Widths name the number they are drawn for."""
    return {
        "people": _("people"),
        "widths": [[1000, "1,000"], [5000, "5,000"], [13000, "13,000"]],
        "transfer": _("Transfer or arrival"),
        "passage": _("Passage"),
        "estimated": _("Estimated"),
        "no_number": _("Number unknown"),
        "returned": _("Return"),
        "area": _("Stands for an area"),
    }


LAYER: Layer[Movement] = Layer(
    name="movements",
    title=lambda _: _("Movements"),
    statement=STATEMENTS / "movements.sql",
    values=lambda at: {"since": since(at), "corridor": None},
    row=Movement,
    tables=(RECENT, RUNNING_TOTALS),
    file=EVERY,
    features=features,
    beside=counts,
    drawing="movements",
    height=20,
    legend=legend,
)
