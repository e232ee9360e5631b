"""Whether the data of a snapshot's day says something else by now."""

from sqlalchemy import Connection

from geodata.statements.snapshot_rows import Snapshot
from webmap.answers.cited import with_sources
from webmap.answers.data_table import csv_file
from webmap.asked.chosen_day import EVERYTHING
from webmap.layers.layer import LARGEST_FILE, nowhere
from webmap.layers.registry import LAYERS
from webmap.snapshots import queries
from webmap.words.i18n import gettext as _


def layers_that_differ(connection: Connection, found: Snapshot, lang: str) -> list[str]:
    """The names, in words, of the layers whose file of the same day has other bytes if it is made now."""
    assert found.day is not None
    differ = []
    for layer in (layer for layer in LAYERS if layer.name in (found.layers or ())):
        kept = queries.file(connection, found.token, f"{layer.name}.{lang}.csv")
        rows = layer.read(connection, found.day, EVERYTHING, lang, LARGEST_FILE)
        table = with_sources(connection, layer.file_table(rows, found.day, nowhere))
        if kept is not None and csv_file(table, layer.name).get_data() != kept.bytes:
            differ.append(layer.title(_))
    return differ
