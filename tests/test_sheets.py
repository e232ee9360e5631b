"""Sheets of paper: what stands in them for whom, copied as it was written, of the same bytes each time."""

import html
import re
import unicodedata
from collections.abc import Iterator
from datetime import date

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, pool, text

from geodata.server.logins import Addresses
from tests.conftest import Make
from webmap.db import acting, reading
from webmap.headlines import displaced
from webmap.painting.typeset import sheet
from webmap.person import PUBLIC
from webmap.sheets.changing import since_the_last
from webmap.words.i18n import speaking

FACTSHEET, SNAPSHOT = "at=2017-03-30", "at=2017-04-04"
A4_POINTS = (595, 842)
HOSTILE = "A${window.x=1}<img src=x onerror=window.x=1></script> #panic(1) $x$ `raw` *bold*"


@pytest.fixture(autouse=True)
def _no_process_is_left(app: Flask, public_app: Flask) -> Iterator[None]:
    yield
    for one in (app, public_app):
        one.extensions["painter"].stop()


def copied(pdf: bytes) -> str:
    """Its one page, as Chromium's own reader copies it, without signs that nobody sees."""
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
        page = document[0]
        assert tuple(round(side) for side in page.get_size()) == A4_POINTS
        words = page.get_textpage().get_text_range()
    return " ".join(re.sub("[\u2066-\u2069\ufffe]", "", words).split())


@pytest.mark.parametrize("page", ["/", "/displacement"])
def test_the_page_of_a_day_leads_to_its_factsheet(client: FlaskClient, page: str) -> None:
    shown = html.unescape(client.get(f"{page}?{FACTSHEET}&lang=ar").text)
    (there,) = set(re.findall(r'href="(/factsheet\.pdf[^"]*)"', shown))
    assert FACTSHEET in there
    assert "lang=ar" in there


def test_the_factsheet_of_30_march_tells_its_figures_with_their_changes_days_and_sources(client: FlaskClient) -> None:
    answer = client.get(f"/factsheet.pdf?{FACTSHEET}&lang=en")
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="factsheet-2017-03-30.pdf"'
    said = copied(answer.data)
    for part in (
        "Displacement by the Mosul operation, 30 March 2017",
        "Period: 17 October 2016 – 30 March 2017",
        "≈287,000 Displaced now stock IOM DTM, 30 Mar 2017",
        "367,000+ Ever displaced running total",
        "80,000+ Returned",
        "≥ +8,126 since 19 Mar 2017",
        "In camps and emergency sites ≈85%",
        "OCHA, 31 Jan 2017 · older than 31 days",
        "Hammam al-Alil to Nargizlia 2",
        "Sources",
        "Boundaries and names do not imply endorsement",
    ):
        assert part in said, part
    # Nothing that was learnt later.
    assert "304," not in said


def test_arabic_is_copied_in_the_order_in_which_it_is_read(client: FlaskClient) -> None:
    said = copied(client.get(f"/factsheet.pdf?{SNAPSHOT}&lang=ar").data)
    for part in (
        "النزوح بسبب عملية الموصل، 4 نيسان 2017",
        "تشرين الأول",  # lam-alef, which most makers of PDF copy in the wrong order
        "304,152 نازحون الآن رصيد",
        "لا تغير يتجاوز التقريب منذ 29 آذار 2017",
        "في المخيمات ومواقع الطوارئ",
        "غير المعروف ليس صفرا",
    ):
        assert part in said, part
    assert unicodedata.normalize("NFKC", said).count("لا") == said.count("لا") > 3


def test_a_sheet_is_tagged_names_itself_and_is_made_of_the_same_bytes_each_time(
    make_app: Make, urls: Addresses
) -> None:
    made = []
    for order in (("en", "ar"), ("ar", "en")):
        app = make_app(urls)
        made.append({lang: app.test_client().get(f"/factsheet.pdf?{SNAPSHOT}&lang={lang}").data for lang in order})
        app.extensions["painter"].stop()
    assert made[0] == made[1]
    with pypdfium2.PdfDocument(made[0]["ar"]) as document:
        assert document.is_tagged()
        assert document.get_metadata_value("Title") == "النزوح بسبب عملية الموصل، 4 نيسان 2017"
    assert b"pdfuaid" in made[0]["en"]


def test_of_a_day_before_everything_it_says_that_nothing_is_known(client: FlaskClient) -> None:
    said = copied(client.get("/factsheet.pdf?at=2016-10-17&lang=en").data)
    assert "Unknown: nobody had published a figure by this day." in said
    assert "Unknown: nobody had published a share by this day." in said


@pytest.mark.parametrize(("width", "scale"), [(640, 1), (1200, 2), (1600, 1)])
def test_its_picture_twin_has_the_width_that_was_asked_for(client: FlaskClient, width: int, scale: int) -> None:
    png = client.get(f"/factsheet.png?{SNAPSHOT}&lang=ar&size={width}&scale={scale}").data
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png[16:20]) == width * scale
    svg = client.get(f"/factsheet.svg?{SNAPSHOT}&lang=ar&size={width}")
    assert "<title>النزوح بسبب عملية الموصل، 4 نيسان 2017</title>" in svg.text
    assert "img-src data:" in svg.headers["Content-Security-Policy"]
    assert not re.search(r'(?:href|src)="(?!data:|#)', svg.text)


@pytest.mark.parametrize(("asked", "names"), [("size=700", "size"), ("size=640&scale=3", "scale")])
def test_other_sizes_are_refused_by_name(client: FlaskClient, asked: str, names: str) -> None:
    answer = client.get(f"/factsheet.png?{SNAPSHOT}&{asked}")
    assert (answer.status_code, (answer.json or {}).get("parameter")) == (400, names)


def test_what_somebody_wrote_is_text_and_what_is_not_public_is_absent(
    make_app: Make, fresh_database: Addresses
) -> None:
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        renamed = "UPDATE ninewa.place_name SET name = :name WHERE name = 'Hammam al-Alil 1'"
        assert connection.execute(text(renamed), {"name": HOSTILE}).rowcount
        connection.execute(text("UPDATE ninewa.site SET sensitivity = 'severe' WHERE site_id = 'hammam-al-alil-1'"))
    exact, public = make_app(fresh_database), make_app(fresh_database, role="public")
    asked = f"/factsheet.pdf?{FACTSHEET}&lang=en"
    try:
        assert "A${window.x=1}<img src=x onerror" in copied(exact.test_client().get(asked).data)
        told = copied(public.test_client().get(asked).data)
        assert "A${window" not in told
        assert "Unknown: in the last 31 days people were counted at no site, families at most." in told
    finally:
        for one in (exact, public):
            one.extensions["painter"].stop()


def test_letters_that_no_font_of_ours_has_keep_nobody_from_the_sheet() -> None:
    asked = {
        "form": "factsheet",
        "as": "pdf",
        "day": 0,
        "pictures": {"map": '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'},
        "told": _told("營地 \u0915"),
    }
    assert sheet(asked).startswith(b"%PDF")


@pytest.mark.parametrize("site_id", ["hammam-al-alil-1", "hasansham-u3", "qayyarah-airstrip"])
def test_each_site_stands_on_one_page_that_tells_what_its_page_tells(client: FlaskClient, site_id: str) -> None:
    page = client.get(f"/sites/{site_id}?{SNAPSHOT}&lang=en").text
    assert f"/sites/{site_id}/sheet.pdf?" in page
    said = copied(client.get(f"/sites/{site_id}/sheet.pdf?{SNAPSHOT}&lang=en").data)
    for part in ("4 April 2017", "From plan to free place", "What it lacks", "Services", "Sources", "not stated"):
        assert part in said, part
    arabic = copied(client.get(f"/sites/{site_id}/sheet.pdf?{SNAPSHOT}&lang=ar").data)
    assert "من التخطيط إلى المكان الشاغر" in arabic


def test_there_is_no_sheet_of_a_site_that_nobody_knows(client: FlaskClient) -> None:
    assert client.get(f"/sites/nowhere/sheet.pdf?{SNAPSHOT}").status_code == 404


def test_a_change_is_as_exact_as_its_figures_are(app: Flask) -> None:
    databases = app.extensions["databases"]
    with app.app_context(), acting(databases, PUBLIC), reading() as connection, speaking("en"):
        numbers = displaced.numbers(connection, date(2017, 4, 4))
        said = [since_the_last(connection, one, numbers.provider) for one in numbers.triple]
    assert said[0] == "\u2066+1,722\u2069 since 2 Apr 2017"
    assert said[1] == "no change beyond the rounding since 29 Mar 2017"


def _told(title: str) -> dict[str, object]:
    lists = ("figures", "shares", "by_type", "by_district", "movements", "crowded", "notes", "sources")
    words = ("product", "kind", "moment", "made", "address", "map_alt", "boundaries", "licence", "figures_title")
    more = ("exercise", "note", "figures_note", "movements_aside")
    said = (
        "sources no_figure shares no_share by_type by_district counted no_site movements no_movement crowded no_count"
        " way site people when"
    )
    return {
        "lang": "en",
        "rtl": False,
        "title": title,
        **{key: [] for key in lists},
        **dict.fromkeys((*words, *more), title),
        "say": dict.fromkeys(said.split(), title),
    }
