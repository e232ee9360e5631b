"""What a map of ours says of itself to sites that put addresses into frames: oEmbed 1.0 (https://oembed.com).

Pure: which map an address means, the answer of it, and its XML.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree

from geodata.problems import InvalidData
from webmap.asked.address import COMMON
from webmap.asked.chosen_day import parse_day, parse_known
from webmap.asked.places import box
from webmap.map_of_day.embed_code import frame, frame_size, picture_for
from webmap.words.i18n import offered

PATHS = ("/", "/embed/live")
OF_SNAPSHOT = re.compile(r"/(?:s|embed)/([A-Za-z0-9_-]{22})")
OPTIONS = (*COMMON, "legend", "table", "theme")
CACHE_SECONDS = 24 * 3600
THUMBNAIL = "/embed/live.png"


@dataclass(frozen=True)
class Meant:
    """A live map: `there` is scheme and host, `choices` what its address asks for. `token`: of a snapshot."""

    there: str
    choices: Mapping[str, str]
    token: str = ""

    def address(self, path: str, **more: str) -> str:
        """Whole, of the same map in another form."""
        asked = urlencode({**self.choices, **more}, safe=",:")
        return f"{self.there}{path}?{asked}" if asked else f"{self.there}{path}"


def meant(url: str, there: str) -> Meant | None:
    """Which map an address means; None for all that is not ours, `there`, or could not be shown.

    A path alone is one of ours: pages say it so where nobody has told them under which address they are known.
    """
    try:
        asked, own = urlsplit(url.strip()), urlsplit(there)
    except ValueError:
        return None
    is_ours = (asked.scheme.lower(), asked.netloc.lower()) == (own.scheme, own.netloc.lower())
    is_path = url.startswith("/") and not asked.netloc
    if not (is_ours or is_path):
        return None
    if frozen := OF_SNAPSHOT.fullmatch(asked.path):
        lang = [(name, value) for name, value in parse_qsl(asked.query) if name == "lang" and value in offered()]
        return Meant(there, dict(lang), frozen[1])
    if (asked.path or "/") not in PATHS:
        return None
    choices = {name: value for name, value in parse_qsl(asked.query) if name in OPTIONS}
    return Meant(there, choices) if _can_be_shown(choices) else None


def _can_be_shown(choices: Mapping[str, str]) -> bool:
    try:
        box(choices)
        if "at" in choices:
            parse_day(choices["at"])
        if "known" in choices:
            parse_known(choices["known"])
    except InvalidData:
        return False
    return choices.get("lang", "en") in offered()


def answer(of: Meant, title: str, provider: str, most_width: int | None, most_height: int | None) -> dict[str, Any]:
    """The fields of a `rich` answer; a thumbnail only where one is as small as what is allowed."""
    size = frame_size(most_width, most_height)
    told: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": provider,
        "provider_url": f"{of.there}/",
        "cache_age": CACHE_SECONDS,
        "html": frame(of.address(f"/embed/{of.token or 'live'}"), title, size),
        "width": size.width,
        "height": size.height,
    }
    wide, high = picture_for(size.width)
    if wide <= (most_width or wide) and high <= (most_height or high):
        found = of.address(f"/s/{of.token}/map-{wide}.png") if of.token else of.address(THUMBNAIL, size=str(wide))
        told |= {"thumbnail_url": found, "thumbnail_width": wide, "thumbnail_height": high}
    return told


def as_xml(told: Mapping[str, Any]) -> bytes:
    root = ElementTree.Element("oembed")
    for name, value in told.items():
        ElementTree.SubElement(root, name).text = str(value)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
