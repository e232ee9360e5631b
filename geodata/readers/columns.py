"""The columns of files: their names, every label under which a header may name them, and the forms they make up.

Labels are those that forms print in English and those of our own pages in Arabic, and HXL tags.
"""

import difflib
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache

from geodata.readers.known import Known
from geodata.readers.row_problems import TableRow

# A form names the parts of a point by its question: _GPS_latitude, gps-Latitude, _x_longitude.
_PART_OF_A_POINT = re.compile(r"[_\-:](latitude|longitude)$", re.IGNORECASE)

Stored = str | int | float | Decimal | date | list[str] | None


@dataclass(frozen=True)
class Column:
    """`labels`: other names of it, parted by `;`. `needed`: without it no row can be used. `summed`: can be added.

    `dated`: holds days. `asked_for`: whether a template asks for it: not where other columns tell it as well.
    """

    name: str
    labels: str = ""
    needed: bool = False
    summed: bool = False
    dated: bool = False
    asked_for: bool = True


SITE_ID = Column(
    "site_id",
    "site id;site;site code;camp;camp id;id;رمز الموقع;معرف الموقع;الموقع;المخيم;#loc+camp+code;#loc+code",
    needed=True,
)
AS_OF = Column(
    "as_of", "date;day;as of date;report date;التاريخ;اليوم;تاريخ التقرير;#date+reported", needed=True, dated=True
)
AS_OF_PRECISION = Column("as_of_precision", asked_for=False)
SOURCE = Column("source", "المصدر;#meta+source")
NOTE = Column("note", "notes;remark;remarks;comment;comments;ملاحظة;ملاحظات;الملاحظات;#meta+comment")


@dataclass(frozen=True, slots=True)
class Item(ABC):
    """A row that may enter; `row` as in the file."""

    row: int

    @property
    @abstractmethod
    def key(self) -> tuple[str, ...]:
        """What it is about: two rows of a file about the same repeat or contradict one another."""

    @property
    def day(self) -> str | None:
        """The day, month or year that its figures are of, as it was stated; None: it has no figures to be added."""
        return None

    @property
    def summed(self) -> dict[str, int]:
        """Its figures in the columns that may be added up."""
        return {}

    @property
    @abstractmethod
    def stored(self) -> dict[str, Stored]:
        """What it says, by the columns that it is staged in (geodata/imports/<kind>/staged.sql)."""

    @property
    def content(self) -> str:
        """All that it says, wherever it stands."""
        return repr(replace(self, row=0))


@dataclass(frozen=True)
class Form:
    """What files of a kind look like, and who judges their rows."""

    name: str
    columns: tuple[Column, ...]
    judge: Callable[[TableRow, Known, date], Item | None]

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.asked_for)

    @cached_property
    def needed(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.needed)

    @cached_property
    def summed(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.summed)

    @cached_property
    def dated(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.dated)

    @cached_property
    def _by_label(self) -> dict[str, str]:
        return {
            folded(label): column.name
            for column in self.columns
            for label in (column.name, *column.labels.split(";"))
            if label
        }

    def column_of(self, label: str) -> str | None:
        """The column that a label of a header names, also behind the groups of a form; None when it is none of them."""
        found = self._by_label.get(folded(label)) or self._by_label.get(folded(label.rpartition("/")[2]))
        if found is None and (part := _PART_OF_A_POINT.search(label)):
            found = self._by_label.get(part[1].casefold())
        return found

    def nearest_column(self, label: str) -> str | None:
        """The column that a misspelt label probably means, as a suggestion only."""
        close = difflib.get_close_matches(folded(label).replace(" ", "_"), self.names, 1, 0.75)
        return close[0] if close else None

    def template(self) -> str:
        """An empty CSV: its header."""
        return ",".join(self.names) + "\r\n"


@lru_cache(maxsize=1024)  # ids of sites stand in many rows
def folded(label: str) -> str:
    """A header label with the differences of spelling taken out: case, blanks, marks, Arabic letter variants."""
    text = unicodedata.normalize("NFKC", label).casefold()
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Mn"))
    text = text.replace("ـ", "").translate(str.maketrans("أإآىة", "اااي\u0647")).strip("*: \t")
    if text.startswith("#"):
        return "#" + "+".join(sorted(re.split(r"[\s+]+", text[1:].strip())))
    return " ".join(re.sub(r"[\s_.\-/()]+", " ", text).split())
