"""The snapshots that stand ready: made once, at one address everywhere, and not again when one was withdrawn."""

import re
from html import unescape

import pypdfium2
from flask.testing import FlaskClient
from sqlalchemy import create_engine, pool, text

from geodata.server.logins import Addresses
from scripts import shipped_snapshots
from scripts.snapshot import withdrawn
from tests.conftest import Make

FACTSHEET, SITUATION = "DTM-2017-03-30-factsh1", "DTM-2017-04-04-snapsh1"
ANALYSIS = "DTM-2017-04-03-analys1"


def copied(client: FlaskClient, token: str, lang: str) -> str:
    answer = client.get(f"/s/{token}.pdf?lang={lang}")
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    with pypdfium2.PdfDocument(answer.data) as document:
        assert len(document) == 1
        return " ".join(str(document[0].get_textpage().get_text_range()).split())


def test_three_stand_ready_once_and_stay_away_when_withdrawn(make_app: Make, fresh_database: Addresses) -> None:
    assert shipped_snapshots.make(fresh_database) == [FACTSHEET, ANALYSIS, SITUATION]
    assert shipped_snapshots.make(fresh_database) == []
    client = make_app(fresh_database, role="public", webmap_page_cache_mb=0).test_client()
    for lang, title in (("en", "Factsheet, 30 March 2017"), ("ar", "لقطة الوضع، 4 نيسان 2017")):
        assert title in client.get(f"/snapshots?lang={lang}").text
    assert '<h1 dir="auto">صحيفة وقائع، 30 آذار 2017</h1>' in client.get(f"/s/{FACTSHEET}?lang=ar").text
    said = copied(client, FACTSHEET, "en")
    for part in ("Factsheet, 30 March 2017", "≈287,000 Displaced now", "it is not a product of IOM", FACTSHEET):
        assert part in said, part
    assert "304,152" in copied(client, SITUATION, "ar")
    changed = unescape(client.get(f"/s/{SITUATION}?lang=en").text).split("What changed since")[1].split("</section>")[0]
    assert re.search(r"304,152 on 4.Apr.2017, .?≈287,000.? on 30.Mar.2017", changed), changed
    assert re.search(r"Figures known now and not before: [^<]*Qayyarah Jad'ah.5", changed), changed
    for width, scale in ((640, 1), (1200, 2), (1600, 2)):
        png = client.get(f"/s/{SITUATION}/situation.png?lang=ar&size={width}&scale={scale}").data
        assert int.from_bytes(png[16:20]) == width * scale
    assert client.get(f"/s/{SITUATION}/situation.svg?lang=ar").content_type.startswith("image/svg+xml")
    assert client.get(f"/s/{SITUATION}/situation.png?size=641").status_code == 400
    for road in ("south", "east", "north"):
        assert client.get(f"/s/{ANALYSIS}/analysis-{road}.pdf?lang=ar").content_type == "application/pdf"
    assert "15,600" in client.get(f"/s/{ANALYSIS}/analysis-south.html?lang=ar").text
    kept = "SELECT sum(octet_length(bytes)) FROM ninewa.frozen_bytes"
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).connect() as connection:
        assert connection.execute(text(kept)).scalar_one() < 42_000_000

    withdrawn(fresh_database.owner, FACTSHEET, "not wanted here", None)
    assert shipped_snapshots.make(fresh_database) == []
    for path in (f"/s/{FACTSHEET}.pdf", f"/s/{FACTSHEET}/situation.png", f"/s/{FACTSHEET}/situation.svg"):
        assert client.get(path).status_code == 410, path
    assert "Factsheet, 30 March 2017" not in client.get("/snapshots?lang=en").text
