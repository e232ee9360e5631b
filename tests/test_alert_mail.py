"""Alerts by e-mail: to who asked, once, in their language, through a real SMTP server that the test starts."""

from __future__ import annotations

import asyncio
import re
import ssl
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import ValidationError
from sqlalchemy import create_engine, pool, text
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from geodata.server.logins import Addresses
from geodata.server.setup_problem import SetupProblem
from scripts import doctor, findings
from scripts.send_alerts import read_settings, send_all
from tests.conftest import Make, free_port
from tests.signed_in import add_account, as_owner, csrf, signed_in
from tests.test_alerts import HOSTILE, store
from webmap.accounts import queries as accounts
from webmap.alerts import mail, queries
from webmap.config import Settings, refusals
from webmap.databases import Databases
from webmap.db import acting, transaction
from webmap.person import Person

LANG = {"Accept-Language": "en"}


class Server:
    """Takes mail as RFC 5321 has it, as far as smtplib speaks it; refuses who is named in `refuses`.

    `tls`: it offers STARTTLS by this certificate, or speaks nothing else (`is_secure_at_once`).
    """

    def __init__(self, tls: ssl.SSLContext | None = None, *, is_secure_at_once: bool = False) -> None:
        self.tls, self.is_secure_at_once = tls, is_secure_at_once
        self.took: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.heard: list[str] = []
        self.refuses, self.is_silent = "", False
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def start(self) -> None:
        self._thread.start()
        assert self._started.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        secured = self.tls if self.is_secure_at_once else None
        server = self._loop.run_until_complete(asyncio.start_server(self._talk, "127.0.0.1", 0, ssl=secured))
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        self._loop.run_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_silent:
            await reader.read()
            return
        writer.write(b"220 test\r\n")
        while line := await reader.readline():
            said = line.decode().strip()
            said = said[:4].upper() + said[4:]
            self.heard.append(said)
            if said.startswith("EHLO") and self.tls:
                writer.write(b"250-test\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n")
                continue
            if said == "STARTTLS" and self.tls:
                writer.write(b"220 go on\r\n")
                try:
                    await writer.start_tls(self.tls)
                except OSError:  # the client refuses the certificate
                    break
                self.heard.append("SECURED")
                continue
            if said.startswith("AUTH"):
                writer.write(b"235 welcome\r\n")
                continue
            if said == "DATA":
                writer.write(b"354 go on\r\n")
                self.took.append(self._read(await reader.readuntil(b"\r\n.\r\n")))
            elif said.upper().startswith("RCPT"):
                self.recipients.append(f"RCPT TO{said[7:]}")  # smtplib writes the word in either case
                if self.refuses and self.refuses in said:
                    writer.write(b"550 nobody\r\n")
                    continue
            elif said == "QUIT":
                writer.write(b"221 bye\r\n")
                break
            writer.write(b"250 test\r\n")
            await writer.drain()
        writer.close()

    @staticmethod
    def _read(body: bytes) -> EmailMessage:
        found = message_from_bytes(body[:-5], policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    made.start()
    yield made
    made.stop()


def settings(addresses: Addresses, server: Server) -> Settings:
    return Settings(
        database_app_url=addresses.app,
        database_public_url=addresses.public,
        webmap_address="https://map.example.org",
        **mail_settings(server),
    )


def mail_settings(server: Server) -> dict[str, Any]:
    return {
        "webmap_smtp_host": "127.0.0.1",
        "webmap_smtp_port": server.port,
        "webmap_smtp_security": "none",
        "webmap_smtp_from": "map@example.org",
    }


@pytest.fixture
def app(fresh_database: Addresses, make_app: Make, server: Server) -> Flask:
    for site in ("haj-ali", "qaymawa"):
        store(fresh_database, site, 0, 520)
    made = make_app(fresh_database, role="public", **mail_settings(server))
    made.config["OWNER"] = fresh_database.owner
    return made


def person(app: Flask, addresses: Addresses, name: str, role: str, *sites: str) -> FlaskClient:
    return signed_in(app, addresses, add_account(addresses, name, role, sites))


def ask(client: FlaskClient, address: str, lang: str = "en") -> TestResponse:
    """Ask, and let the address be confirmed, as its link does."""
    answer = only_ask(client, address, lang)
    if answer.status_code == 303:
        with create_engine(client.application.config["OWNER"], poolclass=pool.NullPool).begin() as owner:
            owner.execute(text("UPDATE ninewa.alert_mail_wish SET confirmed_at = now()"))
    return answer


def only_ask(client: FlaskClient, address: str, lang: str = "en") -> TestResponse:
    data = {"mail_address": address, "csrf_token": csrf(client)}
    return client.post(f"/alerts/mail?lang={lang}", data=data, headers=LANG)


def test_nothing_is_sent_to_an_address_before_its_link_is_opened_by_who_asked(
    app: Flask, fresh_database: Addresses, server: Server
) -> None:
    sara = person(app, fresh_database, "Sara", "site_manager", "haj-ali")
    omar = person(app, fresh_database, "Omar", "site_manager", "haj-ali")
    found = settings(fresh_database, server)
    only_ask(sara, "sara@example.org")
    assert "no alert is sent" in sara.get("/alerts", headers=LANG).text
    told = "Sent 0 to 1 who asked."
    assert send_all(found, fresh_database.owner) == f"{told} Asked 1 whether the address is theirs."
    assert send_all(found, fresh_database.owner) == told, "once"
    (message,) = server.took
    (link,) = re.findall(r"https://map.example.org(/alerts/mail/[\w-]+)", message.get_content())
    assert "Over capacity" not in message.get_content()
    with as_owner(fresh_database) as owner:
        kept = owner.execute(text("SELECT confirmed_at, token_hash::text FROM ninewa.alert_mail_wish")).one()
    assert kept.confirmed_at is None
    assert link.rpartition("/")[2] not in kept.token_hash
    assert app.test_client().get(link).status_code == 303, "who opens it signs in first"
    assert "told=link" in omar.get(link).headers["Location"]
    omar.post(link, data={"csrf_token": csrf(omar)})
    assert "This is my address" in sara.get(link, headers=LANG).text
    assert send_all(found, fresh_database.owner) == told, "looking at it confirms nothing"
    assert "told=confirmed" in sara.post(link, data={"csrf_token": csrf(sara)}).headers["Location"]
    assert "told=confirmed" in sara.get(link).headers["Location"]
    assert send_all(found, fresh_database.owner) == "Sent 1 to 1 who asked."
    # The same address again is not asked about; another one is.
    only_ask(sara, "sara@example.org", "ar")
    assert send_all(found, fresh_database.owner) == told
    only_ask(sara, "other@example.org")
    with as_owner(fresh_database) as owner:
        owner.execute(text("UPDATE ninewa.alert_mail_wish SET asked_at = now() - interval '1 hour'"))
    assert send_all(found, fresh_database.owner).endswith("Asked 1 whether the address is theirs.")
    assert server.took[-1]["To"] == "other@example.org"
    with as_owner(fresh_database) as owner:
        owner.execute(text("UPDATE ninewa.alert_mail_wish SET asked_at = now() - interval '8 days'"))
    (late,) = re.findall(r"https://map.example.org(/alerts/mail/[\w-]+)", server.took[-1].get_content())
    assert "told=link" in sara.post(late, data={"csrf_token": csrf(sara)}).headers["Location"]


def test_without_its_own_address_the_map_asks_nobody_and_says_so(
    app: Flask, fresh_database: Addresses, server: Server
) -> None:
    only_ask(person(app, fresh_database, "Sara", "site_manager", "haj-ali"), "sara@example.org")
    found = settings(fresh_database, server).model_copy(update={"webmap_address": None})
    with pytest.raises(SetupProblem, match="WEBMAP_ADDRESS"):
        send_all(found, fresh_database.owner)
    assert server.took == []


def test_who_asked_is_told_once_in_their_language(app: Flask, fresh_database: Addresses, server: Server) -> None:
    sara = person(app, fresh_database, "Sara", "site_manager", "haj-ali")
    lana = person(app, fresh_database, "Lana", "planner")
    omar = person(app, fresh_database, "Omar", "site_manager", "haj-ali")
    assert ask(sara, "nobody@example.org").status_code == 303
    assert ask(sara, "sara@example.org").status_code == 303  # in place of the former
    assert ask(lana, "lana@example.org", "ar").status_code == 303
    assert "sara@example.org" in sara.get("/alerts", headers=LANG).text
    for client in (omar, lana):
        assert "sara@example.org" not in client.get("/alerts", headers=LANG).text
    found = settings(fresh_database, server)
    assert send_all(found, fresh_database.owner) == "Sent 2 to 2 who asked."
    assert server.recipients == ["RCPT TO:<sara@example.org>", "RCPT TO:<lana@example.org>"]
    told = {one["To"]: one for one in server.took}
    english, arabic = (told[f"{name}@example.org"].get_content() for name in ("sara", "lana"))
    assert told["sara@example.org"]["Subject"] == "1 new alert · Ninewa response map"
    assert told["sara@example.org"]["From"] == "map@example.org"
    assert "Over capacity by 20 families" in english
    assert "https://map.example.org/alerts" in english
    assert "Qaymawa" not in english
    assert "فوق" in arabic
    assert "تنبيه" in told["lana@example.org"]["Subject"]
    assert send_all(found, fresh_database.owner) == "Sent 0 to 2 who asked."
    store(fresh_database, "haj-ali", 0, 530)  # the figure grows, which is no new alert
    assert send_all(found, fresh_database.owner) == "Sent 0 to 2 who asked."
    store(fresh_database, "haj-ali", 0, 470)
    assert send_all(found, fresh_database.owner) == "Sent 0 to 2 who asked."
    store(fresh_database, "haj-ali", 0, 530)  # it ended, and begins anew
    assert send_all(found, fresh_database.owner) == "Sent 2 to 2 who asked."


def test_who_knows_of_an_alert_and_who_may_watch_no_more_is_not_mailed(
    app: Flask, fresh_database: Addresses, server: Server
) -> None:
    sara = person(app, fresh_database, "Sara", "site_manager", "haj-ali")
    gone = add_account(fresh_database, "Omar", "site_manager", ["haj-ali"])
    bare = person(app, fresh_database, "Nour", "site_manager")
    for number, client in enumerate((sara, signed_in(app, fresh_database, gone), bare)):
        assert ask(client, f"a{number}@example.org").status_code == 303
    data = {"site_id": "haj-ali", "kind": "over_capacity", "subject": "", "csrf_token": csrf(sara)}
    assert sara.post("/alerts/acknowledge", data=data).status_code == 303
    with as_owner(fresh_database) as connection:
        accounts.disable(connection, gone, True)
    assert send_all(settings(fresh_database, server), fresh_database.owner) == "Sent 0 to 2 who asked."
    assert server.recipients == []


def test_ending_it_deletes_the_address_and_what_was_noted(
    app: Flask, fresh_database: Addresses, server: Server
) -> None:
    sara = person(app, fresh_database, "Sara", "site_manager", "haj-ali")
    ask(sara, "sara@example.org")
    assert send_all(settings(fresh_database, server), fresh_database.owner) == "Sent 1 to 1 who asked."
    assert sara.post("/alerts/mail/end", data={"csrf_token": csrf(sara)}).status_code == 303
    store(fresh_database, "haj-ali", 0, 100)
    store(fresh_database, "haj-ali", 0, 540)
    assert send_all(settings(fresh_database, server), fresh_database.owner) == "Sent 0 to 0 who asked."
    with as_owner(fresh_database) as connection:
        for table in ("alert_mail_wish", "alert_mail"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0
        kept = connection.scalar(text("SELECT string_agg(e::text, ' ') FROM audit_event e"))
    assert "alert_mail_wish" in kept
    assert "sara@example.org" not in kept


def test_what_the_server_refuses_is_said_and_sent_the_next_time(
    app: Flask, fresh_database: Addresses, server: Server
) -> None:
    for name in ("lana", "sara"):
        ask(person(app, fresh_database, name, "planner"), f"{name}@example.org")
    server.refuses = "lana"
    with pytest.raises(SetupProblem, match=r"Sent 1; the mail server did not take: SMTPRecipientsRefused") as refused:
        send_all(settings(fresh_database, server), fresh_database.owner)
    assert "lana" not in str(refused.value)
    server.refuses = ""
    assert send_all(settings(fresh_database, server), fresh_database.owner) == "Sent 1 to 2 who asked."
    store(fresh_database, "haj-ali", 0, 100)
    send_all(settings(fresh_database, server), fresh_database.owner)
    store(fresh_database, "haj-ali", 0, 530)
    away = settings(fresh_database, server).model_copy(update={"webmap_smtp_port": free_port()})
    with pytest.raises(SetupProblem, match=r"Sent 0; the mail server 127\.0\.0\.1:\d+ failed"):
        send_all(away, fresh_database.owner)


def test_a_server_that_falls_silent_is_not_waited_for_for_ever(
    app: Flask, fresh_database: Addresses, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(person(app, fresh_database, "Lana", "planner"), "lana@example.org")
    monkeypatch.setattr(mail, "SECONDS", 0.3)
    server.is_silent = True
    with pytest.raises(SetupProblem, match="timed out"):
        send_all(settings(fresh_database, server), fresh_database.owner)


def test_a_hostile_name_adds_no_header_no_recipient_and_no_line(
    app: Flask, fresh_database: Addresses, server: Server
) -> None:
    ask(person(app, fresh_database, "Sara", "site_manager", "haj-ali"), "sara@example.org")
    with as_owner(fresh_database) as connection:
        connection.execute(
            text("UPDATE site SET name = :name WHERE site_id = 'haj-ali'"),
            {"name": f"{HOSTILE}\r\nBcc: all@example.org\r\n.\r\nRCPT TO:<all@example.org>"},
        )
        connection.execute(text("DELETE FROM place_name WHERE entity_id = 'haj-ali'"))
    assert send_all(settings(fresh_database, server), fresh_database.owner) == "Sent 1 to 1 who asked."
    [message] = server.took
    assert server.recipients == ["RCPT TO:<sara@example.org>"]
    assert message["Bcc"] is None
    assert "all@" not in str(message.items())
    assert any("Bcc: all@example.org . RCPT" in line for line in message.get_content().splitlines())
    assert message.get_content_type() == "text/plain"


@pytest.mark.parametrize(
    "typed",
    [
        "", "nobody", "a@b", "a b@example.org", "sara@example.org\r\nBcc: all@example.org",
        "a@example.org,b@example.org", "<a@example.org>", "سارة@example.org", "a@example.org\0",
        f"{'a' * 64}@{'b' * 190}.org", '"><img src=x>@example.org',
    ],
)  # fmt: skip
def test_what_is_no_address_comes_back_with_the_remedy(app: Flask, fresh_database: Addresses, typed: str) -> None:
    sara = person(app, fresh_database, "Sara", "site_manager", "haj-ali")
    answer = ask(sara, typed)
    assert answer.status_code == 400
    assert "Write one in Latin letters" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "<img src=x>" not in answer.text
    with as_owner(fresh_database) as connection:
        assert connection.scalar(text("SELECT count(*) FROM alert_mail_wish")) == 0


def test_nobody_asks_for_or_reads_that_of_others(app: Flask, fresh_database: Addresses) -> None:
    sara, lana = (add_account(fresh_database, name, "admin") for name in ("Sara", "Lana"))
    ask(signed_in(app, fresh_database, sara), "sara@example.org")
    databases: Databases = app.extensions["databases"]
    with acting(databases, Person("admin", lana)):
        with transaction() as connection:
            assert queries.mail_wish(connection, sara) is None
            queries.end_mail(connection, sara)
        with pytest.raises(DBAPIError, match="row-level security"), transaction() as connection:
            queries.ask_for_mail(connection, sara, "lana@example.org", "en")
        with pytest.raises(DBAPIError, match=r"denied|row-level security"), transaction() as connection:
            connection.execute(text(f"INSERT INTO ninewa.alert_mail (account_id, fact) VALUES ({sara}, 'x')"))
    with acting(databases, Person("admin", sara)), transaction() as connection:
        assert queries.mail_wish(connection, sara) == ("sara@example.org", True)


def test_without_a_server_nothing_is_offered(
    fresh_database: Addresses, make_app: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(fresh_database, role="public")
    assert "E-mail" not in person(app, fresh_database, "Lana", "planner").get("/alerts", headers=LANG).text
    monkeypatch.delenv("WEBMAP_SMTP_HOST", raising=False)
    with pytest.raises(SetupProblem, match="WEBMAP_SMTP_HOST"):
        read_settings()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"webmap_smtp_from": ""}, "need one another"),
        ({"webmap_smtp_from": "map@example.org\r\nBcc: a@example.org"}, "one e-mail address"),
        ({"webmap_smtp_user": "map"}, "for all to read"),
        ({"webmap_smtp_security": "ssl"}, "WEBMAP_SMTP_SECURITY"),
    ],
)
def test_settings_that_would_not_do_are_refused(server: Server, wrong: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(database_url=None, **(mail_settings(server) | wrong))
    assert said in "\n".join(refusals(refused.value))


def test_doctor_says_whether_the_server_takes_us_and_never_the_password(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in mail_settings(server).items():
        monkeypatch.setenv(name.upper(), str(value))
    monkeypatch.setenv("WEBMAP_SMTP_PASSWORD", "open sesame")
    found = list(doctor.findings(free_port()))
    assert any(one.grade == findings.OK and "Alerts can be mailed by 127.0.0.1" in one.text for one in found)
    assert "open sesame" not in str(found)
    assert server.took == []
    # This server speaks no TLS: nothing is said in clear where it is asked for.
    monkeypatch.setenv("WEBMAP_SMTP_SECURITY", "starttls")
    monkeypatch.setenv("WEBMAP_SMTP_USER", "map")
    found = list(doctor.findings(free_port()))
    assert any(one.grade == findings.WRONG and "No alert can be mailed" in one.text for one in found)
    assert not any("AUTH" in line for line in server.heard)
