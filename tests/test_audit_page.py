"""The page of the audit: every change in words, for administrators alone, found by who, what, where and when."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from geodata.objects.auditing import audited
from geodata.server.logins import Addresses
from tests.conftest import Make
from tests.signed_in import add_account, as_owner, signed_in
from webmap.answers.noted_reading import WITHOUT_SITES
from webmap.audit import page
from webmap.audit.rows import Backup, Restored
from webmap.words.i18n import speaking

LANG = {"Accept-Language": "en"}
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def admin(fresh_database: Addresses, make_app: Make) -> FlaskClient:
    app = make_app(fresh_database, role="public")
    return signed_in(app, fresh_database, add_account(fresh_database, "Lana", "admin"))


def change(addresses: Addresses, statement: str, person: int | None = None) -> None:
    with as_owner(addresses) as connection:
        connection.execute(text("SELECT set_config('ninewa.person', :who, true)"), {"who": str(person or "")})
        connection.exec_driver_sql(statement)


def test_each_change_is_told_with_who_made_it_and_what_was_before(
    admin: FlaskClient, fresh_database: Addresses
) -> None:
    sara = add_account(fresh_database, "Sara <b>", "information_officer", password="a secret that is long")
    change(fresh_database, f"UPDATE site SET agency = '{HOSTILE}' WHERE site_id = 'haj-ali'", sara)
    change(fresh_database, "UPDATE account SET password_hash = 'another'", sara)
    found = admin.get("/audit", headers=LANG)
    assert found.status_code == 200
    assert "Sara &lt;b&gt;" in found.text
    assert "Changed: \u2068site haj-ali\u2069" in found.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in found.text
    assert HOSTILE not in found.text
    assert "argon2" not in found.text
    assert "changed; what it was is not kept" in found.text
    assert "No backup of this database was made yet" in found.text
    assert "تغيير" in admin.get("/audit?lang=ar").text


@pytest.mark.parametrize(
    ("asked", "there", "not_there"),
    [
        ("who=sara", "agency", "plots"),
        ("who=webmap_owner&table=site", "status", "agency"),
        ("table=reporting_frequency", "Nothing was changed", "agency"),
        ("site=haj-ali&table=site", "agency", "status</code>"),
        ("site=qaymawa&table=site", "status</code>", "agency"),
        ("day=2017-04-04", "Nothing was changed", "agency"),
    ],
)
def test_it_is_found_by_who_what_where_and_when(
    admin: FlaskClient, fresh_database: Addresses, asked: str, there: str, not_there: str
) -> None:
    sara = add_account(fresh_database, "Sara", "information_officer")
    change(fresh_database, "UPDATE site SET agency = 'A' WHERE site_id = 'haj-ali'", sara)
    change(fresh_database, "UPDATE site SET status = 'closed' WHERE site_id = 'qaymawa'")
    listed = admin.get(f"/audit?{asked}", headers=LANG).text.partition("</form>")[2]
    assert there in listed
    assert not_there not in listed
    assert admin.get(f"/audit.csv?{asked}").status_code == 200


def test_it_is_read_a_page_at_a_time_and_a_wrong_day_is_named(admin: FlaskClient, fresh_database: Addresses) -> None:
    change(fresh_database, "UPDATE site SET agency = 'A'")
    change(fresh_database, "UPDATE site SET agency = 'B'")
    second = admin.get("/audit?table=site", headers=LANG).text
    before = second.partition("Older ones")[0].rpartition("before=")[2].partition("&")[0].partition('"')[0]
    assert before.isdecimal()
    older = admin.get(f"/audit?table=site&before={before}", headers=LANG).text
    assert second.count("<code>agency</code>") == 50
    assert older.count("<code>agency</code>") == 38
    assert "The newest" in older
    wrong = admin.get("/audit?day=someday&who=Sara", headers=LANG)
    assert (wrong.status_code, "someday" in wrong.text, 'value="Sara"' in wrong.text) == (400, True, True)
    read = list(csv.DictReader(io.StringIO(admin.get("/audit.csv?table=site").get_data().decode("utf-8-sig"))))
    assert len(read) == 89
    assert read[0]["changes"] == '{"agency": ["A", "B"]}'


def test_the_page_says_when_the_last_backup_was_made(admin: FlaskClient, fresh_database: Addresses) -> None:
    noted = "INSERT INTO audit_event (operation, table_name, row_key, row_count) VALUES ('{}', 'database', '{}', 0)"
    change(fresh_database, noted.format("restore", "other.dump"))
    restored = admin.get("/audit", headers=LANG).text
    assert "This database was restored on" in restored
    assert "other.dump" in restored
    assert "No backup was made since" in restored
    change(fresh_database, noted.format("backup", "night.dump"))
    found = admin.get("/audit", headers=LANG).text
    assert "No backup" not in found
    assert "The last backup that was made and checked" in found
    now = datetime.now(UTC)
    with speaking("en"):
        assert page.about_backup(Backup(now - timedelta(days=7), "a"), None, now)[1] is False
        told, is_late = page.about_backup(Backup(now - timedelta(days=8), "a"), None, now)
        since = Restored(now, "b", "2026-11-28T02:00:00+00:00")
        of_both = page.about_backup(Backup(now - timedelta(days=8), "a"), since, now)[0]
    assert "a backup made on 28 Nov 2026 \u206805:00\u2069" in of_both
    assert (is_late, "scripts/backup FILE" in told) == (True, True)


@pytest.mark.parametrize(
    ("role", "path", "noted"),
    [
        ("information_officer", "/sites/haj-ali", ("/sites/<site_id>", "haj-ali")),
        ("information_officer", "/sites", ("/sites", "*")),
        ("information_officer", "/sites/qaymawa", None),  # nothing of it is hidden
        ("information_officer", "/credits", None),
        ("site_manager", "/sites", None),  # what the public sees
        ("site_manager", "/sites/haj-ali/report", ("/sites/<site_id>/report", "haj-ali")),
    ],
)
def test_who_looked_at_sites_that_are_not_public_is_noted_once_an_hour(
    fresh_database: Addresses, make_app: Make, role: str, path: str, noted: tuple[str, str] | None
) -> None:
    change(fresh_database, "UPDATE site SET sensitivity = 'severe' WHERE site_id = 'haj-ali'")
    app = make_app(fresh_database, role="public")
    reader = signed_in(app, fresh_database, add_account(fresh_database, "Sara", role, ["haj-ali"]))
    assert [reader.get(path).status_code for _time in range(3)] == [200] * 3
    assert app.test_client().get(path).status_code in (200, 303, 404)
    again = signed_in(
        make_app(fresh_database, role="public"), fresh_database, add_account(fresh_database, "Lana", "admin")
    )
    listed = again.get("/audit?table=page", headers=LANG).text.partition("</form>")[2]
    found = list(csv.DictReader(io.StringIO(again.get("/audit.csv?table=page").get_data().decode("utf-8-sig"))))
    assert [(one["person"], one["row_key"], one["site_ids"]) for one in found] == ([("Sara", *noted)] if noted else [])
    assert ("Looked at a page with sites whose place is not public" in listed) is (noted is not None)
    other = signed_in(make_app(fresh_database, role="public"), fresh_database, int(person_of(fresh_database)))
    other.get(path)
    assert again.get("/audit.csv?table=page").text.count("read,page") == len(found), "another worker notes it no more"


def person_of(addresses: Addresses) -> int:
    with as_owner(addresses) as connection:
        return int(connection.scalar(text("SELECT account_id FROM account WHERE name = 'Sara'")) or 0)


def test_who_reads_is_answered_also_where_it_cannot_be_noted(fresh_database: Addresses, make_app: Make) -> None:
    change(fresh_database, "UPDATE site SET sensitivity = 'severe' WHERE site_id = 'haj-ali'")
    change(fresh_database, "REVOKE EXECUTE ON FUNCTION ninewa.note_reading(text, text) FROM webmap_app")
    app = make_app(fresh_database, role="public")
    reader = signed_in(app, fresh_database, add_account(fresh_database, "Sara", "planner"))
    assert reader.get("/sites").status_code == 200


def test_every_group_of_pages_is_said_to_have_rows_of_sites_or_not(fresh_database: Addresses, make_app: Make) -> None:
    """What has none is named; of everything else it is noted who looks at it."""
    assert set(make_app(fresh_database, role="public").blueprints) >= WITHOUT_SITES


def test_every_audited_table_has_a_word_for_readers() -> None:
    with speaking("en"):
        assert sorted(t.name for t in audited() if page.kind(t.name) == t.name) == _SAME_IN_ENGLISH


_SAME_IN_ENGLISH = [
    "account",
    "activity",
    "community",
    "corridor",
    "place",
    "reservation",
    "site",
    "snapshot",
    "source",
]
