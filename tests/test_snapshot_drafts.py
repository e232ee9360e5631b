"""People freeze the map they look at, look through what was frozen, and send it on; the database lets nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from geodata.server.logins import Addresses
from tests.conftest import Make
from tests.signed_in import add_account, as_owner, csrf, signed_in
from webmap.snapshots.freezing import freeze as by_script
from webmap.snapshots.frozen import View

EN = {"Accept-Language": "en"}
ASKED: dict[str, Any] = {
    "title": "Around Mosul",
    "at": "2017-04-04",
    "layers": ["sites", "movements"],
    "series": "weekly",
}
HOSTILE = "</title><script>alert(1)</script>\u202eevil"


@pytest.fixture
def app(make_app: Make, fresh_database: Addresses) -> Iterator[Flask]:
    made = make_app(fresh_database, role="public")
    yield made
    made.extensions["painter"].stop()


def person(app: Flask, addresses: Addresses, name: str, role: str = "planner") -> FlaskClient:
    return signed_in(app, addresses, add_account(addresses, name, role, ["haj-ali"] if role == "site_manager" else []))


def send(client: FlaskClient, path: str = "/snapshots/new", **said: Any) -> TestResponse:
    data = {"csrf_token": csrf(client), "lang": "en", **said}
    return client.post(path, data=data, headers=EN)


def freeze(client: FlaskClient, **said: Any) -> str:
    """The address of a new draft."""
    answer = send(client, **{**ASKED, "client_uuid": str(uuid4()), **said})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].partition("?")[0]


def stored(addresses: Addresses, path: str) -> Any:
    with as_owner(addresses) as connection:
        query = text("SELECT * FROM ninewa.snapshot WHERE snapshot_id = :id")
        return connection.execute(query, {"id": path.rpartition("/")[2]}).one()


def files_of(addresses: Addresses, token: str) -> dict[str, bytes]:
    query = """SELECT f.name, b.bytes FROM ninewa.snapshot s JOIN ninewa.snapshot_file f USING (snapshot_id)
        JOIN ninewa.frozen_bytes b USING (sha256) WHERE s.token = :token"""
    with as_owner(addresses) as connection:
        return {one.name: bytes(one.bytes) for one in connection.execute(text(query), {"token": token})}


def test_the_map_leads_to_the_form_with_its_view_and_only_for_who_plans(app: Flask, fresh_database: Addresses) -> None:
    planner = person(app, fresh_database, "Lana")
    view = "at=2017-03-30&layers=sites&bbox=42.8,35.7,43.8,36.8&lang=ar"
    (link,) = re.findall(r'href="(/snapshots/new[^"]*)"', planner.get(f"/?{view}").text)
    form = planner.get(link.replace("&amp;", "&")).text
    for held in ('value="2017-03-30"', 'value="42.8,35.7,43.8,36.8"', 'value="sites" checked', 'lang="ar" dir="rtl"'):
        assert held in form, held
    assert 'value="movements" checked' not in form
    for client in (app.test_client(), person(app, fresh_database, "Sara", "site_manager")):
        assert "/snapshots/new" not in client.get(f"/?{view}").text


def test_what_is_frozen_in_the_browser_is_what_a_script_freezes(app: Flask, fresh_database: Addresses) -> None:
    """By a planner, who reads exact figures, in Arabic: every byte but the moment is the same."""
    with as_owner(fresh_database) as connection:
        connection.exec_driver_sql("UPDATE site SET sensitivity = 'moderate' WHERE site_id = 'haj-ali'")
    planner = person(app, fresh_database, "Lana")
    for _try in range(3):  # pictures and paper are compared as they are, so both have to be of one minute
        path = freeze(planner, lang="ar", layers=["sites", "movements"])
        made = stored(fresh_database, path)
        view = View("Around Mosul", made.day, ("sites", "movements"), series="weekly")
        by_hand = by_script(app, view, made.token)
        if f"{made.known:%H:%M}" == f"{by_hand.known:%H:%M}":
            break
    assert (made.state, made.title, made.layers, made.series) == (
        "draft",
        "Around Mosul",
        ["sites", "movements"],
        "weekly",
    )
    one = files_of(fresh_database, made.token)
    other = {file.name: file.bytes for file in by_hand.files}
    assert one.keys() == other.keys()
    moments = rb"\d\d:\d\d|\d{4}-\d\d-\d\d[T ][^\"<]{5,40}"
    for name, contents in one.items():
        assert re.sub(moments, b"", contents) == re.sub(moments, b"", other[name]), name


def test_sent_twice_it_is_frozen_once(app: Flask, fresh_database: Addresses) -> None:
    planner, uuid = person(app, fresh_database, "Lana"), str(uuid4())
    assert freeze(planner, client_uuid=uuid) == freeze(planner, client_uuid=uuid, title="Pressed again")
    other = person(app, fresh_database, "Omar")
    assert freeze(other, client_uuid=uuid) != freeze(planner, client_uuid=uuid)
    assert stored(fresh_database, freeze(planner, client_uuid=uuid)).title == "Around Mosul"


@pytest.mark.parametrize(
    ("wrong", "parameter", "told"),
    [
        ({"title": " "}, "title", "Give it a title"),
        ({"title": "x" * 10_000}, "title", "200"),
        ({"title": "a\x00b"}, "title", ""),
        ({"at": "someday"}, "at", "someday"),
        ({"layers": []}, "layers", "at least one layer"),
        ({"layers": ["rivers"]}, "layers", "Unknown layer"),
        ({"bbox": "44,36,43,37"}, "bbox", "west,south,east,north"),
        ({"known": "soon"}, "known", "soon"),
        ({"note": "Call 0770 123 4567"}, "note", ""),
        ({"series": "y" * 101}, "series", "100"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_typed_is_lost(
    app: Flask, fresh_database: Addresses, wrong: dict[str, Any], parameter: str, told: str
) -> None:
    typed = {**ASKED, "note": "Two wells are dry", "client_uuid": str(uuid4()), **wrong}
    answer = send(person(app, fresh_database, "Lana"), **typed)
    assert answer.status_code == 400
    assert f"<code>{parameter}</code>" in answer.text
    assert told in answer.text
    assert re.search(rf'(name="{parameter}"[^>]*|<fieldset[^>]*) aria-invalid="true"', answer.text)
    for name, value in typed.items():
        if isinstance(value, str) and "\x00" not in value:
            assert value in answer.text, name
    with as_owner(fresh_database) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM snapshot").scalar() == 0


def is_slow(addresses: Addresses) -> Addresses:
    """The database ends the first statement of a freeze."""
    return replace(addresses, public=f"{addresses.public}&options=-cstatement_timeout%3D1")


def is_away(addresses: Addresses) -> Addresses:
    """Nobody listens where a freeze reads."""
    return replace(addresses, public="postgresql+psycopg://webmap_public@127.0.0.1:9/ninewa")


def breaks(addresses: Addresses) -> Addresses:
    """What a freeze reads is not there: a fault of ours."""
    with as_owner(addresses) as connection:
        connection.exec_driver_sql("DROP TABLE published.admin_areas CASCADE")
        connection.exec_driver_sql("DROP TABLE published.flows CASCADE")
    return addresses


@pytest.mark.parametrize(
    ("broken", "status", "told"),
    [
        (is_slow, 503, "takes too long"),
        (is_away, 503, "does not answer at the moment"),
        (breaks, 500, "The fault is ours"),
    ],
)
def test_nothing_typed_is_lost_where_the_freeze_fails(
    make_app: Make, fresh_database: Addresses, broken: Callable[[Addresses], Addresses], status: int, told: str
) -> None:
    app = make_app(broken(fresh_database), role="public")
    typed = {**ASKED, "note": "Two wells are dry", "client_uuid": str(uuid4()), "bbox": "42.8,35.7,43.8,36.8"}
    answer = send(person(app, fresh_database, "Lana"), **typed)
    assert answer.status_code == status, answer.text
    assert told in answer.text
    assert "What you typed stands below" in answer.text
    for name, value in typed.items():
        if isinstance(value, str):
            assert value in answer.text, name
    assert answer.text.count(" checked>") == 2
    with as_owner(fresh_database) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM snapshot").scalar() == 0


def test_a_hostile_title_is_a_text_everywhere(app: Flask, fresh_database: Addresses) -> None:
    planner = person(app, fresh_database, "Lana")
    path = freeze(planner, title=HOSTILE, note="<img src=x onerror=alert(1)>", series="<b>")
    made = stored(fresh_database, path)
    assert made.title == HOSTILE.replace("\u202e", "")
    for address in (path, "/snapshots", f"{path}/frozen", "/snapshots/new"):
        page = planner.get(address, headers=EN).text
        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address
        assert "\u202e" not in page, address
        assert "<b>" not in page, address


def test_a_draft_is_shown_as_it_was_frozen_and_the_public_finds_nothing(app: Flask, fresh_database: Addresses) -> None:
    planner, other, public = person(app, fresh_database, "Lana"), person(app, fresh_database, "Omar"), app.test_client()
    path = freeze(planner)
    token = stored(fresh_database, path).token
    kept = files_of(fresh_database, token)
    for client in (planner, other):
        page = client.get(path, headers=EN)
        assert page.status_code == 200
        assert "Draft" in page.text
        assert path in client.get("/snapshots", headers=EN).text
        for source in re.findall(r'(?:src|srcset)="(/snapshots/[^"]+)"', page.text):
            assert client.get(source).data == kept[source.rpartition("/")[2]], source
        for lang in ("en", "ar"):
            whole = client.get(f"{path}/frozen?lang={lang}").text
            assert f'lang="{lang}"' in whole
            assert not re.search(rf'(?:href|src|srcset)="/s/{token}', whole)
            for link in re.findall(r'(?:href|src|srcset)="(/snapshots/[^"]+)"', whole):
                assert client.get(link.replace("&amp;", "&")).status_code == 200, link
    manager = person(app, fresh_database, "Sara", "site_manager")
    for address in (path, f"{path}/frozen", f"{path}/frozen/sites.en.csv", "/snapshots/new"):
        assert public.get(address).status_code == 303
        assert public.get(address, headers={"Accept": "application/json"}).status_code == 401
        assert manager.get(address).status_code == 403
    for client in (public, manager):
        assert path not in client.get("/snapshots").text
        assert send(client, **ASKED, client_uuid=str(uuid4())).status_code in (401, 403)
    assert public.get(f"/s/{token}").status_code == 404
    assert planner.get("/snapshots/999999").status_code == 404
    assert planner.get(f"{path}/frozen/nothing.csv").status_code == 404
