"""Rows of `sites`: a site's name, kind, place and days."""

from dataclasses import dataclass
from datetime import date

from geodata.readers.cells import text_of, word_of
from geodata.readers.days import day_of
from geodata.readers.known import Known
from geodata.readers.positions import Position, position_of
from geodata.readers.row_problems import TableRow
from geodata.readers.site_ids import new_slug
from geodata.rules.dates import StatedDay
from geodata.tables import SITE_STATUSES, SITE_TYPES
from geodata.tables import site as table

SENSITIVITIES = ("low", "moderate", "high", "severe")
TYPE_LABELS = {
    "مخيم": "camp",
    "موقع طوارئ": "emergency_site",
    "موقع تدقيق أمني": "screening_site",
    "مركز استقبال": "reception_centre",
    "مركز جماعي": "collective_centre",
    "موقع غير رسمي": "informal_site",
    "reception center": "reception_centre",
    "collective center": "collective_centre",
}
STATUS_LABELS = {"مفتوح": "open", "مغلق": "closed", "مخطط له": "planned", "قيد الإنشاء": "under_construction"}


@dataclass(frozen=True)
class Site:
    """A site that may enter; None: the file says nothing of it, and what is known already stays."""

    row: int
    site_id: str
    name: str
    name_ar: str | None
    type: str | None
    status: str | None
    position: Position | None
    agency: str | None
    opened_on: StatedDay | None
    closed_on: StatedDay | None
    sensitivity: str | None
    source: str | None

    @property
    def key(self) -> tuple[str, ...]:
        return (self.site_id,)

    @property
    def summed(self) -> dict[str, int]:
        return {}


def judge(row: TableRow, known: Known, today: date) -> Site | None:
    """The site of a row; None when something in it is wrong (the row's problems say what)."""
    site_id = new_slug(row)
    if not row.cell("name"):
        row.error("name", "needed", "Every site needs a name.")
    site = Site(
        row=row.number,
        site_id=site_id or "",
        name=text_of(row, "name", 200) or "",
        name_ar=text_of(row, "name_ar", 200),
        type=word_of(row, "type", SITE_TYPES, TYPE_LABELS),
        status=word_of(row, "status", SITE_STATUSES, STATUS_LABELS),
        position=position_of(row),
        agency=text_of(row, "agency", 200),
        opened_on=day_of(row, "opened_on", None),
        closed_on=day_of(row, "closed_on", None),
        sensitivity=word_of(row, "sensitivity", SENSITIVITIES, {}),
        source=text_of(row, "source", 500),
    )
    _compare(row, site, known, today)
    return None if row.is_rejected else site


def _compare(row: TableRow, site: Site, known: Known, today: date) -> None:
    if site.opened_on and site.closed_on and site.closed_on.day < site.opened_on.day:
        row.error("closed_on", "closed_before_opened", "The site closes before it opens.", "look for a slip")
    if site.closed_on and site.closed_on.day > today:
        row.warning("closed_on", "future_date", "The site closes on a day that has not come yet.")
    if site.status == "closed" and site.closed_on is None and not row.cell("closed_on"):
        since = "the day its row is of" if site.site_id in known.sites else f"{today}, the day of this import"
        message = f"Since when it is closed is not said: that counts from {since}, until a later report holds people."
        row.warning("closed_on", "closed_without_day", message, "give the day in closed_on")
    if site.site_id not in known.in_arabic and not row.cell("name_ar"):
        row.error("name_ar", "needed", "Every site needs a name that readers of Arabic can read.")
    if not site.site_id or site.site_id in known.sites:
        return
    if not table.c.type.nullable and site.type is None and not row.cell("type"):
        row.error("type", "needed", "A site that is new needs its type.", "one of: " + ", ".join(SITE_TYPES))
    if same := known.named(site.name):
        message = f"The new site {site.site_id} bears the name of {same}: one place may get two ids."
        row.warning("name", "known_name", message, same)
