"""Site reports and service reports against those imported before; what is new or changed is appended."""

from collections.abc import Callable, Hashable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from geodata.imports.changes import Change, remark
from geodata.imports.sources import FileSource, source_class, source_ids
from geodata.readers.columns import FIGURES
from geodata.readers.service_report_rows import ServiceReport
from geodata.readers.site_report_rows import SiteReport
from geodata.tables import FIRST_RECORDED_ID, service_report, site_report, source

RECORDED_BY = "import"
ROWS_A_STATEMENT = 500
Content = Callable[[Any], Hashable]


def compare_site_reports(connection: Connection, items: Sequence[SiteReport], file: FileSource) -> list[Change]:
    """Each report against the imported ones of its site, day and source."""
    site_ids = sorted({item.site_id for item in items})
    earlier = (
        select(site_report, source.c.cited_as)
        .join(source, source.c.source_id == site_report.c.source_id)
        .where(site_report.c.recorded_by == RECORDED_BY, site_report.c.site_id.in_(site_ids))
        .order_by(site_report.c.report_id)
    )
    known = _by_subject(connection, earlier, lambda row: (row.site_id,))
    return [_change(item, known.get(_subject(item, (item.site_id,)), []), _site_values(item), file) for item in items]


def compare_service_reports(connection: Connection, items: Sequence[ServiceReport], file: FileSource) -> list[Change]:
    """Each service report against the imported ones of its sites, indicator, day and source."""
    earlier = (
        select(service_report, source.c.cited_as)
        .join(source, source.c.source_id == service_report.c.source_id)
        .where(service_report.c.report_id >= FIRST_RECORDED_ID)
        .where(service_report.c.indicator.in_(sorted({item.indicator for item in items})))
        .order_by(service_report.c.report_id)
    )
    known = _by_subject(connection, earlier, lambda row: (tuple(row.site_ids), row.indicator))
    return [
        _change(item, known.get(_subject(item, (item.site_ids, item.indicator)), []), _service_values(item), file)
        for item in items
    ]


def write_reports(connection: Connection, changes: Sequence[Change], file: FileSource) -> None:
    """Append the reports; the source they name, or the file, is made first where it is not there yet."""
    if not changes:
        return
    ids = source_ids(connection, [change.item.source for change in changes], file)
    is_of_sites = isinstance(changes[0].item, SiteReport)
    rows = [
        {
            **change.values,
            "source_id": ids[change.item.source],
            **({"corrects": change.corrects} if is_of_sites else {}),
        }
        for change in changes
    ]
    table = site_report if is_of_sites else service_report
    # Many rows a statement: each statement raises the data version, and a row raised thousands of times gets slow.
    for first in range(0, len(rows), ROWS_A_STATEMENT):
        connection.execute(insert(table).values(rows[first : first + ROWS_A_STATEMENT]))


def _by_subject(connection: Connection, earlier: Select, about: Callable[[Any], Hashable]) -> dict[Hashable, list[Any]]:
    """Reports in the order in which they were recorded, by what they are about."""
    found: dict[Hashable, list[Any]] = {}
    for row in connection.execute(earlier):
        key = (about(row), row.as_of, row.as_of_precision, source_class(row.cited_as))
        found.setdefault(key, []).append(row)
    return found


def _subject(item: SiteReport | ServiceReport, about: Hashable) -> Hashable:
    return (about, item.as_of.day, item.as_of.precision, item.source or "")


def _change(item: SiteReport | ServiceReport, earlier: list[Any], values: dict[str, Any], file: FileSource) -> Change:
    """The same figures again change nothing; other ones correct the last report about the same."""
    if not earlier:
        return Change(item, "new", values)
    if _says(earlier[-1], values):
        return Change(item, "unchanged", values)
    cited_as = item.source or file.cited_as
    if any(row.cited_as == cited_as and _says(row, values) for row in earlier):
        message = "This was imported before and has been corrected since; the correction stays."
        said = remark(item.row, "corrected_since", message, "say in the note that the correction is withdrawn")
        return Change(item, "unchanged", values, remark=said)
    was = {name: getattr(earlier[-1], name) for name in values if name in (*FIGURES, "value")}
    differences = [f"{name} {was[name]} -> {values[name]}" for name in was if not _same(was[name], values[name])]
    message = f"This corrects an earlier import: {', '.join(differences) or 'note or exactness'}."
    return Change(item, "changed", values, earlier[-1].report_id, remark(item.row, "correction", message))


def _says(row: Any, values: dict[str, Any]) -> bool:
    return all(_same(getattr(row, name), value) for name, value in values.items() if name != "recorded_by")


def _same(was: Any, value: Any) -> bool:
    return bool(was == value)


def _site_values(item: SiteReport) -> dict[str, Any]:
    return {
        "site_id": item.site_id,
        "as_of": item.as_of.day,
        "as_of_precision": item.as_of.precision,
        "recorded_by": RECORDED_BY,
        **{column: item.figures.get(column) for column in FIGURES},
        "stated": {column: {"qualifier": how, "confidence": "exact"} for column, how in item.qualifiers.items()},
        "note": item.note,
    }


def _service_values(item: ServiceReport) -> dict[str, Any]:
    return {
        "site_ids": list(item.site_ids),
        "as_of": item.as_of.day,
        "as_of_precision": item.as_of.precision,
        "indicator": item.indicator,
        # As text, so that 0.1 is stored, and found again, as 0.1.
        "value": None if item.value is None else Decimal(str(item.value)),
        "unit": item.unit or None,
        "qualifier": item.qualifier,
        "confidence": "exact",
        "note": item.note,
    }
