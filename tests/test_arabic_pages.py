"""Arabic pages say what they say in Arabic, or mark what is English as such; a day's number stays with its month."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

PAGES = (
    *("/", "/?look=road", "/?from=2017-03-28", "/?arrive=36.1676,43.2549:3500", "/sites", "/sites?free=1", "/about"),
    *(f"/sites/{site}" for site in ("qayyarah-airstrip", "jadah-5", "hammam-al-alil-1", "khazer-m1", "bersive-1")),
    *("/corridors", "/corridors/C02", "/corridors/C02/road", "/corridors/C02/analysis", "/communities", "/credits"),
    *("/corridors/trunks/south/analysis", "/communities/rabia", "/communities/mahad", "/displacement", "/embed/live"),
    *("/plan", "/plan?q=Hammam+al-Alil&families=3500", "/plan/nearest?q=Mosul", "/plan/along?corridor=C02"),
    *("/plan/gaps", "/plan/catchments", "/plan/movements", "/plan/changes", "/plan/peacebuilding", "/plan/compare"),
    *("/plan/saturation?site=bersive-1&inflow=1", "/search?q=Mosul", "/print", "/embed/live?table=1"),
)
ALONE = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
NOT_READ = {"script", "style", "code", "pre", "textarea"}
SAID_OF = ("title", "aria-label", "alt", "placeholder")
ISOLATES = re.compile("[\u2066-\u2069]")
ADDRESS = re.compile(r"\w+://\S+|\S+@\S+")
# Three words or more of which one is no name, code or unit: those begin with a capital, or stand alone.
WORD = r"[A-Za-z][A-Za-z'\u2019.-]*"
SENTENCE = re.compile(rf"{WORD}(?:[ ,;:()\d/\u2013-]+{WORD}){{2,}}")
ORDINARY = re.compile(r"\b(?!(?:al|el|and|of|for|with|via|km|px)\b)[a-z]{2,}\b")
NAMES = re.compile("REACH camp profiles|High-resolution Geography Database")
# Of months as they are written out and on labels: the tight ones are a letter and a number.
MONTHS = ("نيسان", "آذار", "شباط", "تشرين", "كانون", "تموز", "آب", "أيلول", "أيار", "حزيران", "ت1", "ت2", "ك1", "ك2")
BROKEN_DAY = re.compile(rf"\b\d{{1,2}} (?:{'|'.join(MONTHS)})\b")


class Arabic(HTMLParser):
    """What of a page is read as Arabic: text and names of things that are under no other language."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = [("", "ar")]
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        lang = told.get("lang") or self.open[-1][1]
        if lang == "ar":
            self.said += [said for name in SAID_OF if (said := told.get(name))]
        if tag not in ALONE:
            self.open.append((tag, lang))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Of pictures, where such an element holds nothing."""

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1 and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open[-1][1] == "ar" and not any(tag in NOT_READ for tag, _lang in self.open):
            self.said.append(data)


@pytest.mark.parametrize("page", PAGES)
def test_what_is_not_arabic_is_marked_and_days_are_not_broken(client: FlaskClient, page: str) -> None:
    """As a planner sees them, who sees remarks of every source."""
    answer = client.get(f"{page}{'&' if '?' in page else '?'}at=2017-04-04&lang=ar")
    assert answer.status_code == 200
    read = Arabic()
    read.feed(answer.text)
    said = [ADDRESS.sub("", ISOLATES.sub("", one)) for one in read.said]
    english = [run for one in said for run in SENTENCE.findall(one) if ORDINARY.search(run) and not NAMES.search(run)]
    assert english == []
    assert [found for one in said for found in BROKEN_DAY.findall(one)] == []
