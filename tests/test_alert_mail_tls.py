"""Alerts by e-mail over TLS, at once or by STARTTLS: to a server with a certificate that holds, and to no other."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from geodata.server.logins import Addresses
from geodata.server.setup_problem import SetupProblem
from scripts.send_alerts import send_all
from tests.conftest import Make
from tests.test_alert_mail import Server, ask, mail_settings, person, settings
from tests.test_alerts import store

Started = Callable[..., Server]


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ssl.SSLContext]:
    """Makes one for a name, which this machine trusts or not."""

    def made(name: str, *, is_trusted: bool = True) -> ssl.SSLContext:
        key, chain = tmp_path / "key.pem", tmp_path / "certificate.pem"
        asked = ["-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(chain), "-days", "2"]
        subject = ["-subj", "/CN=mail", "-addext", f"subjectAltName={name}"]
        subprocess.run(["openssl", "req", "-x509", *asked, *subject], check=True, capture_output=True)
        if is_trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(chain))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, key)
        return context

    return made


@pytest.fixture
def started() -> Iterator[Started]:
    servers: list[Server] = []

    def start(tls: ssl.SSLContext, security: str) -> Server:
        servers.append(Server(tls, is_secure_at_once=security == "tls"))
        servers[-1].start()
        return servers[-1]

    yield start
    for one in servers:
        one.stop()


def sent(server: Server, security: str, addresses: Addresses, make_app: Make) -> str:
    store(addresses, "haj-ali", 0, 520)
    app = make_app(addresses, role="public", **mail_settings(server))
    app.config["OWNER"] = addresses.owner
    ask(person(app, addresses, "Lana", "planner"), "lana@example.org")
    secured = {"webmap_smtp_security": security, "webmap_smtp_user": "map"}
    password = {"webmap_smtp_password": SecretStr("open sesame")}
    return send_all(settings(addresses, server).model_copy(update=secured | password), addresses.owner)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_holds_lets_mail_through_and_nothing_goes_in_clear(
    security: str,
    fresh_database: Addresses,
    make_app: Make,
    certificate: Callable[..., ssl.SSLContext],
    started: Started,
) -> None:
    server = started(certificate("IP:127.0.0.1"), security)
    assert sent(server, security, fresh_database, make_app) == "Sent 1 to 1 who asked."
    assert len(server.took) == 1
    in_clear = server.heard[: server.heard.index("SECURED")] if security == "starttls" else []
    assert not any(said.startswith(("AUTH", "MAIL", "RCPT", "DATA")) for said in in_clear)
    assert any(said.startswith("AUTH") for said in server.heard)


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize(("name", "is_trusted"), [("IP:127.0.0.1", False), ("DNS:mail.example.org", True)])
def test_a_certificate_of_another_name_or_of_nobody_known_is_told_nothing(
    security: str,
    name: str,
    is_trusted: bool,
    fresh_database: Addresses,
    make_app: Make,
    certificate: Callable[..., ssl.SSLContext],
    started: Started,
) -> None:
    server = started(certificate(name, is_trusted=is_trusted), security)
    with pytest.raises(SetupProblem, match="certificate verify failed") as refused:
        sent(server, security, fresh_database, make_app)
    assert "open sesame" not in str(refused.value)
    assert server.took == []
    assert not any(said.startswith(("AUTH", "MAIL")) for said in server.heard)
