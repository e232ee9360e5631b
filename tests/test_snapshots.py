"""A frozen map stays as it was, whatever changes later; withdrawn, nothing of it is given out."""

import argparse
import base64
import gzip
import hashlib
import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, pool

from geodata.server.logins import Addresses
from geodata.server.setup_problem import SetupProblem
from scripts import snapshot as script
from scripts.snapshot import withdrawn as withdraw
from tests.conftest import Make
from tests.test_access import keep_from_public
from tests.test_proxies import EXACT
from webmap.answers import static_files
from webmap.db import acting, reading
from webmap.person import PUBLIC
from webmap.snapshots import queries, routes
from webmap.words import i18n

LANGUAGES = ("en", "ar")
KEPT = "public, max-age=25, stale-while-revalidate=4, stale-if-error=300"  # by a cache and a browser: a minute
ASKED: dict[str, Any] = {
    "title": "Around Mosul <b>&",
    "at": "2017-04-04",
    "layers": None,
    "bbox": None,
    "note": "Two\nlines",
    "series": "weekly",
    **dict.fromkeys(("max_km", "from", "look"), ""),
    **dict.fromkeys(("arrive", "analysis"), ()),
}


@pytest.fixture
def app(make_app: Make, fresh_database: Addresses) -> Iterator[Flask]:
    # Without the memory of pages, of which a withdrawal is known within two seconds (test_snapshot_memory.py).
    made = make_app(fresh_database, role="public", webmap_address="https://map.example.org", webmap_page_cache_mb=0)
    yield made
    made.extensions["painter"].stop()


def frozen(app: Flask, addresses: Addresses, *, is_published: bool = True, **changed: Any) -> str:
    """The token of a snapshot made as scripts/snapshot makes it."""
    arguments = argparse.Namespace(**{**ASKED, **changed})
    made = script.frozen_by(app, arguments)
    script.kept(addresses.owner, made, script._view(app, arguments), is_published=is_published)
    return made.token


def addresses_of(token: str) -> list[str]:
    endings = (
        "",
        "/map-360.svg",
        ".svg",
        ".svg?size=narrow",
        ".png",
        ".csv",
        ".geojson",
        ".html",
        "/sites.csv",
        "/movements.csv",
    )
    paths = [f"/embed/{token}", *(f"/s/{token}{end}" for end in endings)]
    return [f"{path}{'&' if '?' in path else '?'}lang={lang}" for path in paths for lang in LANGUAGES]


def given_out(client: FlaskClient, token: str) -> dict[str, bytes]:
    answers = {path: client.get(path) for path in addresses_of(token)}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {path: answer.get_data() for path, answer in answers.items()}


def test_no_later_change_reaches_a_byte_of_what_was_frozen(
    app: Flask, make_app: Make, fresh_database: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = frozen(app, fresh_database)
    before = given_out(app.test_client(), token)
    for path, contents in before.items():
        assert b"/static/" not in contents, path
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:  # data
        connection.exec_driver_sql("UPDATE site SET name = 'Another', status = 'closed'")
        connection.exec_driver_sql("UPDATE figure SET value = value + 1")
    monkeypatch.setattr(static_files, "joined", lambda *names: static_files.Content(b"x{}", b"", "0"))  # style
    monkeypatch.setattr(i18n, "gettext", lambda message, **values: f"! {message}")  # language
    after = make_app(fresh_database, role="public")  # code of another build, nothing in its memory
    after.extensions["build"] = "another"
    assert given_out(after.test_client(), token) == before


def test_a_frozen_page_says_what_it_is_and_needs_nothing_else(app: Flask, fresh_database: Addresses) -> None:
    client = app.test_client()
    token = frozen(app, fresh_database)
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", token)
    for lang in LANGUAGES:
        answer = client.get(f"/s/{token}?lang={lang}")
        page = answer.text
        assert f'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}">' in page
        assert "<title>Around Mosul &lt;b&gt;&amp; " in page
        assert f"https://map.example.org/s/{token}" in page
        assert "304,152" in page
        assert "Two\nlines" in page
        assert "UTC" in page
        for source in re.findall(r'(?:src|srcset)="([^"]+)"', page):
            assert client.get(source.replace("&amp;", "&")).status_code == 200, source
        for link in re.findall(r'href="(/s/[^"]+)"', page):
            assert client.get(link.replace("&amp;", "&")).status_code == 200, link
        about = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)[0])
        assert (about["@type"], about["temporalCoverage"]) == ("Dataset", "2017-04-04")
        assert answer.headers["Cache-Control"] == KEPT
        assert "Set-Cookie" not in answer.headers
        again = client.get(f"/s/{token}?lang={lang}", headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.get_data()) == (304, b"")
    points = client.get(f"/s/{token}.geojson?lang=en").get_json(force=True)["features"]
    assert {"sites", "communities", "services"} <= {point["properties"]["layer"] for point in points}
    assert all(39 < point["geometry"]["coordinates"][0] < 46.5 for point in points)


def test_it_is_taken_along_as_one_file_that_leads_back_to_it(app: Flask, fresh_database: Addresses) -> None:
    client = app.test_client()
    token = frozen(app, fresh_database)
    for lang in LANGUAGES:
        answer = client.get(f"/s/{token}.html?lang={lang}")
        assert len(answer.data) < 2_000_000
        scripts = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
        named = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
        policy = answer.headers["Content-Security-Policy"]
        assert all(f"'sha256-{digest}'" in policy for digest in named)
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["Content-Disposition"] == f'attachment; filename="ninewa-{token}.html"'
        assert f'<a href="https://map.example.org/s/{token}?lang={lang}">' in answer.text
        assert "Not for the public" not in answer.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_stands_in_pages_of_others(app: Flask, fresh_database: Addresses, lang: str) -> None:
    client = app.test_client()
    token = frozen(app, fresh_database)
    answer = client.get(f"/embed/{token}?lang={lang}")
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "X-Frame-Options" not in answer.headers
    (script,) = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
    named = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{named}'" in policy
    assert "frame-ancestors 'none'" in client.get(f"/s/{token}").headers["Content-Security-Policy"]
    for source in re.findall(r'(?:src|srcset)="([^"]+)"', answer.text):
        assert client.get(html.unescape(source)).status_code == 200, source
    assert len(gzip.compress(answer.data)) + len(gzip.compress(client.get(f"/s/{token}/map-360.svg").data)) < 45_000
    # By oEmbed, as the page names it, and no longer once it is withdrawn.
    page = html.unescape(client.get(f"/s/{token}?lang={lang}").text)
    asked = re.findall(r'type="application/json\+oembed" href="([^"]+)"', page)[0]
    told = client.get(asked).get_json()
    assert (told["type"], told["title"]) == ("rich", ASKED["title"])
    assert f'src="https://map.example.org/embed/{token}?lang={lang}"' in told["html"]
    assert client.get(asked.replace("format=json", "format=xml")).mimetype == "text/xml"
    assert client.get(asked.replace(token, "A" * 22)).status_code == 404
    assert client.get(asked.replace("map.example.org", "elsewhere.example.com")).status_code == 404
    withdraw(fresh_database.owner, token, "a wrong day", None)
    assert client.get(asked).status_code == 410
    tombstone = client.get(f"/embed/{token}?lang={lang}")
    assert tombstone.status_code == 410
    assert "frame-ancestors *" in tombstone.headers["Content-Security-Policy"]


def test_only_the_public_layer_is_frozen_whoever_looks(app: Flask, make_app: Make, fresh_database: Addresses) -> None:
    keep_from_public(fresh_database, "qaymawa")
    token = frozen(app, fresh_database)
    for client in (app.test_client(), make_app(fresh_database, role="planner").test_client()):
        for path, contents in given_out(client, token).items():
            assert not EXACT.search(contents.decode(errors="replace")), path


def test_a_draft_and_what_is_not_there_answer_alike(app: Flask, fresh_database: Addresses) -> None:
    client = app.test_client()
    draft = frozen(app, fresh_database, is_published=False)
    for path in (*addresses_of(draft), f"/s/{draft}/now"):
        nobody = path.replace(draft, "A" * 22)
        there, not_there = client.get(path), client.get(nobody)
        assert there.status_code == not_there.status_code == 404, path
        assert there.text.replace(draft, "A" * 22) == not_there.text
    assert draft not in client.get("/snapshots").text
    script.published(fresh_database.owner, draft)
    given_out(client, draft)
    assert draft in client.get("/snapshots").text
    with pytest.raises(SetupProblem):
        script.published(fresh_database.owner, draft)


def test_nothing_of_a_withdrawn_one_is_given_out_and_its_successor_is_named(
    app: Flask, fresh_database: Addresses
) -> None:
    client = app.test_client()
    first, second = frozen(app, fresh_database), frozen(app, fresh_database, title="The mended one")
    given_out(client, first)
    with pytest.raises(SetupProblem):
        script.withdrawn(fresh_database.owner, first, "a wrong day", "B" * 22)
    script.withdrawn(fresh_database.owner, first, "a <wrong> day", second)
    for path in (*addresses_of(first), f"/s/{first}/now"):
        answer = client.get(path)
        assert answer.status_code == 410, path
        assert "a &lt;wrong&gt; day" in answer.text
        assert f"/s/{second}" in answer.text
        assert "Around Mosul &lt;b&gt;" not in answer.text
        assert answer.headers["Cache-Control"] == KEPT
    assert first not in client.get("/snapshots").text
    given_out(client, second)


def test_the_day_of_a_withdrawal_is_one_of_baghdad_and_in_a_frame_it_stands_alone(
    app: Flask, fresh_database: Addresses
) -> None:
    token = frozen(app, fresh_database)
    script.withdrawn(fresh_database.owner, token, "a wrong day", None)
    with app.app_context(), acting(app.extensions["databases"], PUBLIC), reading() as connection:
        found = queries.of_token(connection, token)
    assert found is not None
    late = found._replace(withdrawn_at=datetime(2017, 4, 4, 21, 30, tzinfo=UTC))
    with app.test_request_context("/?lang=en"):
        app.preprocess_request()
        assert "On 5 April 2017 it was taken back" in routes._withdrawn(late).get_data(as_text=True)
    page, framed = (app.test_client().get(f"/{kind}/{token}?lang=en").text for kind in ("s", "embed"))
    assert ("<header" in page, "<header" in framed, 'target="_blank"' in framed) == (True, False, True)


def test_since_says_whether_the_day_changed_and_which_is_newer(app: Flask, fresh_database: Addresses) -> None:
    client = app.test_client()
    first = frozen(app, fresh_database)
    assert "still says the same" in client.get(f"/s/{first}/now?lang=en").text
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        connection.exec_driver_sql("UPDATE site SET name = 'Another' WHERE site_id = 'essian'")
    second = frozen(app, fresh_database, title="A week later")
    told = app.test_client().get(f"/s/{first}/now?lang=en").text
    assert "says something else" in told
    assert f"/s/{second}" in told
    assert f"/s/{first}" not in client.get(f"/s/{second}/now?lang=en").text.replace(f"/s/{first}/now", "")


@pytest.mark.parametrize(
    "wrong",
    [{"at": "yesterday"}, {"bbox": "1,2,3"}, {"layers": "sites,rivers"}, {"bbox": "44,36,43,37"}],
)
def test_what_cannot_be_frozen_is_said(app: Flask, fresh_database: Addresses, wrong: dict[str, Any]) -> None:
    with pytest.raises(SetupProblem):
        frozen(app, fresh_database, **wrong)


def test_the_hash_of_the_whole_is_of_every_file(app: Flask) -> None:
    made = script.frozen_by(app, argparse.Namespace(**ASKED))
    for one in made.files:
        assert one.sha256 == hashlib.sha256(one.bytes).digest()
    assert len({one.name for one in made.files}) == len(made.files)
    assert made.sha256() != made._replace(files=made.files[1:]).sha256()
