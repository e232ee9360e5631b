"""Plots reserved from a plan: never more than are free, for a time, seen by those who plan and by nobody else."""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from geodata.rules.dates import TIME_ZONE, today
from geodata.server.logins import Addresses
from tests.conftest import Make
from tests.signed_in import add_account, as_owner, csrf, signed_in
from webmap.databases import Databases
from webmap.db import acting, transaction
from webmap.person import Person

SITE, OTHER = "haj-ali", "qayyarah-airstrip"
ASKED = "lon=43.3&lat=35.7&families=30&max_km=60"
EN = {"Accept-Language": "en"}
REPORT = text(
    "INSERT INTO ninewa.site_report"
    " (site_id, as_of, plots_ready, plots_occupied, plots_reserved, source_id, recorded_at)"
    " VALUES (:site, :day, :ready, :occupied, :reserved, 1, clock_timestamp())"
)


def report(
    addresses: Addresses, site: str, ready: int, occupied: int, reserved: int = 0, day: date | None = None
) -> None:
    values = {"site": site, "ready": ready, "occupied": occupied, "reserved": reserved, "day": day or today()}
    with as_owner(addresses) as connection:
        connection.execute(REPORT, values)


@pytest.fixture
def addresses(fresh_database: Addresses) -> Addresses:
    """Two sites counted today: 40 and 25 places free, the first with 10 more that its report states as reserved."""
    report(fresh_database, SITE, 110, 60, 10)
    report(fresh_database, OTHER, 125, 100)
    return fresh_database


@pytest.fixture
def app(addresses: Addresses, make_app: Make) -> Flask:
    return make_app(addresses, role="public")


@pytest.fixture
def planner(app: Flask, addresses: Addresses) -> FlaskClient:
    return signed_in(app, addresses, add_account(addresses, "Omar", "planner"))


def send(client: FlaskClient, plots: dict[str, object], **fields: str) -> TestResponse:
    until = datetime.now(TIME_ZONE) + timedelta(hours=72)
    data: dict[str, Any] = {"asked": ASKED, "client_uuid": str(uuid4())}
    data["csrf_token"] = fields.pop("csrf_token", None) or csrf(client)
    data |= {"until_day": until.date().isoformat(), "until_time": until.strftime("%H:%M")}
    data |= {f"plots-{site}": str(count) for site, count in plots.items()} | fields
    return client.post("/plan/reserve", data=data, headers=EN)


def until_answered(client: FlaskClient, plots: dict[str, object], token: str) -> TestResponse:
    """Once more where the server said that it has no connection free, under the same id."""
    one = str(uuid4())
    while (answer := send(client, plots, client_uuid=one, csrf_token=token)).status_code == 503:
        time.sleep(0.1)
    return answer


def free(addresses: Addresses, site: str = SITE, day: date | None = None) -> int | None:
    with as_owner(addresses) as connection:
        connection.execute(text("SET LOCAL search_path = exact, ninewa, public"))
        found: int | None = connection.scalar(
            text("SELECT free FROM site_state(:day) WHERE site_id = :site"), {"day": day or today(), "site": site}
        )
        return found


def ids(addresses: Addresses) -> list[int]:
    with as_owner(addresses) as connection:
        return list(connection.scalars(text("SELECT reservation_id FROM ninewa.reservation ORDER BY reservation_id")))


def words(answer: TestResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>|[\u2066-\u2069]", "", answer.get_data(as_text=True)))


def test_what_a_plan_places_is_reserved_and_taken_off_for_those_who_plan_alone(
    app: Flask, addresses: Addresses, planner: FlaskClient
) -> None:
    public = app.test_client()
    paths = (f"/sites/{SITE}?at={today()}", f"/sites.csv?at={today()}", f"/plan?{ASKED}&at={today()}", "/map/data.json")
    before = [public.get(path, headers=EN).get_data() for path in paths]
    form = planner.get(f"/plan/reserve?{ASKED}&lang=en")
    shown = words(form)
    assert "Worked out for today" in shown
    assert "60 of 110 plots occupied" in shown
    assert "10 reserved in the report" in shown
    assert f'name="plots-{SITE}" value="30"' in form.text
    assert send(planner, {SITE: 30}, note="Families from the west").status_code == 303
    assert free(addresses) == 10
    assert free(addresses, day=today() - timedelta(days=1)) != 10
    site = words(planner.get(f"/sites/{SITE}?at={today()}", headers=EN))
    assert "10 places free of 110" in site
    assert "30 plots are taken off because planners reserved them here, until" in site
    data = planner.get(f"/map/data.json?at={today()}", headers=EN).get_data(as_text=True)
    assert "30 reserved here until" in data
    on_map = planner.get(f"/plan/on-map.json?arrive=35.7,43.3:5000&max_km=60&at={today()}").get_json()
    assert {room["id"]: room["free"] for room in on_map["rooms"]}[SITE] == 10
    plan = words(planner.get(f"/plan?{ASKED}&at={today()}", headers=EN))
    assert "30 plots that planners reserved here are taken off as well" in plan
    for path in (f"/sites.csv?at={today()}", f"/plan/passed-over.csv?{ASKED}&at={today()}&exclude={SITE}"):
        file = planner.get(path, headers=EN).get_data(as_text=True).removeprefix("\ufeff")
        (line,) = [one for one in csv.DictReader(file.splitlines()) if one["site_id"] == SITE]
        assert [value for key, value in line.items() if key.endswith("reserved_here")] == ["30"], line
    own = words(planner.get("/plan/reservations", headers=EN))
    assert "30 plots reserved until" in own
    assert "Families from the west" in own
    for path, was in zip(paths, before, strict=True):
        assert public.get(path, headers=EN).get_data() == was, path
    with as_owner(addresses) as connection:
        assert connection.scalar(text("SELECT count(*) FROM published.reservations")) == 0


def test_twenty_planners_at_once_never_get_more_than_is_free(app: Flask, addresses: Addresses) -> None:
    clients = [signed_in(app, addresses, add_account(addresses, f"Planner {n}", "planner")) for n in range(20)]
    tokens = [csrf(client) for client in clients]

    def ask(n: int) -> TestResponse:
        return until_answered(clients[n], {SITE: 3}, tokens[n])

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(ask, range(20)))
    assert sorted(answer.status_code for answer in answers) == [303] * 13 + [409] * 7
    assert free(addresses) == 1
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert "Haj Ali: 1 place is left. Nothing was reserved." in words(refused)
    assert f'name="plots-{SITE}" value="3"' in refused.text


def test_plans_of_several_sites_wait_for_one_another_in_one_order_and_are_reserved_whole(
    app: Flask, addresses: Addresses
) -> None:
    clients = [signed_in(app, addresses, add_account(addresses, f"Planner {n}", "planner")) for n in range(20)]
    tokens = [csrf(client) for client in clients]

    def ask(n: int) -> int:
        sites = (SITE, OTHER) if n % 2 else (OTHER, SITE)
        return until_answered(clients[n], dict.fromkeys(sites, 3), tokens[n]).status_code

    with ThreadPoolExecutor(20) as pool:
        answers = sorted(pool.map(ask, range(20)))
    assert answers == [303] * 8 + [409] * 12
    assert (free(addresses), free(addresses, OTHER)) == (40 - 24, 25 - 24)
    assert len(ids(addresses)) == 16


def test_sent_twice_it_is_reserved_once_and_otherwise_not_at_all(addresses: Addresses, planner: FlaskClient) -> None:
    one = str(uuid4())
    fields = {"client_uuid": one, "until_day": (today() + timedelta(days=2)).isoformat(), "until_time": "12:00"}
    for _again in range(2):
        assert send(planner, {SITE: 5}, **fields).status_code == 303
    assert send(planner, {SITE: 9}, **fields).status_code == 303  # to the list, which shows what was reserved
    assert free(addresses) == 35
    told = planner.get(f"/plan/reservations?told={one}", headers=EN)
    assert re.search("Reserved: ?Haj Ali ?: 5 plots reserved until", words(told))


def test_programs_are_answered_in_json(addresses: Addresses, planner: FlaskClient) -> None:
    data = {"asked": ASKED, "client_uuid": str(uuid4()), "until_day": str(today() + timedelta(days=1))}
    data |= {"until_time": "09:30", f"plots-{SITE}": "7", "csrf_token": csrf(planner)}
    ask = {"Accept": "application/json"}
    made = planner.post("/plan/reserve", data=data, headers=ask)
    assert (made.status_code, made.get_json()["told"], made.get_json()["reservations"][0]["plots"]) == (201, "new", 7)
    assert made.get_json()["reservations"][0]["until"].endswith("T09:30:00+03:00")
    assert planner.post("/plan/reserve", data=data, headers=ask).status_code == 200
    data |= {"client_uuid": str(uuid4()), f"plots-{SITE}": "100"}
    refused = planner.post("/plan/reserve", data=data, headers=ask)
    assert (refused.status_code, refused.get_json()["parameter"]) == (409, f"plots-{SITE}")
    assert "33 places are left" in refused.get_json()["detail"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"until_time": "25:00"}, "Write the time like 17:30."),
        ({"until_day": "2020-01-01"}, "This is over already."),
        ({"until_day": str(today() + timedelta(days=16))}, "14 days at most"),
        ({f"plots-{SITE}": "many"}, "Write a whole number of 0 or more."),
        ({f"plots-{SITE}": ""}, "Write at one site at least"),
        ({"plots-no-such-site": "3"}, "no-such-site: no free places are known"),
        ({"note": "Call 0770 123 4567"}, "telephone"),
    ],
)
def test_what_cannot_be_read_is_said_and_what_was_typed_stays(
    addresses: Addresses, planner: FlaskClient, fields: dict[str, str], said: str
) -> None:
    answer = send(planner, {SITE: 12}, **{"note": "kept as typed", **fields})
    assert answer.status_code in (400, 409)
    assert said in words(answer)
    kept = fields.get("note", "kept as typed")
    assert kept in answer.text
    assert ids(addresses) == []


def test_digits_of_the_region_are_read(addresses: Addresses, planner: FlaskClient) -> None:
    until = (today() + timedelta(days=3)).isoformat().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert send(planner, {SITE: "١٢"}, until_day=until, until_time="١٧:٣٠").status_code == 303
    assert free(addresses) == 28


def test_it_is_ended_by_who_made_it_by_an_officer_or_by_the_site_s_manager_who_says_why(
    app: Flask, addresses: Addresses, planner: FlaskClient
) -> None:
    people = {
        "manager": signed_in(app, addresses, add_account(addresses, "Sara", "site_manager", [SITE])),
        "elsewhere": signed_in(app, addresses, add_account(addresses, "Hana", "site_manager", [OTHER])),
        "colleague": signed_in(app, addresses, add_account(addresses, "Bahar", "planner")),
        "officer": signed_in(app, addresses, add_account(addresses, "Dara", "information_officer")),
    }
    for _each in range(3):
        assert send(planner, {SITE: 5}).status_code == 303
    first, second, third = ids(addresses)

    def end(client: FlaskClient, one: int, how: str, reason: str = "") -> int:
        data = {"how": how, "reason": reason, "csrf_token": csrf(client)}
        return client.post(f"/plan/reservations/{one}/end", data=data, headers=EN).status_code

    home = words(people["manager"].get("/my-sites", headers=EN))
    assert "5 plots are reserved until" in home
    assert "by Omar" in home
    assert "5 plots are reserved" not in words(people["elsewhere"].get("/my-sites", headers=EN))
    assert end(people["elsewhere"], first, "arrived") == 404
    assert people["elsewhere"].get(f"/plan/reservations/{first}").status_code == 404
    assert end(people["colleague"], first, "arrived") == 404
    assert people["colleague"].get(f"/plan/reservations/{first}").status_code == 200
    assert end(people["manager"], first, "cancelled") == 400
    assert free(addresses) == 25
    assert end(people["manager"], first, "cancelled", "The tents are not up") == 303
    assert free(addresses) == 30
    assert end(people["officer"], second, "arrived") == 303
    assert end(planner, third, "cancelled") == 303
    assert end(planner, third, "arrived") == 303  # over already: nothing happens
    assert free(addresses) == 40
    told = words(planner.get("/plan/reservations", headers=EN))
    assert "by Sara" in told
    assert "The tents are not up" in told
    assert told.count("cancelled") == 2


def test_that_a_report_came_after_it_is_said_plainly(app: Flask, addresses: Addresses, planner: FlaskClient) -> None:
    manager = signed_in(app, addresses, add_account(addresses, "Sara", "site_manager", [SITE]))
    assert send(planner, {SITE: 12}).status_code == 303
    assert "after it: if these families" not in words(manager.get("/my-sites", headers=EN))
    report(addresses, SITE, 110, 70, 10, today() - timedelta(days=1))  # of an earlier day, so of earlier families
    assert "was made after this reservation" not in words(planner.get("/plan/reservations", headers=EN))
    report(addresses, SITE, 110, 72, 10)
    assert free(addresses) == 16  # taken off twice, until somebody says that they have arrived
    assert "after it: if these families are counted there" in words(manager.get("/my-sites", headers=EN))
    assert "was made after this reservation" in words(planner.get("/plan/reservations", headers=EN))
    plan = words(planner.get(f"/plan?{ASKED}&at={today()}", headers=EN))
    assert "Haj Ali: 12 of them were reserved before that count" in plan
    (one,) = ids(addresses)
    manager.post(f"/plan/reservations/{one}/end", data={"how": "arrived", "csrf_token": csrf(manager)})
    assert free(addresses) == 28


@pytest.fixture
def asked_of_the_rule(addresses: Addresses) -> Iterator[Connection]:
    with as_owner(addresses) as connection:
        yield connection


def at(days: float) -> datetime:
    return datetime.combine(today(), datetime.min.time(), TIME_ZONE).astimezone(UTC) + timedelta(days=days)


@pytest.mark.parametrize(
    ("made", "until", "ended", "day", "known", "holds"),
    [
        (-3, 3, None, -4, None, False),  # before it was made
        (-2.5, 3, None, -3, None, True),  # on the day of its making
        (-3, 3, None, 0, None, True),
        (-3, 3.5, None, 3, None, True),  # a day to come: it has begun before the end
        (-3, 3, None, 3, None, False),
        (-3, 3, -0.5, 0, None, False),  # cancelled yesterday
        (-3, 3, -0.5, -2, None, True),
        (-3, 3, -0.5, -2, -1.0, True),  # as it was known before it was cancelled
        (-3, 3, -0.5, 0, -0.9, True),
        (-3, -1, None, 0, None, False),  # over by itself
        (-3, -0.5, None, -2, None, True),
        (-3, -0.5, None, -1, None, False),  # over at the end of that day
        (-3, 3, None, 0, -3.5, False),  # not known yet
    ],
)
def test_it_counts_on_the_days_from_its_making_until_it_ends(
    asked_of_the_rule: Connection,
    made: float,
    until: float,
    ended: float | None,
    day: int,
    known: float | None,
    holds: bool,
) -> None:
    values = {
        "made": at(made),
        "until": at(until),
        "ended": None if ended is None else at(ended),
        "day": today() + timedelta(days=day),
        "known": datetime.max.replace(tzinfo=UTC) if known is None else at(known),
    }
    sql = "SELECT reserved_on(:made, :until, CAST(:ended AS timestamptz), :day, :known)"
    assert asked_of_the_rule.scalar(text(sql), values) is holds


def test_it_ends_by_itself_also_in_pages_that_were_remembered(addresses: Addresses, planner: FlaskClient) -> None:
    path = f"/sites/{SITE}?at={today()}"
    with as_owner(addresses) as connection:
        connection.execute(
            text(
                "INSERT INTO ninewa.reservation (site_id, plots, holds_until, account_id, asked, client_uuid)"
                " SELECT :site, 15, clock_timestamp() + interval '4 s', account_id, 'q=x', gen_random_uuid()"
                " FROM ninewa.account WHERE name = 'Omar'"
            ),
            {"site": SITE},
        )
    while "25 places free" not in (shown := words(planner.get(path, headers=EN))):
        assert "40 places free" in shown  # the version is read once a second
        time.sleep(0.2)
    deadline = time.monotonic() + 10
    while "40 places free" not in words(planner.get(path, headers=EN)):
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_while_plots_are_reserved_who_plans_is_shown_today(
    app: Flask, fresh_database: Addresses, make_app: Make
) -> None:
    yesterday = today() - timedelta(days=1)
    addresses = fresh_database
    with as_owner(addresses) as connection:
        connection.execute(text("DELETE FROM ninewa.site_report WHERE report_id >= 1000000"))
        sites = connection.scalars(text("SELECT site_id FROM ninewa.site")).all()
    for site in sites:
        report(addresses, site, 110, 60, 10, yesterday)
    client = signed_in(app, addresses, add_account(addresses, "Lana", "planner"))
    assert "today, because" not in words(client.get("/sites", headers=EN))
    public_before = app.test_client().get("/sites", headers=EN).get_data()
    assert send(client, {SITE: 30}).status_code == 303
    shown = words(client.get("/sites", headers=EN))
    assert "30 reserved here until" in shown
    assert "today, because plots are reserved now" in shown
    assert app.test_client().get("/sites", headers=EN).get_data() == public_before


FOR_NOBODY = (
    "INSERT INTO reservation (site_id, plots, holds_until, asked, client_uuid, made_at)"
    " VALUES ('haj-ali', 1, now() + interval '1 h', 'q=x', gen_random_uuid(), now())",
    "INSERT INTO reservation (site_id, plots, holds_until, asked, client_uuid, account_id)"
    " VALUES ('haj-ali', 1, now() + interval '1 h', 'q=x', gen_random_uuid(), 1)",
    "UPDATE reservation SET plots = 1",
    "UPDATE reservation SET holds_until = now()",
    "DELETE FROM reservation",
    "UPDATE scenario SET title = 'x'",
    "DELETE FROM scenario",
)
RESERVE = (
    "INSERT INTO reservation (site_id, plots, holds_until, asked, client_uuid)"
    " VALUES ('haj-ali', 1, now() + interval '1 h', 'q=x', gen_random_uuid())"
)


def test_the_database_judges_who_reserves_and_for_how_long(app: Flask, addresses: Addresses) -> None:
    databases: Databases = app.extensions["databases"]
    may = {"planner": True, "information_officer": True, "admin": True, "site_manager": False}
    for role, allowed in may.items():
        person = Person("admin", add_account(addresses, f"A {role}", role, [SITE]))
        with acting(databases, person):
            for statement in FOR_NOBODY:
                with pytest.raises(DBAPIError, match="permission denied"), transaction() as connection:
                    connection.execute(text(statement))
            if allowed:
                with transaction() as connection:
                    connection.execute(text(RESERVE))
            else:
                with pytest.raises(DBAPIError, match="row-level security"), transaction() as connection:
                    connection.execute(text(RESERVE))
            too_long = RESERVE.replace("1 h", "15 days")
            with pytest.raises(DBAPIError), transaction() as connection:
                connection.execute(text(too_long))
    elsewhere = Person("planner", add_account(addresses, "Elsewhere", "site_manager", [OTHER]))
    with acting(databases, elsewhere), transaction() as connection:
        assert connection.scalar(text("SELECT count(*) FROM reservation")) == 0
        assert connection.execute(text("UPDATE reservation SET ended_how = 'arrived'")).rowcount == 0
        assert connection.scalar(text("SELECT count(*) FROM scenario")) == 0


def test_what_changed_says_all_that_is_taken_off(planner: FlaskClient, addresses: Addresses) -> None:
    before, now = today() - timedelta(days=3), today()
    report(addresses, SITE, 110, 50, day=before)
    send(planner, {SITE: 3})
    told = planner.get(f"/plan/changes?from={before}&to={now}", headers=EN).get_data(as_text=True)
    assert "37 free places" in told
    assert re.search(
        r"ready: 110, occupied: 60\. Taken off as well: 10 reserved in the report, 3 reserved here until ", told
    )
