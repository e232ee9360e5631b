"""Rows of `service_reports`: one indicator of a site on a day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from geodata.readers.cells import decimal_number, text_of, word_of
from geodata.readers.columns import AS_OF, AS_OF_PRECISION, NOTE, SITE_ID, SOURCE, Column, Form, Item, Stored
from geodata.readers.days import needed_day_of
from geodata.readers.indicators import UNITS
from geodata.readers.known import Known, nearest_word
from geodata.readers.row_problems import TableRow
from geodata.readers.site_ids import known_sites
from geodata.rules.dates import StatedDay
from geodata.rules.figures import is_suspect
from geodata.tables import QUALIFIERS


@dataclass(frozen=True, slots=True)
class ServiceReport(Item):
    """A service report that may enter. `site_ids`: several share one figure. `value` None: a flag (it is there)."""

    site_ids: tuple[str, ...]
    as_of: StatedDay
    indicator: str
    value: float | None
    unit: str
    qualifier: str
    source: str | None
    note: str | None

    @property
    def key(self) -> tuple[str, ...]:
        day = f"{self.as_of.day} {self.as_of.precision}"
        return ("+".join(self.site_ids), day, self.indicator, self.source or "")

    @property
    def stored(self) -> dict[str, Stored]:
        return {
            "site_ids": list(self.site_ids),
            "as_of": self.as_of.day,
            "as_of_precision": self.as_of.precision,
            "indicator": self.indicator,
            # As text, so that 0.1 is stored, and found again, as 0.1.
            "value": None if self.value is None else Decimal(str(self.value)),
            "unit": self.unit or None,
            "qualifier": self.qualifier,
            "suspect": is_suspect(self.note or ""),
            "note": self.note,
            "source": self.source,
        }


def judge(row: TableRow, known: Known, today: date) -> ServiceReport | None:
    """The service report of a row; None when something in it is wrong (the row's problems say what)."""
    site_ids = known_sites(row, known)
    as_of = needed_day_of(row, "as_of", today)
    indicator = _indicator(row, known)
    stated = decimal_number(row, "value")
    qualifier = word_of(row, "qualifier", QUALIFIERS, {}) or (stated.qualifier if stated else None)
    unit = _unit(row, indicator)
    if stated is None and qualifier != "flag" and not row.is_rejected:
        row.error("value", "no_value")
    if stated and unit == "%" and stated.value > 100:
        row.error("value", "over_100_percent")
    source, note = text_of(row, "source", 500), text_of(row, "note", 2000)
    if row.is_rejected or not site_ids or as_of is None or indicator is None or qualifier is None:
        return None
    value = stated.value if stated else None
    return ServiceReport(row.number, site_ids, as_of, indicator, value, unit or "", qualifier, source, note)


def _indicator(row: TableRow, known: Known) -> str | None:
    words = tuple(sorted({*UNITS, *known.indicators}))
    if not row.cell("indicator"):
        row.error("indicator", "needed_indicator")
        return None
    text = "_".join(row.cell("indicator").casefold().replace("-", " ").split())
    if text in words:
        return text
    row.error("indicator", "unknown_indicator", near=nearest_word(text, words))
    return None


def _unit(row: TableRow, indicator: str | None) -> str | None:
    unit = text_of(row, "unit", 60)
    usual = UNITS.get(indicator or "")
    if unit and usual and unit.casefold() != usual.casefold():
        row.error("unit", "other_unit", indicator=indicator, usual=usual)
    return unit or usual


FORM = Form(
    "service_reports",
    (
        SITE_ID,
        AS_OF,
        AS_OF_PRECISION,
        Column("indicator", "المؤشر;#indicator+name", needed=True),
        Column("value", "القيمة;العدد;#indicator+value"),
        Column("unit", "units;الوحدة"),
        Column("qualifier", "الدقة;الوصف"),
        SOURCE,
        NOTE,
    ),
    judge,
)
