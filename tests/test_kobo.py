"""Submissions of KoboToolbox: reports in their form's person's name, once; what is none is kept aside and mended."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from geodata.rules.dates import TIME_ZONE
from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from tests.conftest import Make, copy_of, drop
from tests.signed_in import add_account, as_owner, csrf, signed_in
from tests.test_reporting import OTHER, SITE, TODAY
from webmap.reporting.kobo import queries
from webmap.reporting.kobo.api import HEADER
from webmap.tries import MOST

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

PHONE, ENUMERATOR = "+964 770 123 4567", "Enumerator Someone"
HOSTILE = "A${window.x=1}<img src=x onerror=1></script>"
FIGURES = {
    "plots/occupied_plots": "400",
    "plots/not_occupied_plots": "100",
    "total_hh/total_families": "400",
    "ind_ages/total_population": "2100",
}


def submission(uuid: str = "", **answers: Any) -> dict[str, Any]:
    """As KoboToolbox posts it: answers as text under their groups, its own fields, and personal ones."""
    uuid = uuid or str(uuid4())
    return {
        "_id": 8412,
        "formhub/uuid": "c1e2f3a4b5c64d7e8f90a1b2c3d4e5f6",
        "start": f"{TODAY}T09:00:00.000+03:00",
        "end": f"{TODAY}T09:12:31.000+03:00",
        "today": TODAY.isoformat(),
        "username": "field_team_3",
        "deviceid": "ee.kobotoolbox.org:AbC123",
        "phonenumber": PHONE,
        "intro/enumerator_name": ENUMERATOR,
        "intro/enumerator_phone": PHONE,
        "intro/site_name": "haj_ali",
        **FIGURES,
        "wash/water_quantity": "15.5",
        "wash/water_points": "12",
        "remarks": f"Call {ENUMERATOR}",
        "__version__": "vNLn3GkZ2sZb8bYpJ7dQ5f",
        "meta/instanceID": f"uuid:{uuid}",
        "meta/rootUuid": f"uuid:{uuid}",
        "_xform_id_string": "aKoboAssetUid",
        "_uuid": uuid,
        "_attachments": [{"filename": "team/photo.jpg", "mimetype": "image/jpeg", "id": 1}],
        "_status": "submitted_via_web",
        "_geolocation": [35.7415, 43.3120],
        "_submission_time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
        "_tags": [],
        "_notes": [],
        "_validation_status": {},
        "_submitted_by": None,
        **answers,
    }


class Desk:
    """An officer with a form, and what the database holds."""

    def __init__(self, addresses: Addresses, app: Flask) -> None:
        self.addresses, self.app = addresses, app
        self.account = add_account(addresses, "Lana", "information_officer")
        self.client = signed_in(app, addresses, self.account)
        self.token = csrf(self.client)
        self.stranger = app.test_client()
        page = self.post("/kobo", name="Daily count", site="")
        assert page.status_code == 201, page.text
        self.path = re.findall(r"http://localhost(/kobo/\d+)/submissions<", page.text)[0]
        self.secret = shown_token(page)

    def post(self, path: str, /, **fields: str) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token, **fields})

    def send(self, sent: Any = None, *, secret: str | None = None, **answers: Any) -> Any:
        """Post a submission as a server of KoboToolbox does."""
        headers = {HEADER: self.secret if secret is None else secret}
        body = json.dumps(submission(**answers) if sent is None else sent)
        return self.stranger.post(
            f"{self.path}/submissions", data=body, content_type="application/json", headers=headers
        )

    def change(self, **fields: str) -> TestResponse:
        """Keep the map as it stands, but for these fields."""
        page = self.client.get(self.path).text
        stands = dict(re.findall(r'name="(map_\w+)" value="([^"]*)"', page))
        return self.post(self.path, **{"name": "Daily count", "site": "", **stands, **fields})

    def again(self) -> str:
        answer = self.post(f"{self.path}/again")
        return self.client.get(answer.location).text

    def rows(self, statement: str) -> list[Any]:
        with as_owner(self.addresses) as connection:
            return list(connection.execute(text(statement)).mappings())

    def reports(self) -> list[Any]:
        return self.rows("SELECT * FROM ninewa.site_report WHERE report_id >= 1000000 ORDER BY report_id")

    def kept(self) -> list[Any]:
        return self.rows("SELECT * FROM ninewa.kobo_submission ORDER BY submission_id")

    def free(self, site: str = SITE) -> Any:
        with as_owner(self.addresses) as connection:
            connection.execute(text("SET search_path = exact, ninewa, public"))
            query = text("SELECT free FROM site_state(:day) WHERE site_id = :site")
            return connection.execute(query, {"day": TODAY, "site": site}).scalar_one()


def shown_token(page: TestResponse) -> str:
    return str(re.findall(r'class="whole-link">([\w-]{40,})<', page.text)[0])


@pytest.fixture(scope="module")
def addresses(template: str, cluster: Cluster) -> Iterator[Addresses]:
    yield copy_of(template, "ninewa_kobo", cluster)
    drop(cluster, "ninewa_kobo")


@pytest.fixture(scope="module")
def app(addresses: Addresses, make_app: Make) -> Flask:
    return make_app(addresses, role="public")


@pytest.fixture
def desk(addresses: Addresses, app: Flask) -> Desk:
    """In the same database, from which everything that a test before wrote is gone."""
    with as_owner(addresses) as connection:
        for table in ("kobo_submission", "kobo_token", "kobo_form"):
            connection.execute(text(f"DELETE FROM ninewa.{table}"))
        for table in ("service_report", "site_report"):
            connection.execute(text(f"DELETE FROM ninewa.{table} WHERE report_id >= 1000000"))
        for table in ("web_session", "role_grant", "sign_in_attempt", "account"):
            connection.execute(text(f"DELETE FROM ninewa.{table}"))
    return Desk(addresses, app)


def test_a_submission_is_a_report_and_nothing_personal_of_it_is_stored(desk: Desk) -> None:
    answer = desk.send()
    assert (answer.status_code, answer.json["told"]) == (201, "new"), answer.text
    assert (answer.json["as_of"], answer.json["as_of_is"]) == (TODAY.isoformat(), "answered")
    (stored,) = desk.reports()
    assert (stored["site_id"], stored["account_id"], stored["as_of"]) == (SITE, desk.account, TODAY)
    # Ready is what is occupied and what is not.
    assert [stored[name] for name in ("plots_ready", "plots_occupied", "families", "individuals")] == [
        500,
        400,
        400,
        2100,
    ]
    assert (stored["doubts"], stored["client_uuid"], stored["note"]) == ([], None, None)
    assert desk.free() == 100
    levels = desk.rows("SELECT indicator, value FROM ninewa.service_report WHERE report_id >= 1000000 ORDER BY 1")
    assert [tuple(row.values()) for row in levels] == [("water_litres_per_person_day", 15.5), ("water_points", 12)]
    (source,) = desk.rows(f"SELECT title FROM ninewa.source WHERE source_id = {stored['source_id']}")
    assert source["title"] == "Reported by a form of KoboToolbox, Haj Ali"
    (kept,) = desk.kept()
    assert "intro/enumerator_phone" in kept["dropped"]
    assert set(kept["answers"]) == {*FIGURES, "intro/site_name", "today", "wash/water_quantity", "wash/water_points"}
    everything = " ".join(str(desk.rows(f"SELECT * FROM ninewa.{table}")) for table in TABLES)
    for personal in (PHONE, ENUMERATOR, "field_team_3", "35.7415", "ee.kobotoolbox"):
        assert personal not in everything
    page = desk.client.get(f"/sites/{SITE}/reports").text
    assert "KoboToolbox; in the name of: you" in page


TABLES = ("kobo_form", "kobo_submission", "site_report", "service_report", "source", "audit_event")


def test_the_same_submission_is_one_report_however_often_it_is_sent(desk: Desk) -> None:
    sent = submission()
    first, again = desk.send(sent), desk.send(sent)
    assert (again.status_code, again.json["told"]) == (200, "again")
    assert again.json["report_id"] == first.json["report_id"]
    assert (len(desk.reports()), len(desk.kept())) == (1, 1)


def test_the_day_is_the_form_s_own_else_that_of_its_submission_in_baghdad(desk: Desk) -> None:
    late = datetime.combine(TODAY - timedelta(days=1), datetime.min.time(), UTC) - timedelta(hours=2, minutes=30)
    answer = desk.send(today=None, _submission_time=late.strftime("%Y-%m-%dT%H:%M:%S"))
    assert (answer.json["as_of"], answer.json["as_of_is"]) == ((TODAY - timedelta(days=1)).isoformat(), "submitted")
    (stored,) = desk.reports()
    assert stored["observed_at"] == late
    assert stored["as_of"] == late.astimezone(TIME_ZONE).date() != late.date()
    # Filled in three days ago, sent today: it is of that day.
    filled_in = TODAY - timedelta(days=3)
    assert desk.send(today=filled_in.isoformat()).json["as_of"] == filled_in.isoformat()
    assert desk.reports()[-1]["observed_at"] is None


def test_what_is_kept_aside_enters_by_one_press_once_the_map_is_mended(desk: Desk) -> None:
    first = desk.send(**{"intro/site_name": "camp_7", "total_hh/total_families": "-99"})
    assert (first.status_code, first.json["told"]) == (202, "aside")
    assert [one["field"] for one in first.json["problems"]] == ["site_id", "families"]
    desk.send(**{"intro/site_name": "camp_7"})
    assert desk.reports() == []
    assert desk.free() is None
    page = desk.client.get(desk.path).text
    assert "2 submissions are kept aside" in page
    assert "camp_7" in page
    assert PHONE not in page
    assert "still kept aside: 2" in desk.again()
    assert desk.change(sites="camp_7 = haj-ali", unknown="-99").status_code == 303
    assert "Entered: 2; still kept aside: 0" in desk.again()
    assert [row["families"] for row in desk.reports()] == [None, 400]
    assert desk.reports()[0]["stated"] == {"families": {"qualifier": "unknown"}}
    assert desk.free() == 100
    assert "Nothing is kept aside" in desk.client.get(desk.path).text
    # Where somebody stood with a phone is forgotten with it.
    assert all("_geolocation" not in row["answers"] for row in desk.kept())


def test_what_no_map_could_read_has_to_be_sent_again(desk: Desk) -> None:
    """Nothing but answers of the map is kept, so that another map finds nothing in it."""
    renamed: dict[str, Any] = dict.fromkeys(FIGURES) | {"counts/families_now": "410"}
    sent = submission(**renamed)
    answer = desk.send(sent)
    assert (answer.status_code, answer.json["told"]) == (422, "aside")
    assert "families_now" in desk.client.get(desk.path).text
    assert desk.change(map_families="families_now").status_code == 303
    assert "still kept aside: 1" in desk.again()
    assert (desk.send(sent).status_code, [row["families"] for row in desk.reports()]) == (201, [410])
    assert len(desk.kept()) == 1


def test_a_site_is_known_by_id_code_or_name_and_never_guessed(desk: Desk) -> None:
    for site in ("haj-ali", "HAJ_ALI", "Haj Ali"):
        desk.send(**{"intro/site_name": site})
    assert [row["site_id"] for row in desk.reports()] == [SITE] * 3
    for site in ("Hajj Ali camp 99", "", "5"):
        assert desk.send(**{"intro/site_name": site}).json["told"] == "aside"
    assert len(desk.reports()) == 3


NOT_TO_BE_USED: list[tuple[dict[str, Any], str | None]] = [
    ({"total_hh/total_families": "about 40"}, "families"),
    ({"total_hh/total_families": "٤٠٠ عائلة"}, "families"),
    ({"total_hh/total_families": "9" * 40}, "families"),
    ({"total_hh/total_families": ["400", "401"]}, "families"),
    ({"total_hh/total_families": [3, 500]}, "families"),
    ({"total_hh/total_families": {"value": 400}}, "families"),
    ({"total_hh/total_families": "4\x000"}, "families"),
    ({"total_hh/total_families": True}, "families"),
    ({"total_hh/total_families": "-5"}, "families"),
    ({"later/total_families": "77"}, "families"),
    ({"today": "03/04/2017"}, "as_of"),
    ({"today": (TODAY + timedelta(days=40)).isoformat()}, "as_of"),
    ({"today": None, "_submission_time": None}, "as_of"),
    ({"today": None, "_submission_time": "9999-12-31T23:59:59-23:59"}, "as_of"),
    ({"today": None, "_submission_time": ["2026-01-01"]}, "as_of"),
    ({"intro/site_name": HOSTILE}, "site_id"),
    ({"intro/site_name": ["haj-ali"]}, "site_id"),
    ({"intro/site_name": "\u202ehaj-ali\u2066" * 90}, "site_id"),
    ({"_validation_status": {"uid": "validation_status_not_approved", "by_whom": ENUMERATOR}}, None),
    ({"_validation_status": {"uid": "validation_status_on_hold"}}, None),
]


def test_what_cannot_be_used_is_kept_aside_with_the_reason(desk: Desk) -> None:
    for answers, field in NOT_TO_BE_USED:
        answer = desk.send(**answers)
        assert (answer.status_code, answer.json["told"]) == (202, "aside"), (answers, answer.text)
        assert [one["field"] for one in answer.json["problems"]] == [field], answers
    assert desk.reports() == []
    page = desk.client.get(f"{desk.path}?lang=ar")
    assert page.status_code == 200
    assert "<img src=x" not in page.text
    assert ENUMERATOR not in page.text + str(desk.kept())


def test_numbers_come_as_text_and_in_any_digits(desk: Desk) -> None:
    written: list[Any] = ["400", 400, 400.0, "٤٠٠", " 400 ", "\u200e400\u200f"]
    for one in written:
        assert desk.send(**{"total_hh/total_families": one}).json["told"] == "new", one
    assert [row["families"] for row in desk.reports()] == [400] * len(written)


def test_an_answer_that_is_missing_is_unknown_and_no_part_of_a_sum(desk: Desk) -> None:
    desk.send(**{"plots/not_occupied_plots": None, "total_hh/total_families": ""})
    (stored,) = desk.reports()
    assert (stored["plots_ready"], stored["plots_occupied"], stored["families"]) == (None, 400, None)


NO_SUBMISSIONS = [
    (b"{", "application/json"),
    (b"[]", "application/json"),
    (b"\xff\xfe", "application/json"),
    (b'{"_uuid": "x", "_uuid": "y"}', "application/json"),
    (b'{"families": 400}', "application/json"),
    (b'{"_uuid": NaN}', "application/json"),
    (b'{"_uuid": "\\ud800"}', "application/json"),
    (b'{"a":' * 20_000 + b"1" + b"}" * 20_000, "application/json"),
    (b"{" + b",".join(b'"q%d": 1' % nth for nth in range(6000)) + b"}", "application/json"),
    (b"<data/>", "text/xml"),
    (b"_uuid=1", "application/x-www-form-urlencoded"),
]


def test_what_is_no_submission_is_refused_and_stored_nowhere(desk: Desk) -> None:
    for body, kind in NO_SUBMISSIONS:
        headers = {HEADER: desk.secret}
        answer = desk.stranger.post(f"{desk.path}/submissions", data=body, content_type=kind, headers=headers)
        assert (answer.status_code, answer.mimetype) == (400, "application/problem+json"), body[:40]
    assert desk.kept() == []


def test_an_edit_corrects_what_it_was_before(desk: Desk) -> None:
    first, second, third = (str(uuid4()) for _nth in range(3))
    desk.send(uuid=first)
    edit: dict[str, Any]
    edit = {"meta/rootUuid": f"uuid:{first}", "meta/deprecatedID": f"uuid:{first}", "total_hh/total_families": "390"}
    assert desk.send(uuid=second, **edit).json["told"] == "edited"
    # An older server says only what it was before its last edit.
    edit = {"meta/rootUuid": None, "meta/deprecatedID": f"uuid:{second}", "total_hh/total_families": "380"}
    assert desk.send(uuid=third, **edit).json["told"] == "edited"
    reports = desk.reports()
    assert [row["families"] for row in reports] == [400, 390, 380]
    assert [row["corrects"] for row in reports] == [None, reports[0]["report_id"], reports[1]["report_id"]]
    assert desk.send(uuid=first).json["told"] == "replaced"
    assert len(desk.reports()) == 3


def test_an_edit_that_comes_before_what_it_was_is_what_counts(desk: Desk) -> None:
    first, second = str(uuid4()), str(uuid4())
    desk.send(uuid=second, **{"meta/rootUuid": f"uuid:{first}", "meta/deprecatedID": f"uuid:{first}"})
    assert desk.send(uuid=first, **{"total_hh/total_families": "1"}).json["told"] == "replaced"
    assert [row["families"] for row in desk.reports()] == [400]


def test_an_edit_of_what_is_kept_aside_takes_its_place(desk: Desk) -> None:
    first = str(uuid4())
    desk.send(uuid=first, **{"intro/site_name": "camp_7"})
    desk.send(**{"meta/rootUuid": f"uuid:{first}"})
    assert desk.change(sites="camp_7 = haj-ali").status_code == 303
    assert "Nothing is kept aside" in desk.again()
    assert len(desk.reports()) == 1


def test_what_nobody_needs_any_more_is_forgotten(desk: Desk) -> None:
    """Answers of what was dismissed or replaced, also where a reason or the audit repeats them."""
    private = "answered by somebody"
    first, second = str(uuid4()), str(uuid4())
    desk.send(uuid=first, **{"intro/site_name": private})
    desk.send(uuid=second, **{"intro/site_name": private, "meta/rootUuid": f"uuid:{first}"})
    assert private in desk.client.get(desk.path).text
    desk.send(uuid=str(uuid4()), **{"meta/rootUuid": f"uuid:{first}"})
    assert [row["answers"] for row in desk.kept()[:2]] == [{}, {}]
    desk.send(**{"intro/site_name": private})
    (submission_id,) = re.findall(r'name="submission" value="(\d+)"', desk.client.get(desk.path).text)
    desk.post(f"{desk.path}/dismiss", submission=submission_id)
    everything = " ".join(str(desk.rows(f"SELECT * FROM ninewa.{table}")) for table in TABLES)
    assert private not in everything


def test_an_edit_that_names_another_site_leaves_nothing_at_the_former(desk: Desk) -> None:
    first = str(uuid4())
    desk.send(uuid=first)
    assert desk.free() == 100
    edit: dict[str, Any] = {"meta/rootUuid": f"uuid:{first}", "intro/site_name": OTHER, "_geolocation": [None, None]}
    desk.send(**edit)
    assert desk.free() is None
    assert [row["site_id"] for row in desk.reports()] == [SITE, SITE, OTHER]


def test_an_edit_goes_over_nothing_that_was_corrected_here(desk: Desk) -> None:
    first = str(uuid4())
    made = desk.send(uuid=first).json["report_id"]
    form = {"csrf_token": desk.token, "client_uuid": str(uuid4()), "as_of": TODAY.isoformat(), "how": "only"}
    mended = {**form, "corrects": made, "reason": "counted again", "families": "395", "based_on": made}
    assert desk.client.post(f"/sites/{SITE}/report", data=mended).status_code == 303
    answer = desk.send(**{"meta/rootUuid": f"uuid:{first}", "total_hh/total_families": "1"})
    assert (answer.status_code, answer.json["problems"][0]["rule"]) == (202, "kobo_corrected_here")
    assert [row["families"] for row in desk.reports()] == [400, 395]
    (submission_id,) = re.findall(r'name="submission" value="(\d+)"', desk.client.get(desk.path).text)
    assert desk.post(f"{desk.path}/dismiss", submission=submission_id).status_code == 303
    assert "Nothing is kept aside" in desk.client.get(desk.path).text
    assert desk.kept()[-1]["answers"] == {}


def test_sent_again_with_other_answers_it_is_an_edit(desk: Desk) -> None:
    """A retry sends what KoboToolbox has by then."""
    uuid = str(uuid4())
    desk.send(uuid=uuid)
    assert desk.send(uuid=uuid, **{"total_hh/total_families": "390"}).json["told"] == "edited"
    assert [row["families"] for row in desk.reports()] == [400, 390]
    assert desk.send(uuid=uuid, **{"total_hh/total_families": "x"}).json["told"] == "aside"
    page = desk.client.get(desk.path).text
    assert "it was a report before" in page
    assert [row["families"] for row in desk.reports()] == [400, 390]


def test_odd_figures_give_no_free_places_until_somebody_confirms_them(desk: Desk) -> None:
    desk.send(today=(TODAY - timedelta(days=2)).isoformat())
    answer = desk.send(**{"total_hh/total_families": "900", "ind_ages/total_population": "4700"})
    assert answer.json["doubts"] == ["jump"]
    assert "in doubt" in desk.client.get(desk.path).text
    assert desk.free() != 100
    report = f"/sites/{SITE}/report/{answer.json['report_id']}"
    desk.client.post(f"{report}/confirm", data={"csrf_token": desk.token, "rule": "jump"})
    assert desk.free() == 100


def test_what_was_answered_far_from_its_site_is_asked_about_and_moves_nothing(desk: Desk) -> None:
    before = desk.rows("SELECT geom FROM ninewa.site WHERE site_id = 'haj-ali'")
    answer = desk.send(_geolocation=[36.79, 42.09])
    assert answer.json["doubts"] == ["far_from_site"]
    assert desk.free() is None
    report = f"/sites/{SITE}/report/{answer.json['report_id']}"
    assert "more than 10 km away" in desk.client.get(report).text
    desk.client.post(f"{report}/confirm", data={"csrf_token": desk.token, "rule": "far_from_site"})
    assert desk.free() == 100
    assert desk.rows("SELECT geom FROM ninewa.site WHERE site_id = 'haj-ali'") == before


def test_a_position_near_or_unreadable_asks_nothing_and_may_be_the_answer_to_a_question(desk: Desk) -> None:
    near: list[object] = [["35.7415", "43.3120"], [43.3120, 35.7415], [None, None], [0, 0], "35.7415 43.3120 0 0"]
    for where in (*near, [], {}, "?", ["a", []]):
        assert desk.send(_geolocation=where).json["doubts"] == [], where
    assert desk.change(map_position="GPS").status_code == 303
    assert desk.send(**{"intro/GPS": "36.79 42.09 210 4.5"}).json["doubts"] == ["far_from_site"]


def test_wrong_tokens_open_nothing_and_lock_neither_the_right_one_nor_a_sign_in(desk: Desk) -> None:
    answers = [desk.send(secret=f"wrong{nth}").status_code for nth in range(MOST + 1)]
    assert answers == [404] * MOST + [429]
    assert desk.send(secret="").status_code == 429
    assert desk.send(secret="x" * 5000).status_code == 429
    assert desk.send().status_code == 201
    other = desk.post("/kobo", name="Another", site=SITE)
    path = re.findall(r"http://localhost(/kobo/\d+)/submissions<", other.text)[0]
    headers = {HEADER: desk.secret}
    crossed = desk.stranger.post(f"{path}/submissions", json=submission(), headers=headers)
    assert crossed.status_code in (404, 429)
    (kept,) = desk.rows("SELECT token_hash FROM ninewa.kobo_token ORDER BY form_id LIMIT 1")
    assert desk.secret.encode() not in bytes(kept["token_hash"])
    assert desk.secret not in desk.client.get(desk.path).text


def test_a_revoked_token_opens_nothing_and_a_new_one_ends_the_former(desk: Desk) -> None:
    made = shown_token(desk.post(f"{desk.path}/token"))
    assert desk.send().status_code == 404
    assert desk.send(secret=made).status_code == 201
    assert desk.post(f"{desk.path}/token/revoke").status_code == 303
    assert desk.send(secret=made).status_code == 404
    assert "no token" in desk.client.get(desk.path).text


def test_what_comes_while_a_form_is_switched_off_is_kept(desk: Desk) -> None:
    assert desk.post(f"{desk.path}/switch", on="0").status_code == 303
    answer = desk.send()
    assert (answer.status_code, answer.json["problems"][0]["rule"]) == (202, "kobo_form_off")
    assert desk.post(f"{desk.path}/switch", on="1").status_code == 303
    assert "Entered: 1" in desk.again()


def test_what_comes_for_an_account_that_may_not_is_kept_until_another_takes_the_form(desk: Desk) -> None:
    change = "UPDATE ninewa.account SET {} WHERE account_id = " + str(desk.account)
    codes = []
    for state in ("disabled_at = now()", "disabled_at = NULL, role = 'site_manager'", "role = 'planner'"):
        with as_owner(desk.addresses) as connection:
            connection.execute(text(change.format(state)))
        codes += [one["rule"] for one in desk.send().json["problems"]]
    assert codes == ["kobo_account_off", "kobo_not_theirs", "kobo_not_theirs"]
    assert desk.reports() == []
    other = add_account(desk.addresses, "Omar", "admin")
    client = signed_in(desk.app, desk.addresses, other)
    made = client.post(f"{desk.path}/token", data={"csrf_token": csrf(client)})
    client.post(f"{desk.path}/again", data={"csrf_token": csrf(client)})
    assert [row["account_id"] for row in desk.reports()] == [other] * 3
    assert desk.send(secret=shown_token(made)).status_code == 201


def test_so_much_is_kept_aside_and_the_rest_stays_in_kobotoolbox(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_ASIDE", 2)
    answers = [desk.send(**{"intro/site_name": "camp_7"}) for _nth in range(3)]
    assert [one.status_code for one in answers] == [202, 202, 503]
    assert answers[2].headers["Retry-After"]


def test_a_form_of_one_site_needs_no_question_for_it(desk: Desk) -> None:
    assert desk.change(site="Haj Ali", map_site_id="").status_code == 303
    desk.send(**{"intro/site_name": "whatever"})
    assert [row["site_id"] for row in desk.reports()] == [SITE]


WRONG_MAPS = [
    ({"name": " "}, "name"),
    ({"site": "Nowhere at all"}, "site"),
    ({"map_site_id": ""}, "map_site_id"),
    ({"map_site_id": "a + b"}, "map_site_id"),
    ({"map_families": "x" * 201}, "map_families"),
    ({f"map_{name}": "" for name in ("plots_ready", "plots_occupied", "families", "individuals")}, "map_plots"),
    ({"sites": "camp_7"}, "sites"),
    ({"sites": "camp_7 = Nowhere"}, "sites"),
    ({"unknown": ",".join(map(str, range(30)))}, "unknown"),
]


def test_a_map_that_cannot_be_keeps_what_was_typed(desk: Desk) -> None:
    for fields, wrong in WRONG_MAPS:
        answer = desk.change(**{"unknown": "-99", "map_latrines": HOSTILE, **fields})
        assert answer.status_code == 400, fields
        assert f'<a href="#{wrong}' in answer.text, fields
        assert 'aria-invalid="true"' in answer.text
        assert "unknown" in fields or 'value="-99"' in answer.text
        assert "<img src=x" not in answer.text
    assert desk.rows("SELECT field_map FROM ninewa.kobo_form")[0]["field_map"]["unknown"] == []


def test_forms_are_for_officers_and_administrators(desk: Desk) -> None:
    for role in ("planner", "site_manager"):
        client: FlaskClient = signed_in(desk.app, desk.addresses, add_account(desk.addresses, role, role, [SITE]))
        assert client.get("/kobo").status_code == 403
        assert client.get(desk.path).status_code == 403
    assert desk.client.get("/kobo/99999999999999999999").status_code == 404


def test_over_http_each_is_answered_within_a_second(desk: Desk, serve: Callable[[Addresses], str]) -> None:
    address, took = serve(desk.addresses), []
    for _nth in range(5):
        headers = {HEADER: desk.secret, "Content-Type": "application/json", "User-Agent": "KoBoToolbox"}
        body = json.dumps(submission()).encode()
        request = urllib.request.Request(f"{address}{desk.path}/submissions", body, headers)
        began = time.monotonic()
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert (answer.status, json.load(answer)["told"]) == (201, "new")
        took.append(time.monotonic() - began)
    assert min(took) < 1, took
    assert len(desk.reports()) == 5


def test_what_is_kept_aside_is_told_to_who_can_mend_it(desk: Desk) -> None:
    asked = "/my-sites?lang=en", "/alerts?lang=en"
    for address in asked:
        assert "KoboToolbox is kept aside" not in desk.client.get(address).text
    assert desk.send(site_name="Nowhere at all").json["told"] == "aside"
    manager = signed_in(desk.app, desk.addresses, add_account(desk.addresses, "Sara", "site_manager", sites=[SITE]))
    for address in asked:
        told = desk.client.get(address).text
        assert "1 submission from KoboToolbox is kept aside" in told
        assert 'href="/kobo?lang=en"' in told
        assert "KoboToolbox" not in manager.get(address).text
