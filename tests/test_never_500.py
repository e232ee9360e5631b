"""Whatever the address, language, method and Host: an answer, never a fault of ours, and with the headers of all."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import create_environ
from werkzeug.wrappers import Response

from tests.conftest import static

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
SAID_OF_EVERYTHING = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cache-Control")
# What stands in an address for a part of it.
PARTS = {"site_id": "haj-ali", "corridor_id": "C02", "community_id": "tel-afar", "name": "site.css", "metric": "idps"}
BEYOND_ANY_DISK = ["/static/0/" + name for name in ("x" * 256, "x" * 5000, "a/" * 3000, "%00", "site.css/more")]
ODD_HOSTS = ["a..b", ".com", ".", "..", "x" * 64 + ".example", "x" * 300, "a b", "a/b", "a@b", "a\\b", "a?b", "a#b"]
ODD_HOSTS += ["[::1", "[]", "localhost:notaport", "localhost:99999999", ":", "", "xn--", "-a.example", "evil.example"]
ODD_HOSTS += ["\u00fc.example", "xn--\u00fc"]


def addresses(app: Flask) -> Iterator[str]:
    """Each address there is, with and without a slash at its end, and some that there are not."""
    for rule in app.url_map.iter_rules():
        filled = re.sub(r"<(?:any\('?(\w+)[^>]*|)(\w*)>", lambda part: part[1] or PARTS.get(part[2], "1"), rule.rule)
        yield from (filled, filled.rstrip("/") + "/")
    yield from ("/nothing", "/nothing/", "//", "//evil.example/sites", "/api/plan/nothing", "/api/nothing/")
    yield from BEYOND_ANY_DISK


def answered(app: Flask, address: str, method: str = "GET", host: str = "localhost") -> None:
    # Flask's client would look for cookies of the host, and fails by itself over some.
    asked_as = create_environ(address, method=method, headers={"Host": host.encode().decode("latin-1")})
    answer = Response.from_app(app, asked_as)
    asked = f"{method} {address[:80]} of {host[:80]!r}"
    assert answer.status_code < 500, asked
    assert not [name for name in SAID_OF_EVERYTHING if name not in answer.headers], asked
    assert re.match(r"/(?!/)|$", answer.headers.get("Location", "")), asked


@pytest.mark.parametrize("language", ["", "?lang=xx", "?lang=", "?lang=ar&lang=xx"])
def test_no_method_or_language_is_a_fault_of_ours(app: Flask, language: str) -> None:
    for address in addresses(app):
        for method in METHODS:
            answered(app, address + language, method)


@pytest.mark.parametrize("language", ["", "?lang=xx"])
def test_no_host_is_a_fault_of_ours_or_comes_back_in_a_redirect(app: Flask, language: str) -> None:
    for host in ODD_HOSTS:
        for address in ("/", "/sites", "/sites/", "/nothing", "/map/print", "/readyz", "/api/plan", *BEYOND_ANY_DISK):
            for method in ("GET", "POST"):
                answered(app, address + language, method, host)


def test_a_redirect_names_its_path_alone(client: FlaskClient) -> None:
    answer = client.get("/sites//haj-ali?at=2017-04-04", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.headers["Location"]) == (308, "/sites/haj-ali?at=2017-04-04")
    assert answer.data == b""


@pytest.mark.parametrize("asked", ["gzip;q=0", "gzip;q=0.000, *", "*;q=0", "identity", "br, gzip; q=0", "GZIP;Q=0"])
def test_who_takes_no_gzip_gets_none(client: FlaskClient, asked: str) -> None:
    for address in ("/sites", "/sites", "/map/data.json", "/nothing", static("site.css")):
        answer = client.get(address, headers={"Accept-Encoding": asked})
        assert "Content-Encoding" not in answer.headers, address
        assert answer.data[:2] != b"\x1f\x8b"
