"""Each change of what people write leaves an event, whoever makes it and by what, in the same transaction."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from geodata.facts import loading
from geodata.objects import auditing
from geodata.objects.auditing import NOT_AUDITED, audited, is_told
from geodata.server import logins
from geodata.server.logins import Addresses
from geodata.tables import metadata
from tests.signed_in import add_account, name_person

Changes = dict[str, list[Any]]
LAST = """SELECT operation, table_name, row_key, last_key, row_count, site_ids, of_account, changes
    FROM ninewa.audit_event WHERE event_id > %s ORDER BY event_id"""
REPORTS = """INSERT INTO ninewa.site_report (site_id, as_of, families, source_id)
    SELECT site_id, '2017-05-01', 500, source_id FROM ninewa.site ORDER BY site_id LIMIT %s"""
BY_WHOM = "SELECT account_id, login, program FROM ninewa.audit_event ORDER BY event_id DESC LIMIT 1"


def connect(address: str, **settings: Any) -> psycopg.Connection:
    return psycopg.connect(logins.libpq(address), **settings)


class Watched:
    """A connection as the owner, and the events since it was last looked at."""

    def __init__(self, addresses: Addresses) -> None:
        self.connection = connect(addresses.owner, autocommit=True)
        self._seen = 0
        self.events()

    def events(self, statement: str = "", *values: object) -> list[tuple[Any, ...]]:
        if statement:
            self.connection.execute(statement.encode(), values)
        found = self.connection.execute(LAST, [self._seen]).fetchall()
        newest = self.connection.execute("SELECT max(event_id) FROM audit_event").fetchone()
        self._seen = newest[0] if newest else 0
        return found


@pytest.fixture
def watched(fresh_database: Addresses) -> Any:
    watched = Watched(fresh_database)
    yield watched
    watched.connection.close()


def test_every_table_is_audited_or_named_with_the_reason(
    fresh_database: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the triggers that stand in the database, of every kind of change."""
    with connect(fresh_database.owner) as owner:
        found = owner.execute(
            "SELECT tgrelid::regclass::text, count(*) FROM pg_trigger WHERE tgname LIKE 'audit%%' GROUP BY 1"
        ).fetchall()
        tables = {
            name
            for (name,) in owner.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'ninewa'::regnamespace AND relkind = 'r'"
            )
        }
    # What the rule says of each site is made anew from rows that are audited (geodata/objects/71_site_now.sql).
    tables -= {"site_now_exact", "site_now_published", "site_unsettled"}
    assert dict(found) == dict.fromkeys(tables - set(NOT_AUDITED), 4)
    assert set(NOT_AUDITED) <= tables
    assert all(NOT_AUDITED.values())
    # A table that somebody adds is in it by being there.
    more = MetaData(schema="ninewa")
    Table("more", more, Column("more_id", Integer, primary_key=True))
    monkeypatch.setattr(auditing, "metadata", more)
    assert [table.name for table in audited()] == ["more"]
    assert "AFTER DELETE ON ninewa.more" in auditing.sources()["83_more"]


def test_a_change_keeps_what_was_before_and_what_did_not_change_leaves_no_event(watched: Watched) -> None:
    [event] = watched.events("UPDATE site SET status = 'closed', note = NULL WHERE site_id = 'haj-ali'")
    assert event[:7] == ("update", "site", "haj-ali", None, 1, ["haj-ali"], None)
    assert event[7].keys() == {"status", "note"}
    assert event[7]["status"][1] == "closed"
    assert event[7]["note"][1] is None
    assert watched.events("UPDATE site SET status = status WHERE site_id = 'haj-ali'") == []
    changes: Changes = watched.events("UPDATE site SET geom = ST_Translate(geom, 1e-12, 0) WHERE site_id = 'haj-ali'")[
        -1
    ][7]
    assert [before_or_after.startswith("SRID=4326;POINT(43.32") for before_or_after in changes["geom"]] == [True, True]
    assert len(watched.events("UPDATE site SET agency = 'A'")) == 44


def test_what_is_taken_away_is_kept_whole_also_where_a_table_is_emptied(watched: Watched) -> None:
    [event] = watched.events("DELETE FROM place_name WHERE place_name_id = 1")
    assert event[:3] == ("delete", "place_name", "1")
    assert event[7]["name"] == ["Qayyarah Airstrip", None]
    emptied = watched.events("TRUNCATE activity")
    assert {event[0] for event in emptied} == {"truncate"}
    assert len(emptied) == 12
    assert emptied[0][7]["kind"][1] is None
    assert watched.events("DELETE FROM activity") == []


def test_many_rows_at_once_are_one_event_and_say_their_import(watched: Watched) -> None:
    [event] = watched.events(REPORTS, 30)
    assert event[:2] == ("insert", "site_report")
    assert int(event[3]) - int(event[2]) == 29
    assert event[4] == 30
    assert len(event[5]) == 30
    watched.events("INSERT INTO import_batch (import_id, kind) VALUES (7, 'site_reports')")
    [event] = watched.events(REPORTS.replace("source_id)", "source_id, import_id)").replace("FROM", ", 7 FROM"), 2)
    assert event[7] == {"import_id": [None, 7]}
    of_many = "INSERT INTO site (site_id, name, as_of, source_id) SELECT 's' || n, 's', '2017-01-01', 1"
    [event] = watched.events(of_many + " FROM generate_series(1, 101) AS n")
    assert (event[4], event[5]) == (101, ["*"])
    assert watched.events("INSERT INTO place SELECT * FROM place WHERE false") == []
    [event] = watched.events("INSERT INTO place (place_id, kind, name, origin) VALUES ('x', 'village', 'X', 'y')")
    assert event[7] == {"place_id": [None, "x"], "kind": [None, "village"], "name": [None, "X"], "origin": [None, "y"]}


def test_secrets_are_told_to_have_changed_and_not_what_they_were(watched: Watched, fresh_database: Addresses) -> None:
    hidden = {f"{table.name}.{column.name}" for table in audited() for column in table.columns if not is_told(column)}
    assert hidden >= {
        "account.password_hash", "web_session.token_hash", "web_session.program", "one_time_link.token_hash"
    }  # fmt: skip
    account = add_account(fresh_database, "Sara", "site_manager", ["haj-ali"], password="a secret that is long")
    made = {event[1]: event for event in watched.events()}
    assert made["account"][6] == made["role_grant"][6] == account
    assert made["account"][7]["password_hash"] == []
    assert made["role_grant"][7]["site_id"] == [None, "haj-ali"]
    watched.events(
        "INSERT INTO web_session (token_hash, account_id, program) VALUES ('tokens', %s, 'Firefox')", account
    )
    assert watched.events("UPDATE web_session SET seen_at = now() + interval '1 hour'") == []
    [event] = watched.events("UPDATE account SET password_hash = 'another', signed_in_at = now()")
    assert (event[6], event[7]) == (account, {"password_hash": []})
    everything = watched.connection.execute("SELECT string_agg(changes::text, ' ') FROM audit_event").fetchone()
    assert everything
    for secret in ("argon2", "another", "tokens", b"tokens".hex(), "Firefox"):
        assert secret not in everything[0]


def test_a_long_text_is_kept_by_its_beginning_and_its_hash(watched: Watched) -> None:
    [event] = watched.events("UPDATE site SET note = repeat('x', 5000) WHERE site_id = 'haj-ali'")
    kept = event[7]["note"][1]
    assert len(kept) < 1000
    assert "… sha256 " in kept


def test_it_says_who_and_by_what_in_the_same_transaction(fresh_database: Addresses) -> None:
    account = add_account(fresh_database, "Sara", "site_manager", ["haj-ali"])
    with connect(fresh_database.app) as app, connect(fresh_database.owner, application_name="psql") as owner:
        app.execute("SELECT set_config('ninewa.person', %s, true)", [str(account)])
        app.execute(
            "INSERT INTO site_report (site_id, as_of, families, source_id)"
            " SELECT site_id, '2017-05-01', 5, min(source_id) FROM sites JOIN sources USING (source_id)"
            " WHERE site_id = 'haj-ali' GROUP BY 1"
        )
        assert owner.execute(BY_WHOM).fetchone() != (account, "webmap_app", None), "it is not committed yet"
        app.commit()
        owner.rollback()
        assert owner.execute(BY_WHOM).fetchone() == (account, "webmap_app", None)
        tied = owner.execute(
            "SELECT e.xid = c.xid, c.made_by FROM audit_event e JOIN data_change c USING (change_id)"
            " ORDER BY e.event_id DESC LIMIT 1"
        ).fetchone()
        assert tied == (True, "webmap_app")
        owner.execute("UPDATE site SET status = 'closed' WHERE site_id = 'haj-ali'")
        assert owner.execute(BY_WHOM).fetchone() == (None, "webmap_owner", "psql")
        before = owner.execute("SELECT count(*) FROM audit_event").fetchone()
        owner.execute("SAVEPOINT s")
        owner.execute("UPDATE site SET status = 'open' WHERE site_id = 'haj-ali'")
        owner.execute("ROLLBACK TO s")
        assert owner.execute("SELECT count(*) FROM audit_event").fetchone() == before


@pytest.mark.parametrize("table", ["audit_event", "audit_seal"])
@pytest.mark.parametrize("attempt", ["DELETE FROM {}", "TRUNCATE {}", "UPDATE {} SET {}_at = now()"])
def test_nobody_writes_another_past(fresh_database: Addresses, table: str, attempt: str) -> None:
    """Not the owner of the tables, whom rights do not bind, and least of all the web."""
    moment = {"audit_event": "happened", "audit_seal": "sealed"}[table]
    for address in (fresh_database.owner, fresh_database.app):
        with connect(address) as connection:
            if address == fresh_database.app:
                name_person(fresh_database, connection, "admin")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(attempt.format(table, moment).encode())
    with connect(fresh_database.app) as app:
        name_person(fresh_database, app, "admin")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("INSERT INTO audit_event (operation, table_name) VALUES ('delete', 'site')")


def test_admins_alone_read_it(fresh_database: Addresses) -> None:
    for role in ("planner", "site_manager", "information_officer", "admin"):
        with connect(fresh_database.app) as app:
            name_person(fresh_database, app, role)
            assert (app.execute("SELECT count(*) > 0 FROM audit_event").fetchone() == (True,)) is (role == "admin")
    with connect(fresh_database.app) as app:
        assert app.execute("SELECT count(*) FROM audit_event").fetchone() == (0,)
    with connect(fresh_database.public) as public, pytest.raises(psycopg.errors.UndefinedTable):
        public.execute("SELECT count(*) FROM audit_event")


def test_the_list_of_the_audit_names_tables_that_are_there() -> None:
    assert set(NOT_AUDITED) <= {table.name for table in metadata.sorted_tables}
    assert set(auditing.APPENDED) <= {table.name for table in audited()}
    for table, column in auditing.UNNOTED:
        assert column in metadata.tables[f"ninewa.{table}"].c


def test_loading_a_release_of_the_facts_is_one_event_a_statement(fresh_database: Addresses, watched: Watched) -> None:
    """Thousands of rows are taken away and written again, and their files say what stood in them."""
    watched.events("UPDATE reference_file SET sha256 = 'an older release'")
    watched.events("UPDATE site SET agency = 'somebody else' WHERE site_id IN ('haj-ali', 'qaymawa')")
    loading.load(fresh_database.owner)
    found = watched.events()
    assert len(found) < 60
    told = {(operation, table): count for operation, table, _key, _last, count, *_rest in found}
    assert told["update", "site"] == 2
    assert told["update", "flow"] > 20
    assert told["delete", "flow"] > 100
    # What people change is told row by row, also right after.
    assert len(watched.events("UPDATE site SET agency = 'them' WHERE site_id IN ('haj-ali', 'qaymawa')")) == 2
