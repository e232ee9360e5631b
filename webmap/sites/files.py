"""The list of sites as a file: beside what the page shows, the plots that are only planned or prepared."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from geodata.statements.site_rows import SiteOnDay
from webmap.answers.data_table import DataTable, FileValue
from webmap.layers.layer import AddressOf
from webmap.layers.sites.table import SITES
from webmap.sites.rows import ComingPlots

COMING = ("plots_planned", "plots_prepared")
OF_EACH = ("", "_as_of", "_precision", "_qualifier", "_source")


def file_table(rows: Sequence[SiteOnDay], coming: Sequence[ComingPlots], at: date, address_of: AddressOf) -> DataTable:
    """`coming`: of every site, whether or not it is among the rows."""
    table = SITES.of(rows, at, address_of)
    stated = {(found.site_id, found.figure): found for found in coming}
    of_rows = [[stated.get((row.site_id, figure)) for figure in COMING] for row in rows]
    return replace(
        table,
        file_keys=(*table.file_keys, *(figure + more for figure in COMING for more in OF_EACH)),
        file_values=[
            (*values, *(value for found in both for value in _of_file(found)))
            for values, both in zip(table.file_values, of_rows, strict=True)
        ],
        file_withheld=[[found.figure for found in both if found and found.value is None] for both in of_rows],
    )


def _of_file(found: ComingPlots | None) -> tuple[FileValue, ...]:
    if found is None:
        return (None,) * len(OF_EACH)
    return (found.value, found.as_of, found.as_of_precision, found.qualifier, found.source_id)
