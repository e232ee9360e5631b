"""Several hosts of one release, or of two while a new one goes from host to host: what is addressed by its content is
that content wherever it is asked, and a tag means the same on all hosts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pydantic import ValidationError

from geodata.server.logins import Addresses
from scripts import set_up
from scripts.web_server import WebServer
from tests.conftest import ROOT, TEST_CLUSTERS, Make, free_port
from tests.nginx import NGINX, NO_NGINX, Proxy, start_shipped, starting
from webmap.answers import build
from webmap.config import Settings, refusals
from webmap.folium_map.page import shell
from webmap.layers.registry import LAYERS
from webmap.layers.seen import seen_by
from webmap.person import ROLES
from webmap.words.i18n import offered

PAGE = "/sites?at=2017-04-04&lang=en"
ASK_TAG = f"""
from tests.conftest import WORD
from webmap import create_app
print(create_app().test_client().get({PAGE!r}).headers["ETag"])
"""
Copy = Callable[[str], Path]


@pytest.fixture
def copy() -> Iterator[Copy]:
    """Copies of this checkout elsewhere, each made at another time."""
    set_up.derived_files()
    made: list[Path] = []

    def copied(name: str) -> Path:
        place = TEST_CLUSTERS / f"{os.getpid()}-builds" / name
        made.append(place)
        for folder in ("webmap", "geodata", "scripts", "tests"):
            left_out = shutil.ignore_patterns("__pycache__", "browser", "files")
            shutil.copytree(ROOT / folder, place / folder, ignore=left_out, copy_function=shutil.copyfile)
        shutil.copytree(set_up.VAR / "shells", place / "var" / "shells")
        shutil.copy(ROOT / "requirements.txt", place)
        return place

    yield copied
    for place in made:
        shutil.rmtree(place)


def tag(place: Path, urls: Addresses) -> str:
    """What a host that runs in this place gives a page as its tag."""
    names = {"DATABASE_APP_URL": urls.app, "DATABASE_PUBLIC_URL": urls.public}
    environment = os.environ | names | {"PYTHONPATH": str(place)}
    command = [sys.executable, "-P", "-c", ASK_TAG]
    return subprocess.run(
        command, env=environment, cwd=place, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_two_checkouts_of_one_release_give_the_same_tag(copy: Copy, urls: Addresses) -> None:
    here, there = copy("one"), copy("another/place")
    assert tag(here, urls) == tag(there, urls) != ""


def test_whatever_pages_are_made_of_is_in_the_build(copy: Copy) -> None:
    place, builds = copy("one"), {build.of_code()}
    for changed in (
        "webmap/access.py",
        "webmap/static/site.css",
        "webmap/templates/base.html",
        "webmap/translations/ar/LC_MESSAGES/messages.mo",
        "geodata/statements/sites_on.sql",
        "geodata/objects/70_site_state.sql",
        "geodata/rules/allocation.py",
        "geodata/reference/remarks.json",
        "requirements.txt",
    ):
        with (place / changed).open("ab") as stream:
            stream.write(b" ")
        before = len(builds)
        builds.add(build.of_code.__wrapped__(place))
        assert len(builds) == before + 1, changed


def test_the_name_that_an_image_gives_its_build_wins(make_app: Make, urls: Addresses) -> None:
    named = [make_app(urls, webmap_build=name) for name in ("2026.11-rc.1", "2026.11-rc.2", "")]
    assert [app.extensions["build"] for app in named] == ["2026.11-rc.1", "2026.11-rc.2", build.of_code()]
    assert len({app.test_client().get(PAGE).headers["ETag"] for app in named}) == 3


def test_a_build_is_one_word() -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(webmap_build="a build")
    assert refusals(refused.value)[0].startswith("WEBMAP_BUILD: it has to be ")


@pytest.mark.parametrize("path", ["/static/{}/site.css", "/map/{}/modules.js", "/embed/{}/map.js"])
def test_the_address_of_other_contents_is_not_there_and_is_not_kept(client: FlaskClient, path: str) -> None:
    pages = client.get("/").text + client.get("/embed/live?explore=1").text
    (digest,) = set(re.findall(path.replace(".", r"\.").format("([0-9a-f]+)"), pages))
    right, wrong = client.get(path.format(digest)), client.get(path.format("0" * len(digest)))
    assert (right.status_code, "immutable" in right.headers["Cache-Control"]) == (200, True)
    assert (wrong.status_code, wrong.headers["Cache-Control"]) == (404, "no-store")


def test_the_modules_of_the_map_are_the_same_whoever_asks_in_whatever_language() -> None:
    """Their address does not say for whom they are."""
    lists = [shell(lang, seen_by(role, LAYERS)).modules for lang in offered() for role in ROLES]
    assert all(modules == lists[0] for modules in lists)


@pytest.mark.skipif(NGINX is None, reason=NO_NGINX)
def test_while_a_release_goes_from_host_to_host_every_page_gets_its_own_files(
    copy: Copy, urls: Addresses, serve: Callable[[Addresses], str], tmp_path: Path
) -> None:
    """Of two hosts with other styles and scripts behind the shipped nginx; each file is asked 40 times."""
    place = copy("next")
    for name in ("site.css", "map/sites.js"):
        with (place / "webmap" / "static" / name).open("a") as stream:
            stream.write("\n.next { color: red }" if name.endswith("css") else "\nvoid 'next';\n")
    old, new = serve(urls), WebServer("127.0.0.1", free_port(), urls)
    with pytest.MonkeyPatch.context() as patch, starting() as start:
        patch.setattr("scripts.web_server.ROOT", place)
        new.start()
        try:
            assert not new.wait_until_ready(60, ended=lambda: False)
            there = f"http://127.0.0.1:{new.port}"
            proxy = start_shipped(start, old, tmp_path, there)
            for host in (old, there):
                page = (
                    Proxy(tmp_path, host).ask("/?lang=en").text
                    + Proxy(tmp_path, host).ask("/embed/live?explore=1").text
                )
                files = re.findall(r"/static/\w+/site\.css|/map/\w+/modules\.js|/embed/\w+/map\.js", page)
                assert len(set(files)) == 3, files
                for path in sorted(set(files)):
                    meant = Proxy(tmp_path, host).ask(path).body
                    assert meant
                    wrong = [n for n in range(40) if proxy.ask(path, X_Turn=str(n)).body != meant]
                    assert not wrong, (path, len(wrong))
        finally:
            new.stop()
