"""Reports by people: what is stored, once, in whose name, with which doubts; nothing overwritten, nothing lost."""

from __future__ import annotations

import gzip
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from geodata.rules.dates import TIME_ZONE
from geodata.server.logins import Addresses
from tests.conftest import Make
from tests.signed_in import add_account, as_owner, csrf, signed_in
from webmap.words.i18n import format_day

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

SITE, OTHER = "haj-ali", "qaymawa"
TODAY = datetime.now(TIME_ZONE).date()
JSON = {"Accept": "application/json"}


@pytest.fixture
def mine(fresh_database: Addresses, make_app: Make) -> House:
    return House(fresh_database, make_app(fresh_database, role="public"))


class House:
    """One manager at a site of theirs, and what the database holds."""

    def __init__(self, addresses: Addresses, app: Flask) -> None:
        self.addresses, self.app = addresses, app
        self.account = add_account(addresses, "Sara", "site_manager", sites=[SITE])
        self.client = signed_in(app, addresses, self.account)
        self.token = csrf(self.client)

    def fields(self, **fields: Any) -> dict[str, Any]:
        """A form of today, based on what stands."""
        return {
            "csrf_token": self.token,
            "client_uuid": str(uuid4()),
            "based_on": self.newest or "",
            "as_of": TODAY.isoformat(),
            "how": "only",
            **fields,
        }

    @property
    def newest(self) -> int | None:
        found = self.client.get(f"/sites/{SITE}/report").text
        value = found.split('name="based_on" value="')[1].split('"')[0]
        return int(value) if value else None

    def send(self, headers: dict[str, str] | None = None, /, **fields: Any) -> TestResponse:
        return self.client.post(f"/sites/{SITE}/report", data=self.fields(**fields), headers=headers)

    def rows(self, statement: str) -> list[Any]:
        with as_owner(self.addresses) as connection:
            return list(connection.execute(text(statement), {"site": SITE}).mappings())

    def reports(self) -> list[Any]:
        return self.rows("SELECT * FROM ninewa.site_report WHERE site_id = :site AND report_id >= 1000000 ORDER BY 1")

    def free(self) -> Any:
        with as_owner(self.addresses) as connection:
            connection.execute(text("SET search_path = exact, ninewa, public"))
            return connection.execute(
                text("SELECT free FROM site_state(:day) WHERE site_id = :site"), {"day": TODAY, "site": SITE}
            ).scalar_one()


def figures(**stated: int) -> dict[str, str]:
    return {name: str(value) for name, value in stated.items()}


USUAL = figures(plots_planned=1000, plots_ready=500, plots_occupied=400, families=400, individuals=2100)


def test_a_report_is_stored_in_its_sender_s_name_and_gives_free_places(mine: House) -> None:
    yesterday = TODAY - timedelta(days=1)
    answer = mine.send(**USUAL, note="Water truck came.", as_of=yesterday.isoformat(), time="07:15")
    assert answer.status_code == 303
    (stored,) = mine.reports()
    assert stored["account_id"] == mine.account
    assert (stored["plots_ready"], stored["families"], stored["plots_reserved"]) == (500, 400, None)
    assert stored["observed_at"].astimezone(TIME_ZONE).strftime("%Y-%m-%d %H:%M") == f"{yesterday} 07:15"
    assert stored["sensitivity"] == "moderate"
    assert (stored["doubts"], stored["note"]) == ([], "Water truck came.")
    (source,) = mine.rows("SELECT * FROM ninewa.source WHERE cited_as = 'site-management:' || :site")
    assert source["title"] == "Reported by site management, Haj Ali"
    assert stored["source_id"] == source["source_id"]
    assert mine.free() == 100
    page = mine.client.get(answer.location).text
    assert "Recorded" in page
    assert "you" in page


@pytest.mark.parametrize("written", ["3,500", "٣٬٥٠٠", "۳۵۰۰", "3 500", " 3500 "])
def test_numbers_are_read_in_any_digits(mine: House, written: str) -> None:
    assert mine.send(individuals=written).status_code == 303
    assert mine.reports()[0]["individuals"] == 3500


def test_unknown_is_not_0_and_neither_is_an_empty_field(mine: House) -> None:
    assert mine.send(families="0", unknown=["plots_occupied"]).status_code == 303
    (stored,) = mine.reports()
    assert (stored["families"], stored["plots_occupied"], stored["plots_ready"]) == (0, None, None)
    assert stored["stated"] == {"plots_occupied": {"qualifier": "unknown"}}


def test_what_cannot_be_read_keeps_all_that_was_typed(mine: House) -> None:
    answer = mine.send(families="about 40", individuals="200", note="Rain", latrines="many", time="25:00")
    assert answer.status_code == 400
    for kept in ('value="about 40"', 'value="200"', ">Rain<", 'value="many"', 'value="25:00"'):
        assert kept in answer.text
    assert answer.text.count('aria-invalid="true"') == 2
    assert mine.reports() == []


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"families": "-3"},
        {"families": "12", "as_of": (TODAY + timedelta(days=2)).isoformat()},  # tomorrow's may become today's
        {"families": "12", "as_of": "2017-02-30"},
        {"families": "12", "client_uuid": "1"},
        {"families": "12", "unknown": ["families"]},
        {"families": "12", "note": "ask Ali, 0770 123 4567"},
        {"families": "99999999999"},
    ],
)
def test_what_is_refused_is_not_stored(mine: House, fields: dict[str, Any]) -> None:
    assert mine.send(**fields).status_code == 400
    assert mine.reports() == []


def test_same_as_last_time_takes_over_what_the_form_showed(mine: House) -> None:
    mine.send(**USUAL, as_of=(TODAY - timedelta(days=1)).isoformat())
    shown = {f"was_{name}": value for name, value in USUAL.items()}
    assert mine.send(how="same", **shown, families="410", unknown=["individuals"]).status_code == 303
    stored = mine.reports()[-1]
    assert (stored["families"], stored["plots_ready"], stored["individuals"]) == (410, 500, None)


def test_what_is_older_than_31_days_is_said_again_only_where_somebody_says_so(mine: House) -> None:
    """One press must not make a count of last season one of today, which would give free places."""
    long_ago, lately = TODAY - timedelta(days=40), TODAY - timedelta(days=3)
    mine.send(plots_ready="500", plots_occupied="400", as_of=long_ago.isoformat())
    mine.send(families="410", as_of=lately.isoformat())
    form = mine.client.get(f"/sites/{SITE}/report").text
    asked_about = set(re.findall(r'name="still" value="(\w+)"', form))
    assert asked_about >= {"plots_ready", "plots_occupied"}
    assert "families" not in asked_about
    assert "still so" in form
    shown = {"was_plots_ready": "500", "was_plots_occupied": "400", "was_families": "410"}
    days = {"on_plots_ready": long_ago, "on_plots_occupied": long_ago, "on_families": lately}
    asked = {**shown, **{name: day.isoformat() for name, day in days.items()}, "how": "same"}
    old = ["plots_ready", "plots_occupied"]
    sent = mine.send(**asked, asked=old)
    assert [mine.reports()[-1][name] for name in ("families", *old)] == [410, None, None]
    told = mine.client.get(sent.location + "?lang=en").text.split("they stay as they were:")[1].split("</p>")[0]
    left_out = re.findall(r"([A-Z][a-z ]+) <strong>([0-9,]+)</strong>", told)
    assert {("Plots ready", "500"), ("Plots occupied", "400")} <= set(left_out)
    assert "Families" not in told
    assert mine.send(**asked, asked=old, still=old[:1]).status_code == 303
    assert [mine.reports()[-1][name] for name in ("families", *old)] == [410, 500, None]


def test_one_press_for_all_is_offered_where_it_would_say_something(mine: House) -> None:
    """Where all is over 31 days old it would send nothing, and where nothing was reported there is no last time."""
    quick = "Same as last time"
    mine.send(families="400", as_of=(TODAY - timedelta(days=40)).isoformat())
    assert quick not in mine.client.get(f"/sites/{SITE}/report?lang=en").text
    mine.send(families="400")
    assert quick in mine.client.get(f"/sites/{SITE}/report?lang=en").text


def test_a_figure_that_grew_old_on_a_phone_is_asked_about(mine: House) -> None:
    mine.send(families="400", as_of=(TODAY - timedelta(days=40)).isoformat())
    kept = {"was_families": "400", "on_families": (TODAY - timedelta(days=40)).isoformat(), "individuals": "2000"}
    answer = mine.send(**kept, how="same")
    assert answer.status_code == 400
    assert "more than 31 days before" in answer.text
    assert 'value="2000"' in answer.text
    assert 'name="still" value="families"' in answer.text
    assert len(mine.reports()) == 1


@pytest.mark.parametrize("written", ["99999999999", "9" * 20, "9" * 40, "٩٩٩٩٩٩٩٩٩٩٩"])
def test_what_no_count_can_be_is_too_large(mine: House, written: str) -> None:
    for field in ("families", "latrines"):
        answer = mine.send(**{field: written})
        assert answer.status_code == 400
        assert "Too large: at most 50,000,000" in answer.text


def test_about_so_many_stay_about_so_many_where_the_same_is_said_again(mine: House) -> None:
    mine.send(families="400", as_of=(TODAY - timedelta(days=1)).isoformat())
    with as_owner(mine.addresses) as connection:
        connection.execute(
            text(
                'UPDATE ninewa.site_report SET stated = \'{"families": {"qualifier": "approx"}}\' WHERE account_id > 0'
            )
        )
    mine.send(how="same", was_families="400")
    assert mine.reports()[-1]["stated"]["families"]["qualifier"] == "approx"


def test_services_stand_beside_the_report(mine: House) -> None:
    mine.send(families="400", latrines="40", water_litres_per_person_day="١٢٫٥")
    found = mine.rows(
        "SELECT indicator, value, unit, sensitivity FROM ninewa.service_report"
        " WHERE site_ids = ARRAY[:site] AND report_id >= 1000000 ORDER BY 1"
    )
    assert [tuple(map(str, row.values())) for row in found] == [
        ("latrines", "40", "latrines", "moderate"),
        ("water_litres_per_person_day", "12.5", "l/person/day", "moderate"),
    ]


@pytest.mark.parametrize(
    ("stated", "rules"),
    [
        (figures(plots_ready=500, plots_occupied=600), []),
        (figures(plots_planned=400, plots_ready=500, plots_occupied=100), []),
        (figures(families=2100, individuals=400, plots_ready=500, plots_occupied=400), ["swapped", "unit"]),
        (figures(families=2100, plots_ready=500, plots_occupied=400), ["unit"]),
        (figures(plots_ready=0, plots_occupied=10, families=10), ["filler_zero"]),
    ],
)
def test_odd_figures_are_stored_with_their_doubts(mine: House, stated: dict[str, str], rules: list[str]) -> None:
    answer = mine.send(**stated)
    assert answer.status_code == 303
    (kept,) = mine.reports()
    assert kept["doubts"] == rules
    assert {name: str(kept[name]) for name in stated} == stated
    assert (mine.free() is None) is bool(rules)
    page = mine.client.get(answer.location).text
    assert ("Is this right?" in page) is bool(rules)


def test_a_jump_gives_no_free_places_until_it_is_confirmed(mine: House) -> None:
    mine.send(**USUAL, as_of=(TODAY - timedelta(days=2)).isoformat())
    answer = mine.send(**USUAL | figures(plots_occupied=150, families=150, individuals=800))
    assert mine.reports()[-1]["doubts"] == ["jump"]
    assert mine.free() is None
    confirmed = mine.client.post(f"{answer.location}/confirm", data={"csrf_token": mine.token, "rule": ["jump"]})
    assert confirmed.status_code == 303
    _first, doubted, right = mine.reports()
    assert right["corrects"] == doubted["report_id"]
    assert (right["doubts"], right["confirmed"], doubted["doubts"]) == ([], ["jump"], ["jump"])
    assert mine.free() == 350
    # The same figures on the next occasion are not doubted anew.
    mine.send(**USUAL | figures(plots_occupied=150, families=150, individuals=800))
    assert mine.reports()[-1]["doubts"] == []


def test_what_cannot_be_so_is_not_confirmed(mine: House) -> None:
    answer = mine.send(families="2100", individuals="400", plots_ready="500", plots_occupied="400")
    mine.client.post(f"{answer.location}/confirm", data={"csrf_token": mine.token, "rule": ["swapped"]})
    assert len(mine.reports()) == 1
    assert "This can only be corrected." in mine.client.get(answer.location).text


def test_a_stale_form_gets_both_versions_and_can_go_on_from_either(mine: House) -> None:
    mine.send(**USUAL)
    old = mine.newest
    mine.send(**USUAL | {"families": "410"})
    late = mine.send(families="420", note="mine", based_on=str(old))
    assert late.status_code == 409
    assert len(mine.reports()) == 2
    assert "420" in late.text
    assert "410" in late.text
    assert "anyway" not in late.text
    for _name, form in enumerate(late.text.split('<form method="post" action="')[1:]):
        fields = [part.split('"') for part in form.split('<input type="hidden" name="')[1:]]
        carried = [(part[0], part[2]) for part in fields]
        address = form.split('"')[0]
        page = mine.client.post(address, data={name: value for name, value in carried if name != "unknown"})
        assert page.status_code == 200
        assert f'name="based_on" value="{mine.newest}"' in page.text
        assert len(mine.reports()) == 2
    sent = mine.send(families="420")
    assert sent.status_code == 303


def test_both_versions_show_services_and_notes_as_well(mine: House) -> None:
    """What differs in these alone looks like nothing differs where figures alone are shown."""
    mine.send(**USUAL)
    old = mine.newest
    mine.send(**USUAL, latrines="40", note="<b>theirs</b>")
    late = mine.send(**USUAL, latrines="41", note="mine\nof two lines", based_on=str(old)).text
    rows = re.findall(r'<tr class="differs">(.+?)</tr>', late, re.DOTALL)
    cells = [re.findall(r"<td[^>]*>(.+?)</td>", row, re.DOTALL) for row in rows]
    assert cells == [["41", "40"], ["mine\nof two lines", "&lt;b&gt;theirs&lt;/b&gt;"]]


def test_sent_twice_is_one_report(mine: House) -> None:
    fields = mine.fields(**USUAL)
    answers = [mine.client.post(f"/sites/{SITE}/report", data=fields, headers=JSON) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert len({answer.json["report_id"] for answer in answers if answer.json}) == 1
    assert len(mine.reports()) == 1
    changed = mine.client.post(f"/sites/{SITE}/report", data=fields | {"families": "401"}, headers=JSON)
    assert changed.status_code == 409  # what was changed is not taken for what was sent
    assert len(mine.reports()) == 1


@pytest.mark.parametrize(("name", "value"), [("showers", "9"), ("latrines", "40"), ("unknown", "plots_reserved")])
def test_what_was_changed_before_it_was_sent_again_is_not_thrown_away(mine: House, name: str, value: str) -> None:
    fields = mine.fields(families="400", showers="3.50", unknown=["families_waiting"])
    answers = [mine.client.post(f"/sites/{SITE}/report", data=fields, headers=JSON) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    again = mine.client.post(f"/sites/{SITE}/report", data=fields | {name: value})
    assert again.status_code == 409
    assert f'name="{name}" value="{value}"' in again.text  # a way to go on from it


def test_what_a_phone_kept_enters_the_history_behind_a_newer_report(mine: House) -> None:
    old = mine.newest
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    mine.send(**USUAL, time="00:01")
    answer = mine.send(JSON, families="300", based_on=str(old or ""), as_of=yesterday, time="09:00", was_kept="1")
    assert (answer.status_code, answer.json and answer.json["told"]) == (201, "late")
    assert len(mine.reports()) == 2
    assert mine.free() == 100
    # The same day, but earlier: it arrived later and is not the newest.
    mine.send(**USUAL | figures(plots_occupied=450), time="00:01")
    assert mine.free() in (50, 100)


def test_of_one_day_the_report_that_was_so_later_is_the_newer(mine: House) -> None:
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    old = mine.newest
    mine.send(**USUAL, as_of=yesterday, time="18:00")
    morning = USUAL | figures(plots_occupied=390, families=390)
    answer = mine.send(JSON, **morning, based_on=str(old or ""), as_of=yesterday, time="08:00", was_kept="1")
    assert (answer.status_code, answer.json and answer.json["told"]) == (201, "late")
    assert mine.free() == 100
    hidden = mine.send(JSON, **morning, based_on=str(old or ""), as_of=yesterday, time="19:00", was_kept="1")
    assert hidden.status_code == 409  # it would stand before one that its sender never saw


def test_a_correction_keeps_the_old_value_and_says_why(mine: House) -> None:
    answer = mine.send(**USUAL)
    report_id = mine.reports()[0]["report_id"]
    form = mine.client.get(f"/sites/{SITE}/report?corrects={report_id}").text
    assert 'value="400"' in form
    assert mine.send(**USUAL | {"plots_occupied": "450"}, corrects=str(report_id)).status_code == 400  # no reason
    made = mine.send(**USUAL | {"plots_occupied": "450"}, corrects=str(report_id), reason="counted twice")
    assert made.status_code == 303
    first, second = mine.reports()
    assert (first["plots_occupied"], second["plots_occupied"], second["corrects"]) == (400, 450, report_id)
    assert mine.free() == 50
    history = mine.client.get(f"/sites/{SITE}/reports").text
    assert "counted twice" in history
    assert "corrected later" in history
    again = mine.send(**USUAL, corrects=str(report_id), reason="no, once")
    assert again.status_code == 409
    assert "This report was corrected" in mine.client.get(answer.location).text


def test_undoing_is_a_correction_after_which_all_is_as_before(mine: House) -> None:
    mine.send(**USUAL, as_of=(TODAY - timedelta(days=1)).isoformat())
    answer = mine.send(**USUAL | figures(plots_occupied=420, families=420))
    assert mine.free() == 80
    undone = mine.client.post(f"{answer.location}/undo", data={"csrf_token": mine.token})
    assert undone.status_code == 303
    assert mine.free() == 100
    assert len(mine.reports()) == 3
    # A correction that is undone gives back what it had corrected.
    first = mine.reports()[0]["report_id"]
    made = mine.send(**USUAL | {"plots_occupied": "450"}, corrects=str(first), reason="counted twice")
    assert mine.free() == 50
    mine.client.post(f"{made.location}/undo", data={"csrf_token": mine.token})
    assert mine.free() == 100


def test_after_ten_minutes_or_by_others_nothing_is_undone(mine: House) -> None:
    answer = mine.send(**USUAL)
    other = add_account(mine.addresses, "Omar", "information_officer")
    officer = signed_in(mine.app, mine.addresses, other)
    officer.post(f"{answer.location}/undo", data={"csrf_token": csrf(officer)})
    assert len(mine.reports()) == 1
    with as_owner(mine.addresses) as connection:
        connection.execute(text("UPDATE ninewa.site_report SET recorded_at = recorded_at - interval '11 minutes'"))
    mine.client.post(f"{answer.location}/undo", data={"csrf_token": mine.token})
    assert len(mine.reports()) == 1
    assert "site manager" in officer.get(f"/sites/{SITE}/reports").text
    assert "Sara" not in officer.get(f"/sites/{SITE}/reports").text.split("<main")[1]


@pytest.mark.parametrize("path", ["report", "reports", "report/1000000"])
def test_a_site_of_others_answers_like_one_that_is_not_there(mine: House, path: str) -> None:
    theirs, none = (mine.client.get(f"/sites/{site}/{path}") for site in (OTHER, "no-such-site"))
    assert theirs.status_code == none.status_code == 404
    assert theirs.text.replace(OTHER, "") == none.text.replace("no-such-site", "")
    sent = mine.client.post(f"/sites/{OTHER}/report", data=mine.fields(families="3"))
    assert sent.status_code == 404


def test_who_has_not_signed_in_is_shown_the_way(mine: House) -> None:
    nobody = mine.app.test_client()
    answer = nobody.get(f"/sites/{SITE}/report")
    assert answer.status_code == 303
    assert "/login?" in answer.location
    assert nobody.get("/outbox.json", headers=JSON).status_code == 401


def test_the_public_sees_no_small_count_and_no_reason(mine: House, make_app: Make) -> None:
    mine.send(families="7", individuals="30", note="two families left")
    nobody = make_app(mine.addresses, role="public").test_client()
    page = nobody.get(f"/sites/{SITE}?at={TODAY}").text
    assert "withheld" in page
    assert "two families left" not in page
    assert "Sara" not in page


def test_the_form_is_small(mine: House) -> None:
    mine.send(**USUAL)
    page = mine.client.get(f"/sites/{SITE}/report?lang=ar", headers={"Accept-Encoding": "gzip"})
    whole = len(page.data)
    html = gzip.decompress(page.data).decode()
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', html):
        whole += len(mine.client.get(address, headers={"Accept-Encoding": "gzip"}).data)
    print(f"form cold: {whole} bytes")
    assert whole <= 25_000


def test_the_history_is_drawn_from_three_reports_on(mine: House) -> None:
    """What was corrected is crossed out; over a month of silence, and over what is unknown, no line is drawn."""
    page = f"/sites/{SITE}/reports"
    ago = {days: (TODAY - timedelta(days=days)).isoformat() for days in (60, 20, 15, 10, 9)}
    with as_owner(mine.addresses) as connection:
        connection.execute(text("DELETE FROM ninewa.site_report WHERE site_id = :site"), {"site": SITE})
    mine.send(plots_ready="500", plots_occupied="400", as_of=ago[60])
    mine.send(plots_ready="500", plots_occupied="410", as_of=ago[20])
    assert "<polyline" not in mine.client.get(page).text
    mine.send(plots_ready="500", plots_occupied="420", as_of=ago[15])
    wrong = mine.reports()[-1]["report_id"]
    mine.send(plots_occupied="430", plots_ready="500", as_of=ago[15], corrects=str(wrong), reason="Counted again")
    mine.send(plots_ready="500", unknown=["plots_occupied"], as_of=ago[10])
    mine.send(plots_ready="500", plots_occupied="440", as_of=ago[9])
    wide = mine.client.get(page).text.split('<svg class="chart reports wide"')[1].split("</svg>")[0]
    occupied = wide.split('<g class="plots_occupied">')[1].split("</g>")[0]
    assert (occupied.count("<circle"), occupied.count('class="crossed"')) == (4, 1)
    assert "420, corrected later" in occupied
    lines = re.findall(r'<polyline class="line" points="([^"]+)"', occupied)
    assert [len(points.split()) for points in lines] == [2]  # only the 20th and the 15th day lie together


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_jump_names_its_day_as_the_reader_writes_days(mine: House, lang: str) -> None:
    yesterday = TODAY - timedelta(days=1)
    mine.send(**USUAL, as_of=yesterday.isoformat())
    page = mine.client.get(mine.send(families="950").location + f"?lang={lang}").text
    (doubt,) = re.findall(r'name="rule" value="jump" checked> ([^<]+)', page)
    assert format_day(yesterday, "day", lang) in doubt
    assert yesterday.isoformat() not in doubt
