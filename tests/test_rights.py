"""Who may write a report is for the database to say: by the account that a transaction names, and nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from geodata.server.logins import Addresses
from tests.conftest import Make
from tests.signed_in import PASSWORD, add_account, as_owner
from webmap import tries
from webmap.accounts import queries
from webmap.accounts.openid import queries as identities
from webmap.databases import Databases
from webmap.db import acting, reading, transaction
from webmap.person import PUBLIC, Person

ADD = text(
    "INSERT INTO ninewa.site_report (site_id, as_of, families, source_id)"
    " VALUES (:site, '2017-05-20', 7, (SELECT min(source_id) FROM sources)) RETURNING report_id, account_id"
)
FOR_ADMINS = (
    "UPDATE account SET role = 'admin' WHERE account_id = :own",
    "UPDATE account SET disabled_at = now() WHERE account_id = :own",
    "UPDATE account SET password_hash = 'x' WHERE account_id = :other",
    "INSERT INTO account (name, folded, role) VALUES ('x', 'x', 'admin')",
    "INSERT INTO role_grant (account_id, site_id) VALUES (:own, 'qaymawa')",
    "UPDATE role_grant SET revoked_at = NULL",
    "INSERT INTO web_session (token_hash, account_id) VALUES ('x', :other)",
    "UPDATE web_session SET ended_at = now() WHERE account_id = :other",
    "INSERT INTO one_time_link (token_hash, account_id, expires_at) VALUES ('x', :own, now())",
    "UPDATE one_time_link SET used_at = NULL WHERE account_id = :other",
    "DELETE FROM account",
    "UPDATE account SET name = 'x' WHERE account_id = :own",
    "UPDATE site_report SET families = 1",
    "DELETE FROM site_report",
)
FOR_NOBODY = (
    "INSERT INTO site_report (site_id, as_of, families, source_id, sensitivity)"
    " VALUES ('haj-ali', '2017-05-20', 7, 1, 'low')",
    "INSERT INTO site_report (site_id, as_of, families, source_id, recorded_at)"
    " VALUES ('haj-ali', '2017-05-20', 7, 1, '2017-05-20')",
    "INSERT INTO site_report (site_id, as_of, families, source_id, corrects)"
    " SELECT 'haj-ali', '2017-05-20', 7, source_id, report_id FROM site_report WHERE site_id = 'qaymawa' LIMIT 1",
    "INSERT INTO service_report (site_ids, as_of, indicator, value, unit, source_id, sensitivity)"
    " VALUES ('{haj-ali}', '2017-05-20', 'showers', 7, 'showers', 1, 'low')",
)
ROLES = ("planner", "site_manager", "information_officer", "admin")


@pytest.fixture
def databases(make_app: Make, fresh_database: Addresses) -> Databases:
    found: Databases = make_app(fresh_database).extensions["databases"]
    return found


def may_write(databases: Databases, person: Person, site: str) -> bool:
    with acting(databases, person):
        try:
            with transaction() as connection:
                by = connection.execute(ADD, {"site": site}).one().account_id
        except DBAPIError as error:
            return not is_refusal(error)
    return bool(by == person.id)


def is_refusal(error: DBAPIError) -> bool:
    """Whether the database says that somebody may not, which is all that it may say here."""
    if getattr(error.orig, "sqlstate", "") != "42501":
        raise error
    return True


def test_a_report_is_written_by_whoever_the_site_is_of(databases: Databases, fresh_database: Addresses) -> None:
    """Whatever role the web process claims: the id is looked up."""
    ids = {role: add_account(fresh_database, role, role, ["haj-ali"]) for role in ROLES}
    may = {
        "planner": (False, False),
        "site_manager": (True, False),
        "information_officer": (True, True),
        "admin": (True, True),
    }
    for role, account_id in ids.items():
        for claimed in ROLES:
            person = Person(claimed, account_id, ("qaymawa",))
            assert tuple(may_write(databases, person, site) for site in ("haj-ali", "qaymawa")) == may[role]
    for nobody in (PUBLIC, Person("admin"), Person("admin", 0), Person("admin", 10**15)):
        assert not may_write(databases, nobody, "haj-ali")
    add_account(fresh_database, "another", "admin")  # there is always one
    with as_owner(fresh_database) as connection:
        queries.disable(connection, ids["admin"], True)
        queries.revoke(connection, ids["site_manager"], queries.grants(connection, ids["site_manager"])[0].grant_id)
    for role in ("admin", "site_manager"):
        assert not may_write(databases, Person(role, ids[role]), "haj-ali")
    written = "SELECT count(*), count(account_id), min(recorded_by) FROM site_report WHERE as_of = '2017-05-20'"
    with as_owner(fresh_database) as connection:
        assert tuple(connection.exec_driver_sql(written).one()) == (20, 20, "webmap_app")


def test_nobody_writes_in_the_name_of_somebody_else(databases: Databases, fresh_database: Addresses) -> None:
    officer, admin = (add_account(fresh_database, role, role) for role in ("information_officer", "admin"))
    in_the_name_of = text(
        str(ADD).replace("source_id)", "source_id, account_id)", 1).replace("sources))", "sources), :by)")
    )
    with acting(databases, Person("admin", officer)):
        for by in (admin, None):
            with pytest.raises(DBAPIError, match="permission denied"), transaction() as connection:
                connection.execute(in_the_name_of, {"site": "haj-ali", "by": by})


def test_an_area_is_all_its_sites_also_those_that_come_later(databases: Databases, fresh_database: Addresses) -> None:
    account = add_account(fresh_database, "Sara", "site_manager")
    area = "SELECT coalesce(district_stated, adm2_name) FROM site WHERE site_id = 'haj-ali'"
    moved = "UPDATE site SET district_stated = (SELECT d FROM (%s) AS d (d)) WHERE site_id = 'qaymawa'"
    with as_owner(fresh_database) as connection:
        queries.grant(connection, account, district=connection.exec_driver_sql(area).scalar())
    manager = Person("site_manager", account)
    assert [may_write(databases, manager, site) for site in ("haj-ali", "qaymawa")] == [True, False]
    with as_owner(fresh_database) as connection:
        connection.exec_driver_sql(moved % area)
    assert may_write(databases, manager, "qaymawa")


def test_what_is_somebody_s_own_is_read_as_the_person(databases: Databases, fresh_database: Addresses) -> None:
    manager = Person("site_manager", add_account(fresh_database, "Sara", "site_manager", ["haj-ali"]))
    who = text("SELECT current_user, current_setting('ninewa.person', true)")
    with acting(databases, manager) as now:
        with reading() as connection:
            assert tuple(connection.execute(who).one()) == ("webmap_public", None)
        now.own = True
        with reading() as connection:
            assert tuple(connection.execute(who).one()) == ("webmap_app", str(manager.id))
            own = connection.scalars(text("SELECT site_id FROM sites WHERE may_report(site_id)")).all()
            assert own == ["haj-ali"]
        now.own = False
        with databases.connect(manager, own=True) as connection:
            assert not connection.execute(who).one()[1]  # the next one on this connection is somebody else


def test_what_accounts_hold_is_changed_by_admins_alone(databases: Databases, fresh_database: Addresses) -> None:
    for role in ("planner", "site_manager", "information_officer"):
        own, other = (add_account(fresh_database, f"{name} {role}", role, ["haj-ali"]) for name in ("Sara", "Hana"))
        with as_owner(fresh_database) as connection:
            queries.begin_session(connection, other, None)
            queries.make_link(connection, other)
            connection.exec_driver_sql("UPDATE role_grant SET revoked_at = now()")
        for statement in FOR_ADMINS:
            assert not changes(databases, Person("admin", own), statement, own, other), (role, statement)
    admin = add_account(fresh_database, "Omar", "admin")
    assert changes(databases, Person("planner", admin), FOR_ADMINS[0], own, other)


def test_who_reports_says_neither_how_public_it_is_nor_when_it_came_and_mends_no_other_site(
    databases: Databases, fresh_database: Addresses
) -> None:
    for role in ("site_manager", "admin"):
        account = add_account(fresh_database, role, role, ["haj-ali"])
        for statement in FOR_NOBODY:
            assert not changes(databases, Person(role, account), statement, account, account), (role, statement)
    same_site = FOR_NOBODY[2].replace("'qaymawa'", "'haj-ali'")
    assert changes(databases, Person(role, account), same_site, account, account)


def test_a_statement_without_a_condition_tells_nobody_of_others(
    databases: Databases, fresh_database: Addresses
) -> None:
    """As a bug in a query would ask; of others there are names and roles alone, for whoever has signed in."""
    ids = {role: add_account(fresh_database, f"A {role}", role, ["haj-ali"], PASSWORD) for role in ROLES}
    with as_owner(fresh_database) as connection:
        for account_id in ids.values():
            queries.begin_session(connection, account_id, "Firefox, Linux")
            queries.make_link(connection, account_id)
            identities.link(connection, account_id, "https://login.example.org", f"{account_id}@example.org")
        tries.admit(connection, [tries.by_name("A planner")])
    everybody = set(ids.values())
    for role, own in [*ids.items(), ("public", None)]:
        seen = everybody if role == "admin" else {own} - {None}
        with acting(databases, Person("admin", own)):
            for table in ("role_grant", "web_session", "one_time_link", "openid_identity"):
                with transaction() as connection:
                    found = set(connection.scalars(text(f"SELECT account_id FROM ninewa.{table}")))
                assert found == seen, (role, table)
            with transaction() as connection:
                named = set(connection.scalars(text("SELECT account_id FROM ninewa.account")))
                assert {one.account_id for one in queries.accounts(connection)} == seen
            assert named == (everybody if own else set()), role
            for hidden in ("password_hash FROM account", "folded FROM account", "subject FROM sign_in_attempt"):
                with pytest.raises(DBAPIError, match="permission denied"), transaction() as connection:
                    connection.execute(text(f"SELECT {hidden}"))
    with as_owner(fresh_database) as connection:
        queries.disable(connection, ids["planner"], True)
    with acting(databases, Person("planner", ids["planner"])), transaction() as connection:
        assert connection.scalars(text("SELECT name FROM ninewa.account")).all() == []


def changes(databases: Databases, person: Person, statement: str, own: int, other: int) -> bool:
    with acting(databases, person):
        try:
            with transaction() as connection:
                return connection.execute(text(statement), {"own": own, "other": other}).rowcount > 0
        except DBAPIError as error:
            return not is_refusal(error)


GUESTS = (
    "SELECT link_id FROM guest_link",
    "SELECT waiting_id FROM waiting_report",
    "UPDATE guest_link SET revoked_at = now()",
    "UPDATE waiting_report SET decided_at = now(), decided_by = :own, reason = 'x'",
    "INSERT INTO guest_link (site_id) VALUES ('haj-ali')",
    "INSERT INTO waiting_report (link_id, site_id, client_uuid, as_of, families)"
    " SELECT 99, 'haj-ali', gen_random_uuid(), '2026-01-01', 7",
    "INSERT INTO guest_token (token_hash, link_id) VALUES ('x', 99)",
    "SELECT token_hash FROM guest_token",
)


def test_of_guests_others_learn_and_change_nothing(databases: Databases, fresh_database: Addresses) -> None:
    """A link of one site, of which one report waits; asked by managers of another site, by planners and by nobody."""
    officer = add_account(fresh_database, "Lana", "information_officer")
    with as_owner(fresh_database) as connection:
        made = "INSERT INTO ninewa.guest_link (link_id, site_id, made_by) VALUES (99, 'haj-ali', :by)"
        connection.execute(text(made), {"by": officer})
        connection.execute(text(GUESTS[5]))
    own = add_account(fresh_database, "Sara", "site_manager", ["haj-ali"])
    may = [changes(databases, Person("site_manager", own), statement, own, own) for statement in GUESTS[:5]]
    assert may == [True] * 5
    for role, sites in (("site_manager", ["qaymawa"]), ("planner", [])):
        account = add_account(fresh_database, role, role, sites)
        for statement in GUESTS:
            assert not changes(databases, Person("admin", account), statement, account, account), (role, statement)
    for statement in GUESTS:
        assert not changes(databases, PUBLIC, statement, officer, officer), statement
    for statement in GUESTS[5:]:
        assert not changes(databases, Person("site_manager", own), statement, own, own), statement
    again = "UPDATE waiting_report SET reason = 'y'"
    assert not changes(databases, Person("site_manager", own), again, own, own)


KOBO = (
    "SELECT form_id FROM kobo_form",
    "SELECT form_id FROM kobo_token",
    "SELECT submission_id FROM kobo_submission",
    "UPDATE kobo_form SET name = 'x'",
    "UPDATE kobo_submission SET dismissed_at = now()",
    "INSERT INTO kobo_form (name, field_map) VALUES ('y', '{}')",
    "DELETE FROM kobo_token",
    "INSERT INTO kobo_submission (form_id, uuid, answers) VALUES (99, gen_random_uuid(), '{}')",
    "INSERT INTO kobo_token (form_id, token_hash) VALUES (98, 'x')",
    "SELECT token_hash FROM kobo_token",
    "DELETE FROM kobo_submission",
)


def test_forms_of_kobotoolbox_are_for_officers_and_report_in_nobody_else_s_name(
    databases: Databases, fresh_database: Addresses
) -> None:
    """A form of one officer with its token and a submission, and another form without; asked by another officer."""
    owner, other = (add_account(fresh_database, name, "information_officer") for name in ("Lana", "Omar"))
    with as_owner(fresh_database) as connection:
        for form in (98, 99):
            made = "INSERT INTO ninewa.kobo_form (form_id, name, account_id, field_map) VALUES (:form, 'f', :by, '{}')"
            connection.execute(text(made), {"form": form, "by": owner})
        connection.execute(text("INSERT INTO ninewa.kobo_token (form_id, token_hash) VALUES (99, 'of a token')"))
        connection.execute(text(KOBO[7]))
    for role, sites in (("site_manager", ["haj-ali"]), ("planner", [])):
        account = add_account(fresh_database, role, role, sites)
        for statement in KOBO:
            assert not changes(databases, Person("admin", account), statement, account, account), (role, statement)
    for statement in KOBO:
        assert not changes(databases, PUBLIC, statement, owner, owner), statement
    officer = Person("information_officer", other)
    for statement in KOBO[7:]:
        assert not changes(databases, officer, statement, other, owner), statement
    for statement in KOBO[:7]:
        assert changes(databases, officer, statement, other, owner), statement
    # Taken over, it is theirs: whomever the statement names.
    third = add_account(fresh_database, "Sara", "admin")
    take = f"UPDATE kobo_form SET account_id = {third} WHERE form_id = 99"
    assert changes(databases, officer, take, other, owner)
    with as_owner(fresh_database) as connection:
        query = text("SELECT account_id FROM ninewa.kobo_form WHERE form_id = 99")
        assert connection.scalar(query) == other
