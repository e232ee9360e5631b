"""Reports of people without an account: they wait, are no figure before, and are accepted once or returned."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from geodata.rules.dates import TIME_ZONE
from geodata.server.logins import Addresses
from tests.conftest import Make
from tests.signed_in import PASSWORD, add_account, as_owner, csrf, signed_in
from tests.test_reporting import OTHER, SITE, TODAY, USUAL, House
from webmap.accounts import queries as accounts
from webmap.reporting.guests.deciding import MOST_WAITING
from webmap.tries import MOST

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

HOSTILE = "A${window.x=1}<img src=x onerror=1></script>"


@pytest.fixture
def mine(fresh_database: Addresses, make_app: Make) -> House:
    return House(fresh_database, make_app(fresh_database, role="public"))


def make_link(house: House, **fields: str) -> str:
    """The path of a new link of the house's manager."""
    answer = house.client.post(f"/sites/{SITE}/guests", data={"csrf_token": house.token, **fields})
    assert answer.status_code == 201, answer.text
    (path,) = re.findall(r"http://localhost(/guest/[\w-]{22})<", answer.text)
    return str(path)


class Guest:
    """Who has a link and no account."""

    def __init__(self, house: House, path: str) -> None:
        self.client: FlaskClient = house.app.test_client()
        self.path = path
        self.token = csrf(self.client)

    def send(self, **fields: Any) -> TestResponse:
        given = {"csrf_token": self.token, "client_uuid": str(uuid4()), "as_of": TODAY.isoformat(), "how": "only"}
        return self.client.post(self.path, data={**given, **fields})

    def read(self) -> TestResponse:
        return self.client.get(self.path)


def waiting_ids(client: FlaskClient) -> list[str]:
    return re.findall(r"/reports/waiting/(\d+)/accept", client.get("/reports/waiting").text)


def accept(client: FlaskClient, waiting_id: str) -> TestResponse:
    page = client.get("/reports/waiting").text
    here = page.split(f"/reports/waiting/{waiting_id}/accept", 1)
    seen = re.findall(r'name="seen" value="(\d*)"', here[1])[0] if len(here) > 1 else ""
    return client.post(f"/reports/waiting/{waiting_id}/accept", data={"csrf_token": csrf(client), "seen": seen})


def test_what_a_guest_sends_is_no_figure_until_it_is_accepted_and_then_once(mine: House) -> None:
    guest = Guest(mine, make_link(mine, given_to=HOSTILE))
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    said = {**USUAL, "latrines": "12", "note": "Counted twice.", "unknown": ["plots_reserved"]}
    answer = guest.send(**said, as_of=yesterday, time="07:15")
    assert (answer.status_code, answer.location.endswith("told=waits")) == (303, True)
    assert "waits since" in guest.client.get(answer.location).text
    assert mine.reports() == []
    (waiting_id,) = waiting_ids(mine.client)
    page = mine.client.get("/reports/waiting").text
    assert "&lt;img src=x" in page
    assert "Counted twice." in page
    assert ">12<" in page
    assert "1 report of a guest waits" in mine.client.get("/my-sites").text
    assert accept(mine.client, waiting_id).status_code == 303
    again = mine.client.post(f"/reports/waiting/{waiting_id}/accept", data={"csrf_token": mine.token, "seen": ""})
    assert again.location.endswith("told=decided")
    (stored,) = mine.reports()
    assert (stored["account_id"], stored["families"], stored["note"]) == (mine.account, 400, "Counted twice.")
    assert stored["observed_at"].astimezone(TIME_ZONE).strftime("%Y-%m-%d %H:%M") == f"{yesterday} 07:15"
    assert stored["stated"] == {"plots_reserved": {"qualifier": "unknown"}}
    (source,) = mine.rows(f"SELECT title FROM ninewa.source WHERE source_id = {stored['source_id']}")
    assert source["title"] == "Guest report, accepted by site management, Haj Ali"
    levels = mine.rows("SELECT value FROM ninewa.service_report WHERE :site = ANY (site_ids) AND report_id >= 1000000")
    assert [row["value"] for row in levels] == [12]
    assert mine.free() == 100
    assert "accepted" in guest.read().text
    assert "a guest; accepted by: you" in mine.client.get(f"/sites/{SITE}/reports").text


def test_the_database_holds_no_token(mine: House) -> None:
    token = make_link(mine).rsplit("/", 1)[1]
    assert token not in mine.client.get(f"/sites/{SITE}/guests").text
    (kept,) = mine.rows("SELECT token_hash FROM ninewa.guest_token")
    assert token.encode() not in bytes(kept["token_hash"])


def test_sent_twice_waits_once_and_changed_on_the_way_both_wait(mine: House) -> None:
    guest, fields = Guest(mine, make_link(mine)), {**USUAL, "client_uuid": str(uuid4())}
    assert guest.send(**fields).location.endswith("told=waits")
    assert guest.send(**fields).location.endswith("told=again")
    assert len(waiting_ids(mine.client)) == 1
    guest.send(**{**fields, "families": "401"})
    assert len(waiting_ids(mine.client)) == 2


def test_a_few_wait_and_more_are_refused_with_everything_that_was_typed(mine: House) -> None:
    guest = Guest(mine, make_link(mine))
    for families in range(MOST_WAITING):
        assert guest.send(families=str(families + 1)).status_code == 303
    full = guest.send(families="77", note="Rain")
    assert full.status_code == 409
    assert 'value="77"' in full.text
    assert ">Rain<" in full.text
    assert accept(mine.client, waiting_ids(mine.client)[0]).status_code == 303
    assert guest.send(families="77").status_code == 303


def test_what_is_returned_says_why_where_the_link_is_opened_again(mine: House) -> None:
    guest = Guest(mine, make_link(mine))
    guest.send(families="40")
    (waiting_id,) = waiting_ids(mine.client)
    give_back = f"/reports/waiting/{waiting_id}/return"
    assert mine.client.post(give_back, data={"csrf_token": mine.token, "reason": " "}).status_code == 400
    telephone = mine.client.post(give_back, data={"csrf_token": mine.token, "reason": "call 0770 123 4567"})
    assert (telephone.status_code, 'value="call 0770 123 4567"' in telephone.text) == (400, True)
    answer = mine.client.post(give_back, data={"csrf_token": mine.token, "reason": "Tents, not families?"})
    assert answer.location.endswith("told=returned")
    page = guest.read().text
    assert "Tents, not families?" in page
    said = re.sub(r"<(head|footer|header).*?</\1>", "", page, flags=re.DOTALL).split("Sent by this link")[1][:400]
    assert not re.search(r"(?<![:\d])40(?!:|\d)", said), "its figures stand nowhere; times of the day may"
    assert waiting_ids(mine.client) == []
    assert accept(mine.client, waiting_id).location.endswith("told=decided")
    assert mine.reports() == []


def test_odd_figures_are_shown_to_whoever_decides_and_stay_in_doubt(mine: House) -> None:
    mine.send(**USUAL, as_of=(TODAY - timedelta(days=1)).isoformat())
    Guest(mine, make_link(mine)).send(**{**USUAL, "families": "900", "individuals": "4700"})
    page = mine.client.get("/reports/waiting").text
    assert "400" in page.split("900", 1)[1]
    assert 'class="alert"' in page
    (waiting_id,) = waiting_ids(mine.client)
    assert "told=doubted" in accept(mine.client, waiting_id).location
    assert mine.reports()[-1]["doubts"] == ["jump"]


def test_who_decides_is_told_when_another_report_came_meanwhile(mine: House) -> None:
    Guest(mine, make_link(mine)).send(families="40")
    (waiting_id,) = waiting_ids(mine.client)
    mine.send(**USUAL)
    answer = mine.client.post(f"/reports/waiting/{waiting_id}/accept", data={"csrf_token": mine.token, "seen": ""})
    assert answer.location.endswith("told=overtaken")
    assert len(mine.reports()) == 1
    assert "told=accepted" in accept(mine.client, waiting_id).location


def test_a_link_opens_while_it_is_not_revoked_and_its_maker_may_report(mine: House) -> None:
    paths = [make_link(mine, last_day=(TODAY + timedelta(days=1)).isoformat()) for _nth in range(3)]
    guests = [Guest(mine, path) for path in paths]
    assert [guest.read().status_code for guest in guests] == [200, 200, 200]
    (last, *_others) = re.findall(r'name="link" value="(\d+)"', mine.client.get(f"/sites/{SITE}/guests").text)
    mine.client.post(f"/sites/{SITE}/guests/revoke", data={"csrf_token": mine.token, "link": last})
    late = guests[2].send(families="41", note="Rain")
    assert (late.status_code, "41" in late.text, "Rain" in late.text) == (404, True, True)
    with as_owner(mine.addresses) as connection:
        connection.execute(
            text("UPDATE ninewa.guest_link SET last_day = '2026-01-01' WHERE link_id = :one"), {"one": int(last) - 1}
        )
    assert [guest.read().status_code for guest in guests] == [200, 404, 404]
    with as_owner(mine.addresses) as connection:
        accounts.revoke(connection, mine.account, accounts.grants(connection, mine.account)[0].grant_id)
    assert guests[0].read().status_code == 404
    assert guests[0].send(families="41").status_code == 404
    with as_owner(mine.addresses) as connection:
        accounts.grant(connection, mine.account, site_id=SITE)
    assert guests[0].read().status_code == 200
    with as_owner(mine.addresses) as connection:
        accounts.disable(connection, mine.account, True)
    assert guests[0].read().status_code == 404


def test_a_link_shows_what_everybody_may_know_and_no_more(mine: House) -> None:
    mine.send(**USUAL, plots_reserved="7", latrines="13")
    guest = Guest(mine, make_link(mine))
    own, shown = mine.client.get(f"/sites/{SITE}/report").text, guest.read().text
    assert 'data-last="plots_reserved">7<' in own
    assert 'data-last="plots_reserved"' not in shown.replace(">not yet", "")
    assert 'data-last="families">400<' in shown
    with as_owner(mine.addresses) as connection:
        connection.execute(text("UPDATE ninewa.site SET sensitivity = 'severe' WHERE site_id = :site"), {"site": SITE})
    hidden = guest.read().text
    assert "Haj Ali" not in hidden
    assert SITE not in hidden
    assert "data-last" not in hidden
    assert guest.send(families="40").status_code == 303


def test_nothing_of_a_guest_corrects_a_report(mine: House) -> None:
    mine.send(**USUAL)
    (known,) = mine.reports()
    Guest(mine, make_link(mine)).send(families="401", corrects=str(known["report_id"]), reason="x", was_kept="1")
    (waiting_id,) = waiting_ids(mine.client)
    accept(mine.client, waiting_id)
    assert [row["corrects"] for row in mine.reports()] == [None, None]


def test_links_that_open_nothing_are_tried_a_few_times(mine: House) -> None:
    guest = Guest(mine, make_link(mine))
    stranger = mine.app.test_client()
    answers = [stranger.get(f"/guest/{'x' * 21}{nth % 10}").status_code for nth in range(MOST + 2)]
    assert answers == [404] * MOST + [429] * 2
    assert guest.read().status_code == 200
    assert stranger.get("/guest/" + "y" * 5000).status_code == 429


def test_tries_of_links_lock_nobody_s_sign_in(mine: House) -> None:
    add_account(mine.addresses, "Lana", "information_officer", password=PASSWORD)
    stranger = mine.app.test_client()
    for nth in range(MOST + 1):
        stranger.get(f"/guest/{'x' * 21}{nth % 10}")
    answer = stranger.post("/login", data={"csrf_token": csrf(stranger), "name": "Lana", "password": PASSWORD})
    assert answer.status_code == 303


def test_a_report_comes_from_the_form_alone(mine: House) -> None:
    guest = Guest(mine, make_link(mine))
    assert guest.send(families="40", csrf_token="").status_code == 400
    assert waiting_ids(mine.client) == []
    assert guest.read().headers["Referrer-Policy"] == "no-referrer"
    assert guest.read().headers["Cache-Control"] == "no-store"


def test_managers_decide_for_their_own_sites_and_officers_for_all(mine: House) -> None:
    Guest(mine, make_link(mine)).send(families="40")
    (waiting_id,) = waiting_ids(mine.client)
    other = signed_in(mine.app, mine.addresses, add_account(mine.addresses, "Hana", "site_manager", [OTHER]))
    assert waiting_ids(other) == []
    for verb in ("accept", "return"):
        data = {"csrf_token": csrf(other), "reason": "x", "seen": ""}
        answer = other.post(f"/reports/waiting/{waiting_id}/{verb}", data=data, headers={"Accept-Language": "en"})
        assert answer.status_code == 404
    officer = signed_in(mine.app, mine.addresses, add_account(mine.addresses, "Lana", "information_officer"))
    assert waiting_ids(officer) == [waiting_id]
    assert accept(officer, waiting_id).status_code == 303
    planner = signed_in(mine.app, mine.addresses, add_account(mine.addresses, "Omar", "planner"))
    assert planner.get("/reports/waiting").status_code == 403


@pytest.mark.parametrize(
    "fields", [{"last_day": "2026-02-30"}, {"last_day": "2017-01-01"}, {"given_to": "0770 123 4567"}]
)
def test_a_link_that_cannot_be_made_keeps_what_was_typed(mine: House, fields: dict[str, str]) -> None:
    answer = mine.client.post(f"/sites/{SITE}/guests", data={"csrf_token": mine.token, **fields})
    assert answer.status_code == 400
    assert f'value="{next(iter(fields.values()))}"' in answer.text
    assert mine.rows("SELECT * FROM ninewa.guest_link") == []


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_form_of_a_guest_is_small(mine: House, lang: str) -> None:
    page = Guest(mine, make_link(mine)).client.get(f"{make_link(mine)}?lang={lang}")
    files = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page.text)
    sizes = [len(gzip.compress(mine.client.get(file).data)) for file in files]
    assert len(gzip.compress(page.data)) + sum(sizes) <= 25_000
    assert f'dir="{"rtl" if lang == "ar" else "ltr"}"' in page.text
