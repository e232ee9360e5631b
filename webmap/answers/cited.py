"""Who said each figure of a file, in words beside its number: nobody needs another file to see the source."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from sqlalchemy import Connection

from geodata.statements.figure_rows import Source
from geodata.statements.sources import CITED
from webmap.answers.data_table import DataTable, FileValue
from webmap.db import rows

MOST_SOURCES = 100_000


def with_sources(connection: Connection, table: DataTable) -> DataTable:
    """The file with a column `…_cited` for each `…_source` and for `source_id`, whose values are ids of sources."""
    places = [place for place, key in enumerate(table.file_keys) if key == "source_id" or key.endswith("_source")]
    named = [values[place] for values in table.file_values for place in places]
    known = _cited(connection, sorted(cast(set[int], {*named} - {None})))
    return replace(
        table,
        file_keys=(*table.file_keys, *(f"{table.file_keys[place].removesuffix('_id')}_cited" for place in places)),
        file_values=[(*values, *_told(values, places, known)) for values in table.file_values],
    )


def _told(values: Sequence[FileValue], places: Sequence[int], known: Mapping[FileValue, str]) -> list[FileValue]:
    return [known.get(values[place]) for place in places]


def _cited(connection: Connection, ids: Sequence[int]) -> dict[FileValue, str]:
    """`UNHCR (ReliefWeb): Iraq situation: UNHCR flash update, 2 April 2017`, by id."""
    found = rows(connection, CITED, Source, source_ids=ids, limit=MOST_SOURCES) if ids else []
    return {row.source_id: ": ".join(filter(None, (row.publisher, row.title))) for row in found}
