"""Exercise mode: a database of its own, full of invented figures that say so wherever they appear."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, pool, text
from werkzeug.routing import Rule

from geodata.facts import exercise, exercise_reports
from geodata.facts.exercise_reports import OpenSite
from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from geodata.server.setup_problem import SetupProblem
from scripts import exercise as exercise_of_scripts
from scripts.set_up import Database

MARK = "Exercise: invented figures"
FIGURES = "site_id, as_of, plots_ready, plots_occupied, families, individuals"
FILLED = {
    "site_id": "haj-ali",
    "corridor_id": "C02",
    "community_id": "rabia",
    "metric": "currently_displaced_individuals",
}


def asked(address: str, sql: str) -> list[Any]:
    with create_engine(address, poolclass=pool.NullPool).connect() as connection:
        return list(connection.execute(text(sql)))


def state_of_the_facts(addresses: Addresses) -> list[Any]:
    return asked(addresses.owner, "SELECT number, (SELECT count(*) FROM site_report) FROM data_version")


@pytest.fixture(scope="module")
def exercised(cluster: Cluster, urls: Addresses) -> Iterator[Addresses]:
    """The exercise's database, made as scripts/serve --exercise makes it, beside the facts."""
    before = state_of_the_facts(urls)
    found = exercise_of_scripts.addresses(Database(cluster.addresses(), cluster))
    assert state_of_the_facts(urls) == before
    yield found
    with cluster.connect() as superuser:
        superuser.execute(f'DROP DATABASE "{exercise.DATABASE}" WITH (FORCE)')


@pytest.fixture(scope="module")
def app_of_exercise(exercised: Addresses, make_app: Callable[..., Flask]) -> Flask:
    return make_app(exercised, webmap_exercise=True)


@pytest.fixture
def trainee(app_of_exercise: Flask) -> FlaskClient:
    return app_of_exercise.test_client()


def test_the_two_databases_share_no_report(exercised: Addresses, urls: Addresses) -> None:
    facts, invented = (
        {tuple(row) for row in asked(addresses.owner, f"SELECT {FIGURES} FROM site_report")}
        for addresses in (urls, exercised)
    )
    assert facts
    assert invented
    assert not facts & invented
    assert asked(urls.owner, f"SELECT 1 FROM source WHERE cited_as = '{MARK}'") == []


COUNTED = ("site_report", "service_report", "figure", "flow")


def test_whatever_is_counted_is_invented_and_says_so(exercised: Addresses) -> None:
    for table in COUNTED:
        wrong = asked(
            exercised.owner,
            f"SELECT 1 FROM {table} r JOIN source s USING (source_id)"
            f" WHERE s.cited_as <> '{MARK}' OR r.note IS DISTINCT FROM '{MARK}'",
        )
        assert not wrong, table
        assert asked(exercised.owner, f"SELECT 1 FROM {table} LIMIT 1"), table
    assert asked(exercised.owner, "SELECT DISTINCT recorded_by FROM site_report") == [("exercise",)]
    assert asked(exercised.owner, "SELECT DISTINCT provider FROM flow UNION SELECT provider FROM figure") == [
        ("exercise (invented)",)
    ]
    assert asked(exercised.owner, "SELECT 1 FROM figure WHERE cardinality(site_ids) > 0") == []
    assert asked(exercised.owner, "SELECT 1 FROM activity") == []
    assert asked(exercised.owner, "SELECT 1 FROM service_point WHERE capacity IS NOT NULL") == []
    assert asked(exercised.owner, "SELECT 1 FROM community WHERE population IS NOT NULL") == []


def test_places_are_those_of_the_sources(exercised: Addresses, urls: Addresses) -> None:
    for table, columns in (
        ("site", "site_id, name, type, geom, opened_on"),
        ("corridor", "corridor_id, name, axis"),
        ("community", "community_id, name, geom"),
        ("service_point", "service_id, name, geom, from_date"),
    ):
        found = f"SELECT {columns} FROM {table} ORDER BY 1"
        assert asked(exercised.owner, found) == asked(urls.owner, found)


def test_no_published_number_stands_on_a_page_of_an_exercise(
    app_of_exercise: Flask, trainee: FlaskClient, urls: Addresses
) -> None:
    """As people read them, on a day by which all of them had been published."""
    published = asked(
        urls.owner,
        "SELECT DISTINCT value::bigint FROM figure WHERE unit IN ('individuals', 'families') AND value >= 10000"
        " UNION SELECT individuals FROM flow WHERE individuals >= 10000",
    )
    numbers = {f"{value:,}" for (value,) in published if value % 1000}  # round ones stand on scales
    assert len(numbers) > 100
    for rule in rules(app_of_exercise):
        for at in ("2017-04-04", "2017-08-31"):
            answer = trainee.get(f"{address(rule)}?lang=en&at={at}&lon=43.2&lat=36.2&q=mosul&site=haj-ali&corridor=C02")
            if answer.mimetype == "text/html":
                assert not (found := numbers & set(re.findall(r"\d[\d,]*\d", answer.text))), (rule.rule, found)
                assert "IOM DTM via" not in answer.text, rule.rule


def test_movements_bring_what_the_sites_report(exercised: Addresses) -> None:
    """So no movement makes an invented count old that it should fit."""
    wrong = asked(
        exercised.app,
        "SELECT f.flow_id FROM flows f LEFT JOIN site_reports r ON r.site_id = f.to_site AND r.as_of = f.period_end"
        " LEFT JOIN site_reports b ON b.site_id = f.to_site AND b.as_of = f.period_start - 1"
        " WHERE f.families IS DISTINCT FROM r.families - b.families OR f.from_geom IS NULL",
    )
    assert wrong == []


def test_the_invented_series_adds_up(exercised: Addresses) -> None:
    """Displaced now + returned = ever displaced, on each day."""
    days: dict[date, dict[str, int]] = {}
    for metric, as_of, value in asked(exercised.owner, "SELECT metric, as_of, value FROM figure"):
        days.setdefault(as_of, {})[metric] = value
    assert len(days) == 9
    for of in days.values():
        for unit in ("families", "individuals"):
            assert of[f"currently_displaced_{unit}"] + of[f"returned_{unit}"] == of[f"cumulative_displaced_{unit}"]


def test_its_own_provider_stands_first(trainee: FlaskClient) -> None:
    page = trainee.get("/displacement?lang=en").text
    assert re.search(r"On [^<]*2017 [^<]* people were displaced, counted by exercise \(invented\)", page)
    assert trainee.get("/map/days.json?lang=en").get_json()["series"]


def test_a_second_start_leaves_the_reports_of_an_exercise_alone(cluster: Cluster, exercised: Addresses) -> None:
    before = state_of_the_facts(exercised)
    exercise_of_scripts.addresses(Database(cluster.addresses(), cluster))
    assert state_of_the_facts(exercised) == before


def test_the_picture_is_full_and_has_what_planners_must_look_out_for(exercised: Addresses) -> None:
    with create_engine(exercised.app, poolclass=pool.NullPool).connect() as connection:
        sites = connection.execute(text("SELECT * FROM site_state(:day)"), {"day": date(2017, 4, 30)}).all()
    counted = [site for site in sites if site.free is not None]
    assert len(counted) >= 10
    assert sum(site.free for site in counted) > 2_000
    assert any(site.over_capacity_by > 0 for site in counted)
    assert any((date(2017, 4, 30) - site.counted_as_of).days > 31 for site in counted)
    assert any(site.families is not None and site.free is None for site in sites)
    assert any(site.status_then == "open" and site.newest_as_of is None for site in sites)
    assert not any(site.out_of_date for site in counted)


def test_the_same_seed_invents_the_same() -> None:
    sites = [OpenSite("b", "camp"), OpenSite("a", "emergency_site"), *(OpenSite(f"c{n}", "camp") for n in range(20))]
    first, again = (list(exercise_reports.site_reports(order)) for order in (sites, sites[::-1]))
    assert first == again
    days = [row["as_of"] for row in first]
    assert min(days) >= date(2017, 3, 1)
    assert max(days) <= date(2017, 4, 30)


def test_no_site_reports_before_it_opened(exercised: Addresses) -> None:
    early = asked(
        exercised.owner,
        "SELECT r.site_id FROM site_report r JOIN site s USING (site_id) WHERE s.opened_on_precision = 'day'"
        " AND r.as_of < s.opened_on",
    )
    assert early == []


def rules(app: Flask) -> list[Rule]:
    """Of all that says anything: static files and the modules of the map hold no figures."""
    readable = (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()))
    return [rule for rule in readable if not rule.arguments & {"path", "digest"}]


def address(rule: Rule) -> str:
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda match: FILLED.get(match.group(1), "1"), rule.rule)


def test_every_page_file_and_answer_says_that_its_figures_are_invented(
    app_of_exercise: Flask, trainee: FlaskClient
) -> None:
    kinds = set()
    for rule in rules(app_of_exercise):
        path = address(rule)
        answer = trainee.get(f"{path}?lang=en&lon=43.2&lat=36.2&q=mosul&site=haj-ali&corridor=C02")
        if answer.status_code == 301:  # to what it understands of that
            answer = trainee.get(answer.headers["Location"])
        if answer.status_code == 303 or answer.mimetype == "text/javascript":  # to signing in; what tells no figures
            continue
        kinds.add((answer.mimetype, answer.status_code))
        if answer.mimetype == "text/html":
            assert f"<strong>{MARK}</strong>" in answer.text, path
            assert f"<title>{MARK} · " in answer.text, path
        elif answer.mimetype == "text/csv":
            assert 'filename="exercise-' in answer.headers["Content-Disposition"], path
            rows = list(csv.reader(io.StringIO(answer.text)))
            assert [row[-1] for row in rows] == ["exercise", *["yes"] * (len(rows) - 1)], path
        elif answer.mimetype == "image/svg+xml":
            assert MARK in answer.text, path
        elif answer.mimetype == "application/pdf":
            with pypdfium2.PdfDocument(answer.data) as sheet:
                assert MARK in sheet[0].get_textpage().get_text_range(), path
        elif answer.mimetype == "image/png":
            assert MARK in trainee.get(f"{path.removesuffix('png')}svg?lang=en").text, path  # the same picture
        else:
            assert (answer.mimetype or "").endswith("json"), (path, answer.mimetype)
            assert answer.get_json()["exercise"] is True, path
    assert {("text/html", 200), ("text/csv", 200), ("application/json", 200)} <= kinds


def test_what_is_not_there_says_so_too(trainee: FlaskClient) -> None:
    assert MARK in trainee.get("/sites/nowhere?lang=en").text
    assert trainee.get("/map/data.json?at=nonsense").get_json()["exercise"] is True


def test_a_remembered_answer_is_marked_once(trainee: FlaskClient) -> None:
    first, again = (trainee.get("/sites.csv?lang=en").text for _ in range(2))
    assert first == again


@pytest.mark.parametrize("path", ["/", "/print"])
def test_the_map_and_its_sheet_carry_it_in_their_title_where_it_covers_nothing(trainee: FlaskClient, path: str) -> None:
    page = trainee.get(f"{path}?lang=en").text
    assert re.search(rf"<h1>[^\n]*{MARK}", page)
    assert "data-exercise" not in page
    assert "Facts from public sources" not in page


def test_it_opens_on_the_day_of_the_newest_invented_report(trainee: FlaskClient) -> None:
    found = trainee.get("/map/data.json?lang=en").get_json()
    assert "2017-04-24" <= found["at"] <= "2017-04-30"


def test_the_facts_say_nothing_of_exercises(client: FlaskClient) -> None:
    for path in ("/?lang=en", "/print?lang=en", "/sites.csv", "/map/data.json", "/sites/haj-ali?lang=en"):
        assert "xercise" not in client.get(path).text, path


def test_the_same_address_has_another_tag(trainee: FlaskClient, client: FlaskClient) -> None:
    assert trainee.get("/sites?lang=en").headers["ETag"] != client.get("/sites?lang=en").headers["ETag"]


def test_a_given_server_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@example/ninewa")
    with pytest.raises(SetupProblem, match="env -u DATABASE_URL scripts/serve --exercise"):
        exercise_of_scripts.refuse_given_server()
