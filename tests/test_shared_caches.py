"""The shipped nginx keeps frozen maps for everybody, in each language, and gives out no withdrawn one.

A withdrawal holds here within four seconds instead of sixty: half of them at nginx, the other half in browsers.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, pool

from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from scripts import set_up
from scripts import snapshot as script
from tests.conftest import ROOT, Make, copy_of, drop
from tests.nginx import NGINX, NO_NGINX, Answer, Proxy, start_shipped, starting
from tests.test_snapshots import addresses_of, frozen
from webmap.words.i18n import offered

pytestmark = pytest.mark.skipif(NGINX is None, reason=NO_NGINX)
DATABASE = "ninewa_kept"
SECONDS = 4


@pytest.fixture(scope="module")
def database(template: str, cluster: Cluster) -> Iterator[Addresses]:
    yield copy_of(template, DATABASE, cluster)
    drop(cluster, DATABASE)


@pytest.fixture(scope="module")
def tokens(database: Addresses, make_app: Make) -> Iterator[list[str]]:
    """Of two published snapshots and a draft."""
    app = make_app(database, role="public", webmap_address="https://map.example.org")
    yield [frozen(app, database, is_published=is_published) for is_published in (True, True, False)]
    app.extensions["painter"].stop()


@pytest.fixture(scope="module")
def nginx(database: Addresses, serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WEBMAP_WITHDRAWAL_SECONDS", str(SECONDS))
        patch.setenv("WEBMAP_ADDRESS", "https://map.example.org")
        behind = serve(database)
    with starting() as start:
        yield start_shipped(start, behind, tmp_path_factory.mktemp("nginx"))


def kept(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.headers["X-Cache"]


def asked_anew(nginx: Proxy, path: str, **headers: str) -> Answer:
    """Once what was kept is over."""
    time.sleep(SECONDS / 2 + 1.1)
    return nginx.ask(path, **headers)


def test_each_language_is_kept_once_whatever_else_is_asked(nginx: Proxy, tokens: list[str]) -> None:
    page = f"/s/{tokens[0]}"
    english, arabic = (nginx.ask(f"{page}?lang={lang}") for lang in ("en", "ar"))
    assert kept(english) == kept(arabic) == (200, "MISS")
    assert ('dir="ltr"' in english.text, 'dir="rtl"' in arabic.text) == (True, True)
    alike = {
        english.body: [
            (page, ""),
            (page, "de, en-GB;q=0.9, ar;q=0.8"),
            (page, "de"),
            (f"{page}?x=1&lang=en", "ar"),
            (f"{page}?l%61ng=ar", "en"),
            (f"{page}?size=huge", "en"),
        ],
        arabic.body: [(page, "ar"), (page, "ku,ar-IQ;q=0.7,en;q=0.3"), (f"{page}?lang=ar&lang=en", "en")],
    }
    for body, asked in alike.items():
        for path, accepted in asked:
            answer = nginx.ask(path, Accept_Language=accepted)
            assert (kept(answer), answer.body == body) == ((200, "HIT"), True), (path, accepted)
    assert nginx.ask(f"{page}?lang=xx").status == 400
    packed = nginx.ask(f"{page}?lang=en", Accept_Encoding="br, gzip")
    assert (packed.headers["Content-Encoding"], packed.headers["X-Cache"]) == ("gzip", "MISS")
    assert packed.headers["ETag"] != english.headers["ETag"]
    unpacked = nginx.ask(f"{page}?lang=en", Accept_Encoding="gzip;q=0")
    assert (unpacked.body, unpacked.headers["X-Cache"]) == (english.body, "HIT")


def test_languages_of_the_proxy_are_those_of_the_map() -> None:
    named = re.search(r"<first_spoken>([a-z|]+)\)", (ROOT / "docker" / "nginx.conf").read_text())
    assert named is not None
    assert set(named[1].split("|")) == set(offered())


def test_what_is_kept_answers_heads_ranges_and_conditions(nginx: Proxy, tokens: list[str]) -> None:
    path = f"/s/{tokens[0]}.png?lang=en"
    whole = nginx.ask(path)
    head = nginx.ask(path, method="HEAD")
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", str(len(whole.body)))
    part = nginx.ask(path, Range="bytes=0-7")
    assert part.body in (whole.body, whole.body[:8])
    assert part.status == (206 if len(part.body) == 8 else 200)
    assert nginx.ask(path, If_None_Match=whole.headers["ETag"]).status == 304
    assert nginx.ask(path, If_None_Match='"another"').body == whole.body
    # Begun with a part or a condition, the whole is kept nevertheless.
    other = f"/s/{tokens[0]}.geojson?lang=en"
    nginx.ask(other, Range="bytes=0-7", If_None_Match='"another"')
    assert (nginx.ask(other).status, len(nginx.ask(other).body) > 1000) == (200, True)


def test_nothing_of_a_person_reaches_what_is_kept(nginx: Proxy, tokens: list[str]) -> None:
    who = {"Cookie": nginx.cookie(), "Authorization": f"Bearer {set_up.planner_word()}"}
    for path in (f"/s/{tokens[0]}/movements.csv?lang=en", f"/embed/{tokens[0]}?lang=en", "/embed/live?lang=en"):
        first, second = nginx.ask(path, **who), nginx.ask(path, Host="elsewhere.example.com")
        assert (first.headers["X-Cache"], second.headers["X-Cache"]) == ("MISS", "HIT"), path
        assert first.body == second.body
        assert not {"Set-Cookie", "Cookie", "Authorization"} & {*first.headers, first.headers["Vary"]}, path
        assert first.headers["Strict-Transport-Security"]
    told = nginx.ask("/oembed?url=https://map.example.org/", Host="elsewhere.example.com")
    assert (told.status, "elsewhere" in told.text) == (200, False)
    for path in ("/?lang=en", "/sites?lang=en", "/snapshots?lang=en", "/login?lang=en"):
        for said in ({"Cookie": who["Cookie"]}, {"Authorization": who["Authorization"]}):
            assert {nginx.ask(path, **said).headers["X-Cache"] for _ in range(2)} == {"BYPASS"}, path
    folder = Path(re.findall(r"proxy_cache_path (\S+/same_for_all)", (nginx.folder / "nginx.conf").read_text())[0])
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert files
    assert not any(who["Cookie"].encode() in one or set_up.planner_word().encode() in one for one in files)


def test_a_notice_in_a_frame_and_what_is_not_there_are_not_kept(nginx: Proxy, tokens: list[str]) -> None:
    page = f"/s/{tokens[1]}?lang=ar"
    notice = nginx.ask(page, Sec_Fetch_Dest="iframe")
    assert "frame-ancestors *" in notice.headers["Content-Security-Policy"]
    whole = nginx.ask(page)
    assert (len(whole.body) > len(notice.body), whole.headers["X-Cache"]) == (True, "MISS")
    assert nginx.ask(page, Sec_Fetch_Dest="iframe").body == notice.body
    for path in (f"/s/{tokens[2]}", f"/s/{'A' * 22}", "/s/short", f"/embed/{tokens[2]}", f"/s/{tokens[0]}.exe"):
        assert [kept(nginx.ask(path)) for _ in range(2)] == [(404, "MISS")] * 2, path


def test_a_withdrawn_one_is_gone_everywhere(nginx: Proxy, database: Addresses, tokens: list[str]) -> None:
    token = tokens[1]
    oembed = f"/oembed?url=https://map.example.org/s/{token}"
    paths = [*addresses_of(token), f"/s/{token}/now?lang=en", oembed]
    for path in paths:
        nginx.ask(path)
        assert kept(nginx.ask(path)) == (200, "HIT"), path
    script.withdrawn(database.owner, token, "a wrong day", None)
    assert nginx.ask(paths[0]).status == 200, "for as long as it says"
    asked_anew(nginx, paths[0])
    assert {path: nginx.ask(path).status for path in paths} == dict.fromkeys(paths, 410)
    assert "a wrong day" in nginx.ask(paths[0]).text
    assert nginx.ask(paths[0]).headers["X-Cache"] == "HIT"


def test_what_was_kept_is_shown_on_while_the_database_is_away(
    nginx: Proxy, database: Addresses, cluster: Cluster, tokens: list[str]
) -> None:
    page, asked = f"/s/{tokens[0]}.svg?lang=en", "/embed/live?at=2017-04-04&lang=en"
    before = {path: nginx.ask(path).body for path in (page, asked)}
    superuser = cluster.connect()
    with superuser:
        superuser.execute(f"ALTER DATABASE {DATABASE} ALLOW_CONNECTIONS false")
        superuser.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [DATABASE])
    try:
        away = asked_anew(nginx, page)
        assert (kept(away), away.body) == ((200, "STALE"), before[page])
        assert nginx.ask(f"/s/{tokens[0]}.csv?lang=ar").status == 503
    finally:
        with cluster.connect() as superuser:
            superuser.execute(f"ALTER DATABASE {DATABASE} ALLOW_CONNECTIONS true")
    with create_engine(database.public, poolclass=pool.NullPool).connect():
        pass
    assert nginx.ask(asked).body == before[asked]
