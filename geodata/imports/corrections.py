"""What people are told where a report meets an earlier import of the same: what it corrects, or that it is outdated."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, column, select, table

from geodata.imports.kind import remark
from geodata.readers.row_problems import Problem
from geodata.tables import metadata


def corrections_of(reports: str, figures: Sequence[str]) -> Callable[[Connection], list[Problem]]:
    """The remarks on reports of a table of schema ninewa whose `figures` are told when they change."""
    earlier = metadata.tables[f"ninewa.{reports}"]
    staged = table("staged", column("row"), *map(column, figures))
    compared = table("compared", column("row"), column("state"), column("corrects"), column("corrected_since"))
    told = (
        select(
            compared.c.row,
            compared.c.corrected_since,
            *(earlier.c[figure].label(f"was_{figure}") for figure in figures),
            *(staged.c[figure].label(f"is_{figure}") for figure in figures),
        )
        .join(staged, staged.c.row == compared.c.row)
        .join(earlier, earlier.c.report_id == compared.c.corrects)
        .where((compared.c.state == "changed") | compared.c.corrected_since)
        .order_by(compared.c.row)
    )

    def remarks(connection: Connection) -> list[Problem]:
        found = []
        for row in connection.execute(told).mappings():
            pairs = ((figure, row[f"was_{figure}"], row[f"is_{figure}"]) for figure in figures)
            differences = ", ".join(f"{figure} {was} -> {now}" for figure, was, now in pairs if was != now)
            if row["corrected_since"]:
                found.append(remark(row["row"], "corrected_since"))
            elif differences:
                found.append(remark(row["row"], "correction", differences=differences))
            else:
                found.append(remark(row["row"], "correction_of_words"))
        return found

    return remarks
