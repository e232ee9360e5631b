"""The shape of the code, held: which way imports go, where SQL stands, that every view says who may use it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from geodata.rules.dates import TIME_ZONE
from geodata.server.logins import Addresses
from tests.conftest import LONGEST, Make
from webmap.access import declared_roles
from webmap.person import ROLES

ROOT = Path(__file__).parent.parent
ROOMS = (
    "answers",
    "asked",
    "drawing",
    "folium_map",
    "headlines",
    "layers",
    "map_of_day",
    "painting",
    "sheets",
    "standards",
    "words",
)
SHARED_FILES = (
    "access.py",
    "config.py",
    "connecting.py",
    "counts.py",
    "data_version.py",
    "databases.py",
    "db.py",
    "door.py",
    "front.py",
    "health.py",
    "latest_version.py",
    "patience.py",
    "person.py",
    "planners_word.py",
    "replica.py",
    "sessions.py",
    "silence.py",
    "slow_readers.py",
    "tries.py",
)
FEATURES = {path.parent.name for path in (ROOT / "webmap").glob("*/routes.py")}
# Beside what a request asks for and how it is answered: who asks, and the door.
MAY_KNOW_THE_REQUEST = ("routes.py", "api.py", "access.py", "door.py", "__init__.py")
LARGEST_FILE = 300
SQL = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b .*\b(FROM|INTO|SET|WHERE)\b", re.DOTALL)


def python_files(folder: str) -> Iterator[Path]:
    return (path for path in sorted((ROOT / folder).rglob("*.py")) if "__pycache__" not in path.parts)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_the_data_layer_knows_no_web() -> None:
    for path in python_files("geodata"):
        wrong = {
            name
            for name in imported(path)
            if name.split(".")[0] in ("webmap", "scripts", "bench", "flask", "folium", "werkzeug")
        }
        assert not wrong, f"{path} imports {wrong}"


def test_rules_know_neither_database_nor_files_of_people() -> None:
    for path in python_files("geodata/rules"):
        wrong = {
            name
            for name in imported(path)
            if name.split(".")[0] in ("sqlalchemy", "psycopg")
            or (
                name.startswith("geodata.")
                and not name.startswith(
                    ("geodata.rules", "geodata.statements", "geodata.problems", "geodata.facts.files")
                )
            )
        }
        assert not wrong, f"{path} imports {wrong}"


def test_features_never_import_one_another() -> None:
    for feature in FEATURES:
        for path in python_files(f"webmap/{feature}"):
            others = FEATURES - {feature}
            wrong = {name for name in imported(path) if name.startswith("webmap.") and name.split(".")[1] in others}
            assert not wrong, f"{path} imports {wrong}"


def test_shared_modules_import_no_feature_but_the_table_of_contents_does() -> None:
    shared = [ROOT / "webmap" / name for name in SHARED_FILES]
    for path in [*shared, *(path for room in ROOMS for path in python_files(f"webmap/{room}"))]:
        wrong = {name for name in imported(path) if name.startswith("webmap.") and name.split(".")[1] in FEATURES}
        assert not wrong, f"{path} imports {wrong}"


def test_the_house_has_these_rooms_and_no_others() -> None:
    folders = {path.parent.name for path in (ROOT / "webmap").glob("*/__init__.py")}
    assert folders == FEATURES | set(ROOMS)
    assert {path.name for path in (ROOT / "webmap").glob("*.py")} == {"__init__.py", *SHARED_FILES}


def test_only_routes_know_the_request() -> None:
    for path in python_files("webmap"):
        if path.name in MAY_KNOW_THE_REQUEST or path.parent.name in ("asked", "answers"):
            continue
        wrong = {
            name
            for name in imported(path)
            if name in ("flask.request", "flask.g", "flask.session", "flask.current_app", "flask.url_for")
        }
        assert not wrong, f"{path} imports {wrong}"


def test_json_is_answered_in_one_way() -> None:
    for path in (path for name in FEATURES for path in python_files(f"webmap/{name}")):
        text = path.read_text(encoding="utf-8")
        assert "jsonify" not in text, path
        assert not re.search(r'"application/[a-z+]*json"', text), path


def test_queries_know_no_web_and_never_commit() -> None:
    for path in python_files("webmap"):
        if path.name == "queries.py":
            wrong = {name for name in imported(path) if name.split(".")[0] in ("flask", "werkzeug", "babel")}
            assert not wrong, f"{path} imports {wrong}"
            assert "commit(" not in path.read_text(encoding="utf-8"), path


def test_sql_stands_in_queries_sql_files_or_migrations() -> None:
    allowed = {"db.py", "data_version.py", "chosen_day.py", "health.py"}  # each one short look-up of its own subject
    for path in python_files("webmap"):
        if path.name in allowed or path.name == "queries.py":
            continue
        texts = (node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant))
        wrong = [text for text in texts if isinstance(text, str) and SQL.search(text)]
        assert not wrong, f"{path} holds SQL: {wrong}"


def test_moments_become_days_in_one_time_zone() -> None:
    zones = {
        zone
        for folder in ("geodata", "webmap")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".sql")
        for zone in re.findall(r"AT TIME ZONE '([^']*)'", path.read_text(encoding="utf-8"))
    }
    assert zones == {TIME_ZONE.key}


def test_in_which_language_a_name_is_shown_is_asked_of_one_rule() -> None:
    copied = re.compile(r"""IS\s+NULL\s+THEN\s+'en'|is_\(None\), "en"|coalesce\([^()]*\blang\b, 'en'\)""")
    holding = {
        path.name
        for folder in ("geodata", "webmap")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".sql") and copied.search(path.read_text(encoding="utf-8"))
    }
    assert holding == {"60_rules.sql"}


def test_every_sql_file_says_what_it_answers_and_lists_its_columns() -> None:
    for path in [*(ROOT / "geodata" / "statements").glob("*.sql"), *(ROOT / "webmap").rglob("*.sql")]:
        text = path.read_text(encoding="utf-8")
        assert text.startswith("-- "), f"{path} does not begin with what it answers"
        assert not re.search(r"SELECT \*", text), f"{path} selects columns without naming them"


def test_every_view_declares_who_may_use_it(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        roles = declared_roles(app, rule.endpoint)
        assert roles, f"{rule} says nothing of who may use it"
        assert roles <= set(ROLES)


def test_a_view_that_says_nothing_is_refused(make_app: Make, urls: Addresses) -> None:
    app = make_app(urls)
    app.add_url_rule("/undeclared", "undeclared", lambda: "secret")
    assert app.test_client().get("/undeclared").status_code == 403


@pytest.mark.parametrize("folder", ["geodata", "webmap", "scripts", "bench"])
def test_no_file_holds_two_subjects(folder: str) -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in python_files(folder)
        if (n := len(p.read_text("utf-8").splitlines())) > LARGEST_FILE
    }
    assert set(long) <= {"geodata/tables.py"}, long
    assert not [path for path in python_files(folder) if path.stem in ("utils", "helpers", "common", "manager")]


def test_nothing_speaks_of_how_the_project_is_made() -> None:
    words = re.compile(r"\.\./shared|/work/|\bhelper session\b|\bAI assistant\b", re.IGNORECASE)
    kinds = {".py", ".sql", ".html", ".css", ".js", ".md", ".toml", ".yaml", ".yml", ".sh", ".in", ""}
    for folder in ("geodata", "webmap", "scripts", "bench", "docker", "docs", ".github", ".ci"):
        for path in (ROOT / folder).rglob("*"):
            if (
                path.is_file()
                and path.suffix in kinds
                and "__pycache__" not in path.parts
                and "vendor" not in path.parts
            ):
                assert not words.search(path.read_text(encoding="utf-8", errors="ignore")), path


def test_files_that_come_first_are_there() -> None:
    assert set(LONGEST) <= {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
