"""Whether the data of a snapshot's day says something else by now: its values, not how a file writes them."""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from sqlalchemy import Connection

from geodata.statements.snapshot_rows import Snapshot
from webmap.answers.data_table import csv_file
from webmap.asked.chosen_day import EVERYTHING, ChosenDay
from webmap.layers.layer import nowhere
from webmap.layers.registry import LAYERS
from webmap.map_of_day.day import file_of_day
from webmap.snapshots import queries
from webmap.words.i18n import gettext as _

# Sentences that the product makes of other columns, which a new release may word in another way.
IN_WORDS = ("conflicts", "public", "drawn", "freshness")
Row = dict[str, str]


def layers_that_differ(connection: Connection, found: Snapshot, lang: str) -> list[str]:
    """The names, in words, of the layers of which the data of the same day holds other values now."""
    assert found.day is not None
    differ = []
    for layer in (layer for layer in LAYERS if layer.name in (found.layers or ())):
        kept = queries.file(connection, found.token, f"{layer.name}.{lang}.csv")
        table = file_of_day(connection, layer, ChosenDay(found.day, EVERYTHING), lang, nowhere)
        if kept is not None and says_otherwise(kept.bytes, csv_file(table, layer.name).get_data()):
            differ.append(layer.title(_))
    return differ


def says_otherwise(before: bytes, now: bytes) -> bool:
    """Whether two CSV files in UTF-8 hold other values: in the columns of both, whatever their order and their form."""
    if before == now:
        return False
    old, new = rows_of(before), rows_of(now)
    if not old or not new:
        return len(old) != len(new)
    keys = [key for key in old[0] if key in new[0] and key not in IN_WORDS and not key.endswith("_cited")]
    return _counted(old, keys) != _counted(new, keys)


def rows_of(contents: bytes) -> list[Row]:
    """The rows of a CSV file in UTF-8 by the keys of its header."""
    return list(csv.DictReader(io.StringIO(contents.decode("utf-8-sig"), newline="")))


def _counted(rows: Iterable[Row], keys: list[str]) -> Counter[tuple[str, ...]]:
    return Counter(tuple(_value(row[key]) for key in keys) for row in rows)


def _value(written: str) -> str:
    """Numbers alike however many zeros they end with."""
    try:
        number = Decimal(written)
    except InvalidOperation:
        return written
    return f"{number.normalize():f}" if number.is_finite() else written
