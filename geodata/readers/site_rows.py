"""Rows of `sites`: a site's name, kind, place and days."""

import re
from dataclasses import dataclass
from datetime import date

from geodata.readers.cells import text_of, word_of
from geodata.readers.columns import SITE_ID, SOURCE, Column, Form, Item, Stored
from geodata.readers.days import day_of
from geodata.readers.known import Known
from geodata.readers.positions import Position, position_of
from geodata.readers.row_problems import TableRow
from geodata.readers.site_ids import new_slug
from geodata.rules.dates import StatedDay
from geodata.rules.names import fold
from geodata.tables import FREQUENCIES, SITE_STATUSES, SITE_TYPES
from geodata.tables import site as table

_ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f]")
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

# As an adjective and as an adverb, in each spelling of its ending.
FREQUENCY_LABELS = {
    word + ending: code
    for word, code in (("يومي", "daily"), ("أسبوعي", "weekly"), ("شهري", "monthly"))
    for ending in ("", "ا", "ًا", "اً")
}


@dataclass(frozen=True, slots=True)
class Site(Item):
    """A site that may enter; None: the file says nothing of it, and what is known already stays."""

    site_id: str
    name: str
    name_ar: str | None
    type: str | None
    status: str | None
    position: Position | None
    agency: str | None
    opened_on: StatedDay | None
    closed_on: StatedDay | None
    frequency: str | None
    sensitivity: str | None
    source: str | None

    @property
    def key(self) -> tuple[str, ...]:
        return (self.site_id,)

    @property
    def stored(self) -> dict[str, Stored]:
        at, opened, closed = self.position, self.opened_on, self.closed_on
        return {
            "site_id": self.site_id,
            "name": self.name,
            "name_folded": fold(self.name),
            "name_ar": self.name_ar,
            "name_ar_folded": fold(self.name_ar) if self.name_ar else None,
            "type": self.type,
            "status": self.status,
            "lon": at.lon if at else None,
            "lat": at.lat if at else None,
            "precision": at.precision if at else None,
            "agency": self.agency,
            "opened_on": opened.day if opened else None,
            "opened_on_precision": opened.precision if opened else None,
            "closed_on": closed.day if closed else None,
            "closed_on_precision": closed.precision if closed else None,
            "frequency": self.frequency,
            "sensitivity": self.sensitivity,
            "source": self.source,
        }


def judge(row: TableRow, known: Known, today: date) -> Site | None:
    """The site of a row; None when something in it is wrong (the row's problems say what)."""
    site_id = new_slug(row)
    site = Site(
        row=row.number,
        site_id=site_id or "",
        name=text_of(row, "name", 200) or "",
        name_ar=_in_arabic(row),
        type=word_of(row, "type", SITE_TYPES, TYPE_LABELS),
        status=word_of(row, "status", SITE_STATUSES, STATUS_LABELS),
        position=position_of(row),
        agency=text_of(row, "agency", 200),
        opened_on=day_of(row, "opened_on", None),
        closed_on=day_of(row, "closed_on", None),
        frequency=word_of(row, "frequency", FREQUENCIES, FREQUENCY_LABELS),
        sensitivity=word_of(row, "sensitivity", SENSITIVITIES, {}),
        source=text_of(row, "source", 500),
    )
    _compare(row, site, known, today)
    return None if row.is_rejected else site


def _in_arabic(row: TableRow) -> str | None:
    """The Arabic name; a copy of the Latin one is none, and pages mark it as missing."""
    name = text_of(row, "name_ar", 200)
    if name is None or _ARABIC.search(name):
        return name
    row.warning("name_ar", "not_in_arabic")
    return None


def _compare(row: TableRow, site: Site, known: Known, today: date) -> None:
    if not (site.name or row.is_wrong("name")):
        row.error("name", "needed_name")
    if site.opened_on and site.closed_on and site.closed_on.day < site.opened_on.day:
        row.error("closed_on", "closed_before_opened")
    if site.closed_on and site.closed_on.day > today:
        row.warning("closed_on", "closing_ahead")
    if site.status == "closed" and site.closed_on is None and not row.cell("closed_on"):
        code = "closed_without_day" if site.site_id in known.sites else "new_closed_without_day"
        row.warning("closed_on", code, today=today.isoformat())
    if not site.site_id or site.site_id in known.sites:
        return
    if not table.c.type.nullable and site.type is None and not row.is_wrong("type"):
        row.error("type", "needed_type", words=", ".join(SITE_TYPES))
    if same := known.named(site.name):
        row.warning("name", "known_name", site_id=site.site_id, known=same)


FORM = Form(
    "sites",
    (
        SITE_ID,
        Column("name", "site name;camp name;name en;الاسم;اسم الموقع;اسم المخيم;#loc+camp+name;#loc+name", needed=True),
        Column("name_ar", "arabic name;name arabic;الاسم العربي;الاسم بالعربية"),
        Column("type", "site type;النوع;نوع الموقع;#loc+type"),
        Column("status", "الحالة;حالة الموقع;#status"),
        Column("lat", "latitude;y;خط العرض;#geo+lat"),
        Column("lon", "longitude;long;lng;x;خط الطول;#geo+lon"),
        Column("position", "gps;geolocation;coordinates;gps coordinates;geopoint;lat lon;الإحداثيات;#geo+coord"),
        Column("agency", "managing agency;camp management;الجهة;الجهة المشرفة;إدارة المخيم;#org+name"),
        Column("opened_on", "opened;opening date;date opened;تاريخ الافتتاح;#date+start", dated=True),
        Column("closed_on", "closed;closing date;date closed;تاريخ الإغلاق;#date+end", dated=True),
        Column("frequency", "reporting frequency;reports;تواتر الإبلاغ;دورية التقارير"),
        Column("sensitivity", "الحساسية"),
        SOURCE,
    ),
    judge,
)
