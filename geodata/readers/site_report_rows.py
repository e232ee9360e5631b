"""Rows of `site_reports`: what was counted in a site on a day, judged cell by cell and across cells."""

import json
from dataclasses import dataclass
from datetime import date

from geodata.readers.cells import Figure, text_of, whole_number
from geodata.readers.columns import AS_OF, AS_OF_PRECISION, NOTE, SITE_ID, SOURCE, Column, Form, Item, Stored
from geodata.readers.days import needed_day_of
from geodata.readers.known import Known
from geodata.readers.row_problems import TableRow
from geodata.readers.site_ids import known_sites
from geodata.rules.dates import StatedDay, stated_text
from geodata.rules.plausible import Weight, plausible

_FIGURES = (
    Column("plots_planned", "planned;planned plots;القطع المخططة;المخططة;مخططة;#capacity+plots+planned", summed=True),
    Column("plots_prepared", "prepared;prepared plots;القطع المهيأة;المهيأة;مهيأة", summed=True),
    Column(
        "plots_ready",
        "ready;ready plots;plots total;total plots;القطع الجاهزة;الجاهزة;جاهزة;#capacity+plots+total",
        summed=True,
    ),
    Column(
        "plots_occupied",
        "occupied;occupied plots;القطع المشغولة;المشغولة;مشغولة;#capacity+plots+occupied",
        summed=True,
    ),
    Column("plots_reserved", "reserved;reserved plots;القطع المحجوزة;المحجوزة;محجوزة", summed=True),
    Column(
        "families",
        "households;hh;total families;العائلات;الأسر;عدد العائلات;عدد الأسر;العوائل;عدد العوائل;#affected+hh+idps",
        summed=True,
    ),
    Column(
        "individuals",
        "people;persons;total individuals;الأفراد;الأشخاص;عدد الأفراد;عدد الأشخاص;النفوس;عدد النفوس;#affected+ind+idps",
        summed=True,
    ),
    Column(
        "families_waiting",
        "waiting;families awaiting;العائلات المنتظرة;عائلات بالانتظار;#inneed+hh+shelter",
        summed=True,
    ),
)
FIGURES = tuple(column.name for column in _FIGURES)
_FREE = Column(
    "plots_free",
    "free;free plots;free places;vacant;vacant plots;available;available plots;القطع الشاغرة;الشاغرة;شاغرة;"
    "القطع المتاحة;المتاحة;متاحة;#capacity+plots+free",
    asked_for=False,
)


# What a row of several sites (`a+b`) may state: it becomes joint figures of them, which nothing divides.
OF_SEVERAL_SITES = {"families", "individuals"}


@dataclass(frozen=True, slots=True)
class SiteReport(Item):
    """A report that may enter. `figures` holds only what is stated; absent columns are unknown, never 0.

    `site_id`: of several sites together their ids in order, joined by `+`; then its figures are of no single site.
    """

    site_id: str
    as_of: StatedDay
    figures: dict[str, int]
    qualifiers: dict[str, str]
    source: str | None
    note: str | None

    @property
    def key(self) -> tuple[str, ...]:
        return (self.site_id, f"{self.as_of.day} {self.as_of.precision}", self.source or "")

    @property
    def stored(self) -> dict[str, Stored]:
        stated = {column: {"qualifier": how, "confidence": "exact"} for column, how in self.qualifiers.items()}
        return {
            "site_id": self.site_id,
            "as_of": self.as_of.day,
            "as_of_precision": self.as_of.precision,
            **{column: self.figures.get(column) for column in FIGURES},
            "stated": json.dumps(stated),
            "note": self.note,
            "source": self.source,
        }

    @property
    def day(self) -> str | None:
        return stated_text(self.as_of)

    @property
    def summed(self) -> dict[str, int]:
        return {} if self.is_joint else self.figures

    @property
    def is_joint(self) -> bool:
        return "+" in self.site_id


def judge(row: TableRow, known: Known, today: date) -> SiteReport | None:
    """The report of a row; None when something in it is wrong (the row's problems say what)."""
    site_ids = known_sites(row, known)
    as_of = needed_day_of(row, "as_of", today)
    stated = {column: figure for column in FIGURES if (figure := whole_number(row, column)) is not None}
    figures = {column: int(figure.value) for column, figure in stated.items()}
    if not figures and not row.is_rejected:
        row.error(None, "no_figure")
    if len(site_ids) > 1:
        for column in figures.keys() - OF_SEVERAL_SITES:
            row.error(column, "not_of_several")
    _compare(row, figures)
    _check_free(row, figures)
    source, note = text_of(row, "source", 500), text_of(row, "note", 2000)
    if row.is_rejected or not site_ids or as_of is None:
        return None
    return SiteReport(row.number, "+".join(site_ids), as_of, figures, _qualifiers(stated, figures), source, note)


def _compare(row: TableRow, figures: dict[str, int]) -> None:
    """What is found in the figures beside one another; 0 plots ready for people who are there is unknown."""
    say = {Weight.WRONG: row.error, Weight.IN_DOUBT: row.doubt, Weight.ODD: row.warning}
    for finding in plausible(figures):
        say[finding.weight](finding.column, finding.code, **finding.values)
        if finding.code == "none_ready" and not row.confirms(finding.code):
            del figures["plots_ready"]


def _check_free(row: TableRow, figures: dict[str, int]) -> None:
    """Free plots follow from the others. Where they do not, a column holds something else than it says."""
    cell = row.cell(_FREE.name)
    # Whatever stands there never leaves a row out; an overcrowded site may have less than none.
    alone = TableRow(row.number, {_FREE.name: cell.lstrip("-\u2212")})
    stated = whole_number(alone, _FREE.name)
    if stated is None and not alone.is_rejected:
        return
    ready, occupied = figures.get("plots_ready"), figures.get("plots_occupied")
    if stated is None or ready is None or occupied is None:
        row.warning(_FREE.name, "free_unchecked", cell=cell)
        return
    free = -int(stated.value) if cell != alone.cell(_FREE.name) else int(stated.value)
    left = ready - occupied
    if free not in (left, left - figures.get("plots_reserved", 0), max(0, left)):
        row.doubt(_FREE.name, "free_differs", free=free, ready=ready, occupied=occupied, left=left)


def _qualifiers(stated: dict[str, Figure], figures: dict[str, int]) -> dict[str, str]:
    return {column: stated[column].qualifier for column in figures}


FORM = Form("site_reports", (SITE_ID, AS_OF, AS_OF_PRECISION, *_FIGURES, _FREE, SOURCE, NOTE), judge)
