"""Alerts for programs: Atom (RFC 4287) and JSON. Open ones alone are entries of the feed."""

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any
from xml.etree import ElementTree as ET

from geodata.rules.alerts import Alert
from geodata.rules.dates import TIME_ZONE
from webmap.layers.sites.alerts import Watched, kind, severity
from webmap.words.i18n import gettext as _
from webmap.words.i18n import without_isolates

ATOM = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
# What XML 1.0 has no way to write.
_UNWRITABLE = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
AddressOf = Callable[[Watched], str]


def identifier(alert: Alert) -> str:
    """The same for as long as it is one alert, in any language."""
    told = "|".join((*alert.key, alert.since.isoformat()))
    return f"urn:sha256:{hashlib.sha256(told.encode()).hexdigest()}"


def atom(found: Sequence[Watched], at: date, lang: str, page: str, address_of: AddressOf) -> bytes:
    """`page`: the address of the page of alerts, with its host, as those that `address_of` makes."""
    root = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": lang})
    _text(root, "title", _("Alerts · Ninewa response map"))
    _text(root, "id", f"urn:sha256:{hashlib.sha256(page.encode()).hexdigest()}")
    ET.SubElement(root, "link", {"href": page})
    _text(root, "updated", _moment(at))
    _text(ET.SubElement(root, "author"), "name", _("Ninewa response map"))
    for one in found:
        if one.known is None:
            entry = ET.SubElement(root, "entry")
            _text(entry, "title", f"{one.row.shown_name}: {kind(one.alert.kind)}")
            _text(entry, "id", identifier(one.alert))
            ET.SubElement(entry, "link", {"href": address_of(one)})
            ET.SubElement(entry, "category", {"term": one.alert.severity, "label": severity(one.alert.severity)})
            _text(entry, "published", _moment(one.alert.since))
            _text(entry, "updated", _moment(one.alert.since))
            _text(entry, "summary", one.sentence)
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _text(parent: ET.Element, name: str, said: str) -> None:
    ET.SubElement(parent, name).text = _UNWRITABLE.sub("", without_isolates(said))


def _moment(when: date) -> str:
    return datetime.combine(when, time.min, TIME_ZONE).isoformat()


def as_json(found: Sequence[Watched], at: date, address_of: AddressOf) -> dict[str, Any]:
    """With those that somebody knows of, who are told by their role alone."""
    return {"at": at.isoformat(), "alerts": [_entry(one, address_of) for one in found]}


def _entry(one: Watched, address_of: AddressOf) -> dict[str, Any]:
    alert, known = one.alert, one.known
    return {
        "id": identifier(alert),
        "site_id": alert.site_id,
        "name": one.row.shown_name,
        "kind": alert.kind,
        "severity": alert.severity,
        "since": alert.since.isoformat(),
        "sentence": one.sentence,
        "address": address_of(one),
        "acknowledged": None
        if known is None
        else {"by": known.account_role, "at": known.acknowledged_at.isoformat(), "note": known.note},
    }
