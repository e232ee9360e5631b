"""Every statement and the class of its rows: the same columns, order and types, and NULL only where the class says."""

import ast
import importlib
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path
from types import UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import Connection, CursorResult, Executable, Select, text

from geodata.rules.figures import HEADLINES, MOSUL_OPERATION
from geodata.tables import SITE_REPORT_FIGURES
from webmap.asked.chosen_day import EVERYTHING, end_of
from webmap.db import STATEMENTS, rows, statement

ROOT = Path(__file__).parent.parent
INCLUDED = re.compile(r"^\s*-- include geodata/statements/(\S+)$", re.MULTILINE)
TYPES = {
    "bool": bool,
    "int4": int,
    "int8": int,
    "float8": float,
    "numeric": Decimal,
    "text": str,
    "date": date,
    "timestamptz": datetime,
    "uuid": UUID,
    "bytea": bytes,
    "text[]": list[str],
    "bool[]": list[bool | None],
    "float8[]": list[float],
    "numeric[]": list[Decimal],
    "date[]": list[date],
}
# What the statements are asked with: every one of these values, and all values of several parameters together.
LISTS: dict[str, str | list[Any]] = {
    "at": [date(2016, 11, 21), date(2017, 4, 11), date(2017, 10, 1)],
    "until": [date(2017, 4, 11), date(2017, 10, 1)],
    "lang": ["ar", "en"],
    "site_id": "SELECT site_id FROM sites ORDER BY site_id",
    "site": "SELECT site_id FROM sites ORDER BY site_id",
    "box": [None, "BOX(41 34.5,45 37.5)"],
    "community": "SELECT community_id FROM communities ORDER BY community_id",
    "corridor": "SELECT corridor_id FROM corridors ORDER BY corridor_id",
    "kind": ["site", "community", "corridor"],
    "id": "SELECT DISTINCT entity_id FROM place_names WHERE entity_kind IN ('site', 'community', 'corridor')",
    "folded": ["mosul", "hamam", "c02", "ha"],
}
ONE = {
    "known": EVERYTHING,
    "shipped_day": date(2017, 4, 4),
    "end_of_day": end_of(date(2017, 4, 11)),
    "since": date(2016, 10, 17),
    "earlier": date(2016, 1, 1),
    "first": date(2016, 10, 17),
    "last": date(2017, 4, 11),
    "scope": MOSUL_OPERATION,
    "provider": None,
    "metric": None,
    "metrics": [metric for metric, _type in HEADLINES],
    "now": HEADLINES[0][0],
    "ever": HEADLINES[1][0],
    "returned": HEADLINES[2][0],
    "days": 31,
    "each": 1000,
    "most": 1000,
    "limit": 5000,
    "metres": 30_000.0,
    "reach": 10_000.0,
    "lon": 43.13,
    "lat": 36.34,
    "lons": [43.13, 42.45],
    "lats": [36.34, 36.37],
    "families": 1,
    "include_unknown": True,
    "skeleton": "",
    "vowels": "aeiouy",
    "only": None,
    "ids": None,
    "primary": ["primary_health_centre", "mobile_medical_team"],
    "kinds": ["hospital", "field_hospital", "clinic", "primary_health_centre"],
    "amounts": [],
    "west": 41.0,
    "south": 34.5,
    "east": 45.0,
    "north": 37.5,
    "wide": 0.4,
    "high": 0.3,
    "few": 5,
    "figures": list(SITE_REPORT_FIGURES),
    "moment": end_of(date(2017, 10, 1)),
    "but": "",
}
# Where a parameter is asked otherwise in one statement than in the others, or all that there is of something.
OF_STATEMENT: dict[str, dict[str, Any]] = {
    "snapshot_of_token.sql": {"token": "of-nobody"},
    "newer.sql": {"token": "of-nobody"},
    "previous.sql": {"series": "of-nobody"},
    "file.sql": {"token": "of-nobody", "name": "page.en.html"},
    "webmap.map_page.slider.DISPLACED_DAYS": {"metric": HEADLINES[0][0], "provider": "IOM DTM"},
    "shelters.sql": {"metrics": "SELECT array_agg(DISTINCT metric) FROM figures"},
    "webmap.displacement.queries.SERIES": {"metrics": "individuals"},
    "scopes.sql": {"metrics": "individuals"},
    "other_series.sql": {"metrics": "individuals"},
    "compared.sql": {
        "metrics": "SELECT array_agg(metric ORDER BY figure_id) FROM figures WHERE value IS NOT NULL",
        "days": "SELECT array_agg(as_of ORDER BY figure_id) FROM figures WHERE value IS NOT NULL",
        "amounts": "SELECT array_agg(value ORDER BY figure_id) FROM figures WHERE value IS NOT NULL",
    },
    "levels.sql": {"indicators": "SELECT array_agg(DISTINCT indicator) FROM service_reports"},
    "may_contain.sql": {"names": "SELECT array_agg(DISTINCT to_name) FROM flows"},
    "reports.sql": {"standing": False, "report_id": None, "client_uuid": None},
    "last_figures.sql": {
        "sites": ["haj-ali", "qayyarah-airstrip"],
        "since": [date(2014, 1, 1)] * 2,
        "days": [date(2017, 10, 1)] * 2,
        "moments": [end_of(date(2017, 10, 1))] * 2,
        "but": [0, 0],
    },
    "near_free.sql": {"near_to": ["haj-ali", "qayyarah-airstrip"]},
    "public_levels.sql": {"indicators": "SELECT array_agg(DISTINCT indicator) FROM service_reports"},
    "waiting.sql": {"waiting_id": None},
    "said_of_all.sql": {"metrics": ["full", "near_full", "open"]},
    "points.sql": {"corridors": "SELECT array_agg(corridor_id) FROM corridors"},
    "of_corridors.sql": {"corridors": ["C01", "C02", "C05"], "limit": 500},
    "on_the_road.sql": {
        "line": "C02",
        "corridors": ["C01", "C02"],
        "flows": "SELECT array_agg(flow_id) FROM flows",
        "metres": 10_000.0,
    },
    "last_levels.sql": {"indicators": "SELECT array_agg(DISTINCT indicator) FROM service_reports"},
    "person_of_session.sql": {"token_hash": b"of a token"},
    "reader_of_feed.sql": {"token_hash": b"of a token"},
    "watched_reports.sql": {"each": 12},
    "reservations.sql": {
        **{"account_id": None, "reservation_id": None, "client_uuid": None, "holding": True},
        "limit": 10,
    },
    "scenarios.sql": {"scenario_id": None, "client_uuid": None, "limit": 10},
    "kept.sql": {"snapshot_id": None, "token": None, "state": None, "limit": 10},
    "kept_file.sql": {"snapshot_id": "SELECT max(snapshot_id) FROM ninewa.snapshot", "name": "page.en.html"},
    "is_reported_to.sql": {"today": date(2017, 10, 1)},
    "person_of_program.sql": {"token_hash": b"of a token"},
    "forms.sql": {"form_id": None, "limit": 10},
    "submissions.sql": {
        "form_id": "SELECT max(form_id) FROM ninewa.kobo_form",
        **{"uuid": None, "submission_id": None, "settled": False, "aside": True, "limit": 10},
    },
}
ALL_IDS = {
    "site_ids": "SELECT array_agg(site_id) FROM sites",
    "source_ids": "SELECT array_agg(source_id) FROM sources",
}


# No shipped site has moved, and nothing is frozen or above low from the start.
NOT_SHIPPED = {"moves.sql", "snapshot_of_token.sql", "newer.sql", "previous.sql", "file.sql", "listed.sql"}
NOT_SHIPPED |= {"sensitive.sql"}
WRITING = {"session_seen.sql", "program_seen.sql"}
# About people and what is theirs: the public login may not ask them, and the facts that ship know of nobody.
OF_PEOPLE = {"own_sites.sql", "person_of_session.sql", "person_of_program.sql", "has_anyone_signed_in.sql"}
OF_PEOPLE |= {
    "own_site.sql",
    "reports.sql",
    "last_figures.sql",
    "last_levels.sql",
    "last_reports.sql",
    "near_free.sql",
    "frequencies.sql",
    "waiting.sql",
    "links.sql",
}
# Asked as a planner.
OF_PLANNERS = {"reservations.sql", "scenarios.sql", "kept.sql", "kept_file.sql", "sensitive.sql"}
OF_PEOPLE |= OF_PLANNERS
# Asked as an information officer.
OF_OFFICERS = {"forms.sql", "submissions.sql"}
OF_PEOPLE |= OF_OFFICERS
OF_PEOPLE |= {"watched_sites.sql", "reader_of_feed.sql", "watched_reports.sql", "acknowledgements.sql", "wishes.sql"}
SOMEBODY = """
    WITH known AS (
        INSERT INTO ninewa.account (name, folded, role) VALUES ('Sara', 'sara', 'site_manager') RETURNING account_id
    ), held AS (
        INSERT INTO ninewa.role_grant (account_id, site_id)
        SELECT account_id, unnest(ARRAY['haj-ali', 'qayyarah-airstrip']) FROM known
    ), signed_in AS (
        INSERT INTO ninewa.web_session (account_id, token_hash) SELECT account_id, 'of a token' FROM known
    ), programmed AS (
        INSERT INTO ninewa.program_token (account_id, token_hash, name) SELECT account_id, 'of a token', 'p' FROM known
    ), reported AS (
        INSERT INTO ninewa.site_report (site_id, as_of, families, plots_ready, source_id, account_id)
        SELECT 'haj-ali', '2017-04-01', 500, 600, 1, account_id FROM known
    ), linked AS (
        INSERT INTO ninewa.guest_link (site_id, made_by) SELECT 'haj-ali', account_id FROM known RETURNING link_id
    ), waits AS (
        INSERT INTO ninewa.waiting_report (link_id, site_id, client_uuid, as_of, families)
        SELECT link_id, 'haj-ali', gen_random_uuid(), '2017-04-02', 510 FROM linked
    ), to_report AS (
        INSERT INTO ninewa.reporting_frequency (site_id, frequency, since) VALUES ('haj-ali', 'weekly', '2017-04-01')
    ), feed AS (
        INSERT INTO ninewa.alert_feed (account_id, token_hash) SELECT account_id, 'of a token' FROM known
    ), asked_for_mail AS (
        INSERT INTO ninewa.alert_mail_wish (account_id, mail_address, lang)
        SELECT account_id, 'a@b.c', 'en' FROM known
    ), acknowledged AS (
        INSERT INTO ninewa.alert_acknowledgement (site_id, kind, subject, level, on_day)
        VALUES ('haj-ali', 'late', '', 0, '2017-04-01')
    )
    SELECT set_config('ninewa.person', account_id::text, true) FROM known"""
PLANNER = """
    WITH planner AS (
        INSERT INTO ninewa.account (name, folded, role) VALUES ('Omar', 'omar', 'planner') RETURNING account_id
    ), saved AS (
        INSERT INTO ninewa.scenario (title, asked, asked_on, placed, unplaced, account_id, client_uuid)
        SELECT 'Arrivals', 'families=20', '2017-04-04', 11, 9, account_id, gen_random_uuid() FROM planner
    ), reserved AS (
        INSERT INTO ninewa.reservation (site_id, plots, holds_until, account_id, asked, client_uuid)
        SELECT 'haj-ali', 11, now() + interval '72 hours', account_id, 'families=20', gen_random_uuid() FROM planner
    ), froze AS (
        INSERT INTO ninewa.snapshot (token, title, day, known, data_version, layers, bbox)
        VALUES ('abcdefghijklmnopqrstu_', 'A day', '2017-04-04', now(), 1, '{sites}', '{42.8,35.7,43.8,36.8}')
        RETURNING snapshot_id
    ), bytes AS (
        INSERT INTO ninewa.frozen_bytes (sha256, mimetype, bytes) VALUES (sha256('x'), 'text/html', 'x')
        RETURNING sha256
    ), with_file AS (
        INSERT INTO ninewa.snapshot_file (snapshot_id, name, sha256)
        SELECT snapshot_id, 'page.en.html', sha256 FROM froze, bytes
    )
    SELECT set_config('ninewa.person', account_id::text, true) FROM planner"""

OFFICER = """
    WITH officer AS (
        INSERT INTO ninewa.account (name, folded, role) VALUES ('Lana', 'lana', 'information_officer')
        RETURNING account_id
    ), form AS (
        INSERT INTO ninewa.kobo_form (name, account_id, field_map) SELECT 'Daily', account_id, '{}' FROM officer
        RETURNING form_id
    ), sent AS (
        INSERT INTO ninewa.kobo_submission (form_id, uuid, answers)
        SELECT form_id, '00000000-0000-4000-8000-000000000001', '{}' FROM form
    )
    SELECT set_config('ninewa.person', account_id::text, true) FROM officer"""


class Asked(NamedTuple):
    """A call of `rows` or `first_row`: which statement it reads, as which class."""

    name: str
    query: Path | Select[Any]
    row: type[NamedTuple]


@cache
def all_asked() -> tuple[Asked, ...]:
    found = {}
    for path in sorted((ROOT / "webmap").rglob("*.py")):
        for asked in asked_in(path):
            found[asked.name, asked.row] = asked
    return tuple(found.values())


def asked_in(path: Path) -> Iterator[Asked]:
    folders = {"HERE": path.parent, "STATEMENTS": STATEMENTS}
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(
                func=ast.Name(id="rows" | "first_row"),
                args=[_, ast.BinOp(left=ast.Name(id=folder), right=ast.Constant(value=str(file))), ast.Name(id=row)],
            ):
                yield Asked(file, folders[folder] / file, getattr(importlib.import_module(module), row))
            case ast.Call(func=ast.Name(id="rows" | "first_row"), args=[_, ast.Name(id=name), ast.Name(id=row)]) if (
                name.isupper()
            ):
                known = importlib.import_module(module)
                yield Asked(f"{module}.{name}", getattr(known, name), getattr(known, row))


def is_of_people(asked: Asked) -> bool:
    return asked.name in OF_PEOPLE or "own_sites" in str(asked.query)


EVERY = [
    pytest.param(asked, login, id=f"{login}-{asked.name}")
    for asked in all_asked()
    for login in (("owner",) if is_of_people(asked) else ("app_db", "public_db"))
]


@pytest.fixture
def reader(request: pytest.FixtureRequest) -> Connection:
    """A planner's connection, then the public's; about people that of who could make some, as one of them."""
    connection: Connection = request.getfixturevalue(request.getfixturevalue("login"))
    if request.getfixturevalue("login") == "owner":
        name = request.getfixturevalue("asked").name
        connection.execute(text(PLANNER if name in OF_PLANNERS else OFFICER if name in OF_OFFICERS else SOMEBODY))
        connection.execute(text("SET LOCAL search_path = exact, ninewa, public"))
    return connection


def test_no_statement_is_without_a_class() -> None:
    files = {path for place in (STATEMENTS, ROOT / "webmap") for path in place.rglob("*.sql")}
    files = {path for path in files if path.name not in WRITING}
    parts = {STATEMENTS / name for path in files for name in INCLUDED.findall(path.read_text(encoding="utf-8"))}
    assert files == {asked.query for asked in all_asked() if isinstance(asked.query, Path)} | parts


@pytest.mark.parametrize(("asked", "login"), EVERY)
def test_a_class_has_the_columns_of_its_statement(asked: Asked, login: str, reader: Connection) -> None:
    if isinstance(asked.query, Path):
        asking: Executable = text(f"SELECT * FROM (\n{statement(asked.query).text}\n) AS asked LIMIT 0")
    else:
        asking = asked.query.limit(0)
    with reader.execute(asking, dict.fromkeys(parameters(asked))) as found:
        columns = [(name, type_of(code)) for name, code in described(found)]
    declared = [(name, without_none(hint)) for name, hint in get_type_hints(asked.row).items()]
    assert [name for name, _hint in declared] == [name for name, _type in columns]
    wrong = [
        (name, hint, there)
        for (name, hint), (_name, there) in zip(declared, columns, strict=True)
        if not same(hint, there)
    ]
    assert not wrong


def test_a_statement_with_other_columns_than_its_class_is_refused_each_time(public_db: Connection) -> None:
    class Fewer(NamedTuple):
        number: int

    class Exchanged(NamedTuple):
        moment: str
        number: int

    for query, row in product((STATEMENTS / "joint_counts.sql",), (Fewer, Exchanged)):
        for _time in range(2):
            with pytest.raises(LookupError):
                rows(public_db, query, row, at=date(2017, 4, 4), lang="en", limit=5)


@pytest.mark.parametrize(("asked", "login"), EVERY)
def test_only_what_may_be_unknown_is_null(asked: Asked, login: str, reader: Connection) -> None:
    required = [name for name, hint in get_type_hints(asked.row).items() if type(None) not in get_args(hint)]
    seen = 0
    for values in every_question(asked, reader):
        for row in rows(reader, asked.query, asked.row, **values):
            seen += 1
            absent = [name for name in required if getattr(row, name) is None]
            assert not absent, (absent, values, row)
    assert seen or asked.name in NOT_SHIPPED


def parameters(asked: Asked) -> list[str]:
    query = statement(asked.query) if isinstance(asked.query, Path) else asked.query
    # What a select() compares with by itself has a value already.
    return [name for name, value in query.compile().params.items() if value is None]


def every_question(asked: Asked, reader: Connection) -> Iterator[dict[str, Any]]:
    """The values of one question after another. A parameter that no table here knows is a KeyError: give it a value."""
    named = parameters(asked)
    own = OF_STATEMENT.get(asked.name, {}) | ALL_IDS
    choices = [[of_one(own[name], reader)] if name in own else of_all(name, reader) for name in named]
    for values in product(*choices):
        yield dict(zip(named, values, strict=True))


def of_one(own: Any, reader: Connection) -> Any:
    return reader.scalar(text(own)) if isinstance(own, str) and own.startswith("SELECT") else own


def of_all(name: str, reader: Connection) -> list[Any]:
    listed = LISTS.get(name, [])
    return list(reader.scalars(text(listed))) if isinstance(listed, str) else list(listed) or [ONE[name]]


def described(found: CursorResult[Any]) -> list[tuple[str, int]]:
    assert found.cursor is not None
    # SQLAlchemy says no more of a driver's description than that there is one.
    return [(name, int(code)) for name, code, *_more in found.cursor.description or []]  # type: ignore[call-overload]


def type_of(code: int) -> Any:
    known = psycopg.adapters.types.get(code)
    if known is None:
        return str  # a geometry, as hexadecimal text
    if known.name in ("json", "jsonb"):
        return "json"
    return TYPES[f"{known.name}[]" if code == known.array_oid else known.name]


def without_none(hint: Any) -> Any:
    if isinstance(hint, UnionType):
        (hint,) = (part for part in get_args(hint) if part is not type(None))
    return hint


def same(hint: Any, there: Any) -> bool:
    return get_origin(hint) in (list, dict) if there == "json" else hint == there
