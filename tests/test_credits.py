"""Sources and licences: every cited source with what rests on it, the base map's notices, the software."""

import csv
import io
import re

from flask.testing import FlaskClient
from sqlalchemy import Connection, text


def test_notices_that_licences_ask_for(client: FlaskClient) -> None:
    body = client.get("/credits?lang=en").get_data(as_text=True)
    for notice in (
        "Natural Earth",
        "GNU Lesser General Public License, version 3 or later",
        "CC BY 4.0",
        "OpenStreetMap contributors",
        "BSD-2-Clause",
        "under the MIT licence",
        "do not imply endorsement",
        "our own transliteration",
    ):
        assert notice in body, notice


def test_no_arabic_is_said_to_be_english_and_each_licence_is(client: FlaskClient) -> None:
    body = client.get("/credits?lang=ar").get_data(as_text=True)
    assert re.findall(r'lang="en"[^>]*>[^<]*[\u0600-\u06ff][^<]*<', body) == []
    for licence in ("LGPL-3.0-or-later", "CC BY 4.0", "ODbL 1.0"):
        assert f'<bdi lang="en">{licence}</bdi>' in body


def test_every_cited_source_is_listed_with_its_facts(client: FlaskClient, app_db: Connection) -> None:
    body = client.get("/credits.csv").get_data(as_text=True).removeprefix("\ufeff")
    listed = {row["title"]: int(row["facts"]) for row in csv.DictReader(io.StringIO(body))}
    cited = app_db.scalars(
        text(
            "SELECT title FROM sources WHERE source_id IN (SELECT source_id FROM figures"
            " UNION SELECT source_id FROM sites UNION SELECT source_id FROM flows"
            " UNION SELECT source_id FROM site_reports"
            " UNION SELECT source_id FROM corridors UNION SELECT source_id FROM service_points"
            " UNION SELECT source_id FROM service_reports)"
        )
    )
    assert set(cited) <= set(listed)
    assert min(listed.values()) >= 1


def test_the_public_sees_the_credits(public_client: FlaskClient) -> None:
    assert public_client.get("/credits?lang=ar").status_code == 200
