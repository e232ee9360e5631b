"""The columns of each kind of file, and every label under which a header may name them."""

import difflib
import re
import unicodedata
from dataclasses import dataclass

FIGURES = (
    "plots_planned",
    "plots_prepared",
    "plots_ready",
    "plots_occupied",
    "plots_reserved",
    "families",
    "individuals",
    "families_waiting",
)


@dataclass(frozen=True)
class Kind:
    """`needed`: columns without which no row of the file can be used. `summed`: whole numbers that may be added up."""

    name: str
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    summed: tuple[str, ...] = ()


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "sites",
            (
                "site_id",
                "name",
                "name_ar",
                "type",
                "status",
                "lat",
                "lon",
                "agency",
                "opened_on",
                "closed_on",
                "sensitivity",
                "source",
            ),
            ("site_id", "name"),
        ),
        Kind("site_reports", ("site_id", "as_of", *FIGURES, "source", "note"), ("site_id", "as_of"), FIGURES),
        Kind(
            "service_reports",
            ("site_id", "as_of", "indicator", "value", "unit", "qualifier", "source", "note"),
            ("site_id", "as_of", "indicator"),
        ),
    )
}
LATER_KINDS = ("communities", "activities", "flows", "figures", "locations")

# English labels as forms print them and the Arabic ones of our own pages; folded by `folded` before they are compared.
_LABELS = {
    "site_id": "site id;site;site code;camp;camp id;id;رمز الموقع;معرف الموقع;الموقع;المخيم;#loc+camp+code;#loc+code",
    "name": "site name;camp name;name en;الاسم;اسم الموقع;اسم المخيم;#loc+camp+name;#loc+name",
    "name_ar": "arabic name;name arabic;الاسم العربي;الاسم بالعربية",
    "type": "site type;النوع;نوع الموقع;#loc+type",
    "status": "الحالة;حالة الموقع;#status",
    "lat": "latitude;y;خط العرض;#geo+lat",
    "lon": "longitude;long;lng;x;خط الطول;#geo+lon",
    "agency": "managing agency;camp management;الجهة;الجهة المشرفة;إدارة المخيم;#org+name",
    "opened_on": "opened;opening date;date opened;تاريخ الافتتاح;#date+start",
    "closed_on": "closed;closing date;date closed;تاريخ الإغلاق;#date+end",
    "sensitivity": "الحساسية",
    "source": "المصدر;#meta+source",
    "as_of": "date;day;as of date;report date;التاريخ;اليوم;تاريخ التقرير;#date+reported",
    "plots_planned": "planned;planned plots;القطع المخططة;المخططة;مخططة;#capacity+plots+planned",
    "plots_prepared": "prepared;prepared plots;القطع المهيأة;المهيأة;مهيأة",
    "plots_ready": "ready;ready plots;plots total;total plots;القطع الجاهزة;الجاهزة;جاهزة;#capacity+plots+total",
    "plots_occupied": "occupied;occupied plots;القطع المشغولة;المشغولة;مشغولة;#capacity+plots+occupied",
    "plots_reserved": "reserved;reserved plots;القطع المحجوزة;المحجوزة;محجوزة",
    "families": "households;hh;total families;العائلات;الأسر;عدد العائلات;عدد الأسر;#affected+hh+idps",
    "individuals": "people;persons;total individuals;الأفراد;الأشخاص;عدد الأفراد;عدد الأشخاص;#affected+ind+idps",
    "families_waiting": "waiting;families awaiting;العائلات المنتظرة;عائلات بالانتظار;#inneed+hh+shelter",
    "note": "notes;remark;remarks;comment;comments;ملاحظة;ملاحظات;الملاحظات;#meta+comment",
    "indicator": "المؤشر;#indicator+name",
    "value": "القيمة;العدد;#indicator+value",
    "unit": "units;الوحدة",
    "qualifier": "الدقة;الوصف",
}


def folded(label: str) -> str:
    """A header label with the differences of spelling taken out: case, blanks, marks, Arabic letter variants."""
    text = unicodedata.normalize("NFKC", label).casefold()
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Mn"))
    text = text.replace("ـ", "").translate(str.maketrans("أإآىة", "اااي\u0647")).strip("*: \t")
    if text.startswith("#"):
        return "#" + "+".join(sorted(re.split(r"[\s+]+", text[1:].strip())))
    return " ".join(re.sub(r"[\s_.\-/()]+", " ", text).split())


_COLUMN_OF = {folded(column): column for column in _LABELS} | {
    folded(label): column for column, labels in _LABELS.items() for label in labels.split(";")
}


def column_of(label: str, kind: Kind) -> str | None:
    """The column that a label of the header names in this kind of file; None when it is none of them."""
    column = _COLUMN_OF.get(folded(label))
    return column if column in kind.columns else None


def nearest_column(label: str, kind: Kind) -> str | None:
    """The column that a misspelt label probably means, as a suggestion only."""
    close = difflib.get_close_matches(folded(label).replace(" ", "_"), kind.columns, 1, 0.75)
    return close[0] if close else None
