"""The commands as people type them, in a checkout of their own: serve, db, doctor, and what they survive."""

from __future__ import annotations

import http.server
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from copy import copy
from pathlib import Path

import psycopg
import pytest

from scripts import doctor, first_administrator, set_up
from tests.checkout import LEFT_OUT, Checkout, checked_out, within
from tests.conftest import ROOT, free_port
from tests.signed_in import PASSWORD


@pytest.fixture(scope="module")
def checkout() -> Iterator[Checkout]:
    with checked_out() as made:
        yield made


@pytest.fixture
def served(checkout: Checkout) -> Checkout:
    if checkout.serving is None or checkout.serving.poll() is not None:
        checkout.serve()
    # Each worker may still find a connection that the test before has broken.
    assert within(60, lambda: all(checkout.status_of("/readyz") == 200 for _ in range(6)))
    return checkout


def workers_of(checkout: Checkout) -> list[int]:
    """Processes that serve this checkout's port: granian's main processes and their workers, oldest first.

    The main process alone is known by its command line: from Python 3.14 on workers are spawned, with one of their own.
    All of them are of the session that it began, and so is one that only tracks what these share.
    """
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            command = (path / "cmdline").read_bytes()
            session = int((path / "stat").read_text().rpartition(")")[2].split()[3])
        except OSError:
            continue
        if {b"granian", str(checkout.port).encode()} <= set(command.split(b"\0")):
            checkout.sessions.add(session)
        if b"resource_tracker import" not in command:
            found.append((session, int(path.name)))
    return sorted(pid for session, pid in found if session in checkout.sessions)


def test_a_fresh_clone_may_make_what_is_derived_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The bench does, before anything else has made the folder.
    monkeypatch.setattr(set_up, "VAR", tmp_path / "var")
    set_up.derived_files()
    assert (tmp_path / "var" / "derived.stamp").exists()


def test_a_port_that_is_taken_is_said_before_anything_is_installed(tmp_path: Path) -> None:
    for folder in ("scripts", "geodata"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=LEFT_OUT, symlinks=True)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [tmp_path / "scripts" / "serve", "--port", port], capture_output=True, text=True, check=False, timeout=60
        )
    assert (done.returncode, done.stderr.startswith(f"Port {port} on 127.0.0.1 is in use")) == (1, True), done
    assert not (tmp_path / ".venv").exists()


def test_from_nothing_to_a_page_and_again(checkout: Checkout) -> None:
    first = checkout.serve()
    assert checkout.status_of("/") == 200
    assert checkout.status_of("/readyz") == 200
    assert checkout.end() == 0
    assert workers_of(checkout) == []
    assert checkout.cluster.pid() is None
    second = checkout.serve()
    print(f"first start {first:.1f} s, second {second:.1f} s")
    assert checkout.status_of("/") == 200


def test_the_line_for_planners_is_an_address_with_the_word_that_only_its_owner_reads(served: Checkout) -> None:
    file = served.root / "var" / "planner.word"
    word = file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    assert served.for_planners == f"For planners: http://127.0.0.1:{served.port}/planner?word={word}\n"
    jar = urllib.request.HTTPCookieProcessor()
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)
    with browser.open(served.for_planners.removeprefix("For planners: ").strip(), timeout=15) as answer:
        assert answer.url == f"http://127.0.0.1:{served.port}/"
    assert len(jar.cookiejar) == 1
    for pid in workers_of(served):
        assert word.encode() not in Path(f"/proc/{pid}/cmdline").read_bytes()


def test_a_setting_of_before_is_refused_with_what_to_do_now(checkout: Checkout) -> None:
    checkout.environment["WEBMAP_ANONYMOUS"] = "planner"
    done = checkout.run("scripts/serve", "--port", str(free_port()))
    wrong = checkout.run("scripts/doctor")
    del checkout.environment["WEBMAP_ANONYMOUS"]
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("WEBMAP_ANONYMOUS: whoever is not known is the public")
    assert done.stderr.strip() in wrong.stdout


def test_a_database_that_dies_while_the_first_link_is_made_is_told_and_does_not_end_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(first_administrator, "has_anyone_signed_in", lambda address: False)  # it was there then
    with pytest.raises(psycopg.Error, match="nowhere"):  # what serve says in a line
        first_administrator.link("postgresql+psycopg://webmap_owner@/ninewa?host=/nowhere")


def test_the_web_process_is_never_given_the_owner(served: Checkout) -> None:
    for pid in workers_of(served):
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        assert b"webmap_owner" not in environment
        assert not re.search(rb"(^|\0)DATABASE_URL=", environment)


def test_a_web_server_without_the_owner_serves_what_its_logins_name(served: Checkout) -> None:
    assert served.run("scripts/migrate").stdout == "The database is ready.\n"
    addresses = served.cluster.addresses()
    other = copy(served)
    other.port, other.serving = free_port(), None
    other.environment = served.environment | {
        "DATABASE_APP_URL": addresses.app,
        "DATABASE_PUBLIC_URL": addresses.public,
        "WEBMAP_DRAIN_SECONDS": "4",
    }
    other.serve(as_owner=False)
    try:
        assert other.status_of("/readyz") == 200
        refused = other.run("scripts/import", "--as", "sites", str(ROOT / "geodata" / "reference" / "sites.csv"))
        assert (refused.returncode, "Give its owner too, as DATABASE_URL" in refused.stdout) == (2, True), refused
        assert other.serving
        other.serving.terminate()
        assert within(3, lambda: other.status_of("/readyz") == 503), "a balancer is told before the port closes"
        assert [other.status_of(path) for path in ("/healthz", "/sites", "/readyz")] == [200, 200, 503]
    finally:
        assert other.end() == 0
    assert other.status_of("/healthz") == 0
    assert served.status_of("/readyz") == 200


def test_psql_from_any_folder_as_any_login(served: Checkout) -> None:
    for role in ("owner", "app", "public"):
        done = served.run("scripts/db", "psql", "--role", role, "-At", "-c", "SELECT current_user", cwd="/tmp")
        assert (done.returncode, done.stdout) == (0, f"webmap_{role}\n")
    counted = served.run("scripts/db", "psql", "-Atc", "SELECT count(*) > 0 FROM site")
    assert counted.stdout == "t\n", counted.stderr
    for sql, status in (("SELECT 1;", 0), ("SELECT nonsense;", 3)):
        assert served.run("scripts/db", "psql", "-v", "ON_ERROR_STOP=1", given=sql).returncode == status


def test_a_restore_under_a_served_map_and_back_again(served: Checkout) -> None:
    def reported() -> str:
        asked = (
            "SELECT coalesce(string_agg(families::text, ' '), '') FROM ninewa.site_report WHERE note = 'of the trial'"
        )
        return served.run("scripts/db", "psql", "-Atc", asked).stdout.strip()

    backup = served.root / "var" / "before.dump"
    done = served.run("scripts/backup", str(backup))
    assert (done.returncode, "checked by a restore" in done.stdout) == (0, True), done.stderr
    report = served.root / "var" / "reports.csv"
    report.write_text("site_id,as_of,families,note\nhaj-ali,2017-05-02,1234,of the trial\n")
    assert served.run("scripts/import", str(report), "--as", "site_reports", "--apply").returncode == 0
    assert reported() == "1234"
    done = served.run("scripts/restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert reported() == ""
    assert within(10, lambda: served.status_of("/readyz") == served.status_of("/sites/haj-ali") == 200)
    # The line it prints is typed as it stands.
    line = done.stdout.strip().split("To go back: ")[1]
    done = served.run("sh", "-c", f"cd {served.root} && {line}")
    assert done.returncode == 0, done.stderr
    assert reported() == "1234"
    assert within(10, lambda: served.status_of("/readyz") == 200)


def test_a_file_comes_in_through_a_pipe(served: Checkout) -> None:
    """As into a container, which sees no file of the machine; another pipe could keep it waiting for ever."""
    table = "site_id,as_of,families\nhaj-ali,2017-05-03,4321\n"
    done = served.run("scripts/import", "/dev/stdin", "--as", "site_reports", "--json", given=table)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["totals"]["families"] == 4321
    os.mkfifo(other := served.root / "var" / "other.pipe")
    done = served.run("scripts/import", str(other), "--as", "site_reports", "--lang", "en", given=table)
    assert (done.returncode, f"{other} is not a file." in done.stdout) == (2, True)


def test_a_stop_by_hand_is_not_undone_by_the_watchdog(served: Checkout) -> None:
    assert served.run("scripts/db", "stop").returncode == 0
    time.sleep(2)
    status = served.run("scripts/db", "status")
    assert (status.returncode, status.stdout) == (3, "stopped (by scripts/db stop)\n")
    assert served.status_of("/healthz") == 200
    assert served.status_of("/readyz") == 503
    assert served.run("scripts/db", "psql", "-c", "SELECT 1").returncode != 0
    assert served.run("scripts/db", "start").returncode == 0
    assert served.run("scripts/db", "status").returncode == 0
    assert within(60, lambda: served.status_of("/readyz") == 200)


def test_a_second_server_on_the_port_is_refused(served: Checkout) -> None:
    done = served.run("scripts/serve", "--port", str(served.port))
    assert done.returncode == 1
    assert f"Port {served.port} on 127.0.0.1 is in use" in done.stderr
    assert done.stdout == ""


def test_doctor_finds_nothing_wrong_and_tells_no_secret(served: Checkout) -> None:
    served.environment["DATABASE_APP_URL"] = "postgresql+psycopg://webmap_app:topsecret@/ninewa"
    done = served.run("scripts/doctor", "--port", str(served.port))
    del served.environment["DATABASE_APP_URL"]
    assert "topsecret" not in done.stdout + done.stderr
    assert (done.returncode, "DATABASE_PUBLIC_URL is missing" in done.stdout) == (1, True)
    done = served.run("scripts/doctor", "--port", str(served.port))
    assert done.returncode == 0, done.stdout
    assert "webmap_public signs in" in done.stdout
    assert "The word for planners is in " in done.stdout
    assert (served.root / "var" / "planner.word").read_text() not in done.stdout + done.stderr


@pytest.mark.parametrize(("body", "grade"), [(b"<p>Welcome to nginx!</p>", "note"), (b'{"status": "busy"}', "WRONG")])
def test_doctor_tells_the_map_from_another_program(body: bytes, grade: str) -> None:
    class Other(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(503)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Other) as other:
        threading.Thread(target=other.handle_request, daemon=True).start()
        assert doctor._about_page(other.server_port).grade == grade


def test_every_verb_explains_itself_before_anything_is_installed(checkout: Checkout) -> None:
    verbs = [path for path in (ROOT / "scripts").iterdir() if path.is_file() and os.access(path, os.X_OK)]
    for verb in verbs:
        if verb.name.startswith("_"):  # parts of the verbs
            continue
        done = checkout.run(f"scripts/{verb.name}", "--help")
        assert done.returncode == 0, (verb, done.stderr)
        assert verb.name in done.stdout


def test_the_workers_end_with_a_launcher_that_was_killed(served: Checkout) -> None:
    assert served.end(signal.SIGKILL) != 0
    assert within(60, lambda: workers_of(served) == [])
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", served.port))


def test_accounts_are_made_by_a_verb_and_from_the_first_sign_in_on_no_other_way_is_told(served: Checkout) -> None:
    """The last one here: the word for planners opens nothing afterwards."""
    assert re.fullmatch(
        rf"For the administrator, once: http://127\.0\.0\.1:{served.port}/link\?token=[\w-]{{43}}\n",
        served.for_administrator,
    )
    link = served.for_administrator.split(": ")[1].strip().partition(str(served.port))[2]
    assert served.status_of(link) == 200
    verb = ("scripts/add-user", "Sara", "--role", "site_manager")
    told = served.run(*verb, "--site", "haj-ali", "--password-stdin", given=f"{PASSWORD}\n")
    assert (told.returncode, told.stdout) == (0, "Added Sara (site_manager).\n")
    for refused, why in (
        ((*verb, "--password-stdin"), "There is an account Sara"),
        ((*verb, "--site", "nowhere", "--link"), "No site has this id or name: nowhere"),
        (("scripts/add-user", "Hana", "--role", "planner", "--password-stdin"), "A password has 10 to 200"),
    ):
        answer = served.run(*refused, given="short\n" if "Hana" in refused else f"{PASSWORD}\n")
        assert (answer.returncode, why in answer.stderr) == (1, True), answer.stderr
    assert served.run(*verb).returncode == 2
    by_provider = served.run(*verb, "--openid", "sara@example.org")
    assert (by_provider.returncode, "needs WEBMAP_OIDC_ISSUER" in by_provider.stderr) == (1, True)
    path = served.run(*verb, "--link").stdout.split()[-1]
    assert served.status_of(path) == 200
    jar = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor())
    page = jar.open(f"http://127.0.0.1:{served.port}/login", timeout=15).read().decode()
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    form = urllib.parse.urlencode({"csrf_token": found[1], "name": "sara", "password": PASSWORD}).encode()
    with jar.open(f"http://127.0.0.1:{served.port}/login", form, timeout=30) as answer:
        assert "<bdi>Sara</bdi>" in answer.read().decode()
    assert served.status_of(served.for_planners.strip().partition(str(served.port))[2]) == 401
    assert served.end() == 0
    served.serving = subprocess.Popen(
        [served.root / "scripts" / "serve", "--port", str(served.port)],
        cwd="/", env=served.environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert served.serving.stdout
    assert served.serving.stdout.readline() == f"Ready: http://127.0.0.1:{served.port}/\n"
    assert served.end() == 0
    assert served.serving.stdout.read() == ""
