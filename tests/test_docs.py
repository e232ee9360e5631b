"""What people read names what there is: every setting, command, file, page and feature."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from geodata.server.logins import Addresses
from tests.conftest import Make
from tests.signed_in import add_account, signed_in
from webmap.config import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
DATA = (ROOT / "geodata" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("setting", sorted(Settings.model_fields))
def test_the_readme_names_every_setting(setting: str) -> None:
    assert f"`{setting.upper()}`" in README


@pytest.mark.parametrize(
    "verb", sorted(p.name for p in (ROOT / "scripts").iterdir() if p.suffix == "" and p.is_file() and p.name[0] != "_")
)
def test_the_readme_names_every_command_and_each_explains_itself(verb: str) -> None:
    assert f"scripts/{verb}" in README
    done = subprocess.run([ROOT / "scripts" / verb, "--help"], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, len(done.stdout.split()) > 8) == (0, True), f"scripts/{verb} --help: {done.stdout}"


@pytest.mark.parametrize("file", sorted(p.name for p in (ROOT / "geodata" / "reference").iterdir() if p.is_file()))
def test_the_data_s_readme_describes_every_file(file: str) -> None:
    assert file in DATA


def test_the_architecture_names_every_feature_and_room() -> None:
    for feature in (path.parent.name for path in (ROOT / "webmap").glob("*/routes.py")):
        assert feature in ARCHITECTURE, feature
    for room in (path.parent for folder in ("geodata", "webmap") for path in (ROOT / folder).glob("*/__init__.py")):
        assert any(f"{name}/" in ARCHITECTURE or f" {name}" in ARCHITECTURE for name in (room.name,)), room


def test_the_architecture_is_two_pages_at_most() -> None:
    assert len(ARCHITECTURE.split()) <= 1200


def test_every_file_that_the_documents_name_exists() -> None:
    for document in ("README.md", "ARCHITECTURE.md", "geodata/README.md"):
        text = (ROOT / document).read_text(encoding="utf-8")
        for name in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (ROOT / document).parent.joinpath(name).exists(), f"{document} names {name}"
        for name in re.findall(r"`((?:geodata|webmap|scripts|tests|docker)/[\w./-]+?\.\w+)`", text):
            assert (ROOT / name).exists(), f"{document} names {name}"


def test_every_page_of_the_readme_answers(app: Flask) -> None:
    public = README.split("## What is there")[1].split("With an account:")[0]
    client = app.test_client()
    for address in pages_named_in(public):
        assert client.get(address).status_code == 200, address


def test_every_page_of_the_readme_for_people_with_an_account_answers_them_alone(
    fresh_database: Addresses, make_app: Make
) -> None:
    app = make_app(fresh_database)
    admin = signed_in(app, fresh_database, add_account(fresh_database, "Admin", "admin"))
    named = pages_named_in(README.split("With an account:")[1].split("## Commands")[0])
    assert len(named) > 8
    for address in named:
        assert admin.get(address).status_code == 200, address
        assert app.test_client().get(address).status_code in (302, 303, 401, 403, 404), address


def pages_named_in(text: str) -> list[str]:
    """Its addresses, of the first site, corridor or community."""
    each = re.findall(r"`(/[^`]*)`", text)
    return [re.sub(r"(sites|corridors|communities)/<id>", _first_of, address) for address in each]


def _first_of(match: re.Match[str]) -> str:
    return {"sites": "sites/haj-ali", "corridors": "corridors/C02", "communities": "communities/rabia"}[match.group(1)]


def test_the_readme_s_question_is_answered_as_it_says(app: Flask) -> None:
    body, placed, unplaced = re.search(
        r"curl -d '(.*?)'.*?answers (\d+) families placed in .*?, ([\d,]+) unplaced", README, re.DOTALL
    ).groups()  # type: ignore[union-attr]
    found = app.test_client().post("/api/plan/allocate?lang=en", json=json.loads(body)).get_json()
    assert (found["placed"], found["unplaced"]) == (int(placed), int(unplaced.replace(",", "")))
