"""Each kind of what a snapshot leaves out is told: rows hidden, positions rounded, counts withheld, whole columns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text

from geodata.server.logins import Addresses
from tests.conftest import Make
from tests.signed_in import add_account, as_owner, signed_in
from tests.test_snapshot_drafts import EN, freeze
from webmap.snapshots.drafts.compared import sentences
from webmap.snapshots.drafts.left_out import left_out
from webmap.words.i18n import speaking

LEVELS = {"haj-ali": "moderate", "qaymawa": "high", "essian": "severe"}


@pytest.fixture
def app(make_app: Make, fresh_database: Addresses) -> Iterator[Flask]:
    made = make_app(fresh_database, role="public")
    yield made
    made.extensions["painter"].stop()


def test_each_kind_of_what_is_left_out_is_told() -> None:
    exact = b"site_id,name,families,lat,lon,note,public\r\na,A,8,36.12345,43.5,n,x\r\nb,B,900,36.2,43.6,n,x\r\n"
    exact += b"c,C,10,36.3,43.7,,x\r\nd,D,7,36.4,43.8,,\r\n"
    frozen = b"site_id,name,families,lat,lon,note,withheld\r\na,A,,36.12,43.5,,families\r\nb,B,,,,n,\r\n"
    frozen += b"c,C,11,36.3,43.7,,\r\n"
    found = left_out("sites", exact, frozen, "en")
    assert found.hidden == {"d": "D"}
    assert found.rounded == {"a": "A"}
    assert found.unplaced == {"b": "B"}
    assert (found.withheld, found.emptied, found.otherwise) == (
        {"families": 1},
        {"note": 1, "families": 1},
        {"families": 1},
    )
    assert found.never == ("public",)
    assert not left_out("sites", frozen, frozen, "en").hidden
    columns = b"flow_id,from,to,period_end,from_ar,to_ar\r\n"
    moved = columns + "1,X,Y,2017-04-01,س,\r\n".encode()
    assert left_out("movements", moved, columns, "en").hidden == {"1": "X → Y, 2017-04-01"}
    assert left_out("movements", moved, columns, "ar").hidden == {"1": "س ← Y، 2017-04-01"}, "read from the right"


def test_what_is_called_alike_is_named_once() -> None:
    """Two movements of one day between the same ends are two rows, which nobody tells apart by their names."""
    columns = b"flow_id,from,to,period_end\r\n"
    moved = columns + b"".join(b"%d,X,Y,2017-04-01\r\n" % one for one in (1, 2)) + b"3,X,Z,2017-04-01\r\n"
    with speaking("en"):
        (told,) = sentences(left_out("movements", moved, columns, "en"), {}, {})
    told = told.replace("\u2068", "").replace("\u2069", "")
    assert told.startswith("3 are not shown (")
    assert told.endswith("): X → Y, 2017-04-01 (2), X → Z, 2017-04-01")


def test_it_names_what_is_restricted_rounded_and_withheld(app: Flask, fresh_database: Addresses) -> None:
    """Of sites that are low, moderate, high and severe; exact values are not repeated. What ships is all low."""
    planner = signed_in(app, fresh_database, add_account(fresh_database, "Lana", "planner"))
    page = planner.get(freeze(planner), headers=EN).text.partition('id="left-out"')[2]
    assert (page.count("Nothing: the public sees what you see."), "not shown" in page) == (2, False)
    with as_owner(fresh_database) as connection:
        for site, level in LEVELS.items():
            change = text("UPDATE ninewa.site SET sensitivity = :level WHERE site_id = :site")
            connection.execute(change, {"level": level, "site": site})
        connection.exec_driver_sql(
            "INSERT INTO site_report (site_id, as_of, families, plots_ready, plots_occupied, source_id)"
            " SELECT site_id, '2017-04-03', 7, 600, 500, 1 FROM site WHERE site_id = 'haj-ali'"
        )
    path = freeze(planner)
    page = planner.get(path, headers=EN).text
    told = page.partition('id="left-out"')[2].replace("\u2068", "").replace("\u2069", "")
    assert "1 is not shown (restricted: its name is not public either): Essian" in told
    assert "1 position is rounded to about 1 km: Haj Ali" in told
    assert "1 position is not shown: Qaymawa" in told
    assert "Withheld, because a count is under 10 or would give one away: Families (1)" in told
    assert "Columns of your file that the public one does not have: public" in told
    assert "2 are not shown (high sensitivity): Qaymawa camp → Mosul city and Telkaif" in told
    assert "The data was changed since" not in told
    assert "Essian" not in page.partition('id="left-out"')[0]
    with as_owner(fresh_database) as connection:
        connection.exec_driver_sql("UPDATE site SET agency = 'another'")
    assert "The data was changed since" in planner.get(path, headers=EN).text
    arabic = planner.get(f"{path}?lang=ar").text.partition('id="left-out"')[2]
    assert ("الحاج علي" in arabic, "Haj Ali" in arabic) == (True, False)
