"""What of a layer a snapshot leaves out: its frozen file beside the same file as people who plan read it.

Both are files of one statement, one day and one moment of knowledge, so that whatever the public form hides, rounds,
withholds or empties is told, in whichever column, without a second list of what that may be.
"""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from webmap.words.i18n import direction

# The column that names a row in the file of each layer, and those that people know it by.
KEYS = {
    "sites": "site_id",
    "movements": "flow_id",
    "corridors": "corridor_id",
    "communities": "community_id",
    "services": "service_id",
}
NAMED_BY = {"movements": {"ltr": "{from} → {to}, {period_end}", "rtl": "{from} ← {to}، {period_end}"}}
WITHHELD = "withheld"
Row = Mapping[str, str]


@dataclass
class LeftOut:
    """Rows are told as id and name. `hidden`: not in the file at all. `rounded`: with a coarser position. `unplaced`:
    without the position that they have. How many cells of each column are `withheld`, as counts under 10 are, `emptied`
    for another reason, or say `otherwise`. `never`: columns that the public file does not have."""

    hidden: dict[str, str] = field(default_factory=dict)
    rounded: dict[str, str] = field(default_factory=dict)
    unplaced: dict[str, str] = field(default_factory=dict)
    withheld: Counter[str] = field(default_factory=Counter)
    emptied: Counter[str] = field(default_factory=Counter)
    otherwise: Counter[str] = field(default_factory=Counter)
    never: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        rows = self.hidden or self.rounded or self.unplaced
        return bool(rows or self.withheld or self.emptied or self.otherwise or self.never)


def left_out(layer: str, exact: bytes, frozen: bytes, lang: str) -> LeftOut:
    """Of the files of one layer: as people read it, and as it was frozen; rows are named in the language `lang`."""
    (exact_columns, there), (columns, public) = _read(layer, exact), _read(layer, frozen)
    found = LeftOut(never=tuple(one for one in exact_columns if one not in columns and one != WITHHELD))
    for key, row in there.items():
        name = _name(layer, row, lang)
        if key not in public:
            found.hidden[key] = name
        else:
            _compare(found, key, name, row, public[key])
    return found


def _compare(found: LeftOut, key: str, name: str, row: Row, public: Row) -> None:
    withheld = public.get(WITHHELD, "").split()
    found.withheld.update(withheld)
    for column, said in public.items():
        if column in withheld or column == WITHHELD or said == (was := row.get(column, "")):
            continue
        if _is_position(column):
            (found.rounded if said else found.unplaced)[key] = name
        elif was and not said:
            found.emptied[column] += 1
        else:
            found.otherwise[column] += 1


def _is_position(column: str) -> bool:
    return column.rpartition("_")[2] in ("lat", "lon")


def _name(layer: str, row: Row, lang: str) -> str:
    spoken = {column: row.get(f"{column}_{lang}") or said for column, said in row.items()}
    form = NAMED_BY[layer][direction(lang)] if layer in NAMED_BY else "{name}"
    return form.format_map(defaultdict(str, spoken))


def _read(layer: str, contents: bytes) -> tuple[list[str], dict[str, Row]]:
    """The columns of a file, and its rows by their ids."""
    reader = csv.DictReader(io.StringIO(contents.decode("utf-8-sig"), newline=""))
    rows: dict[str, Row] = {row[KEYS[layer]]: row for row in reader}
    return list(reader.fieldnames or ()), rows
