"""The map in one file: small enough to send, nothing fetched, and only what its reader may see."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from webmap.drawing.qr import qr_code
from webmap.layers.registry import LAYERS

AT = "at=2017-04-04"
LARGEST = 2_000_000
EXACT = "Not for the public"


class Fetched(HTMLParser):
    """The addresses that a browser would fetch by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        named = [told.get("src"), told.get("srcset"), told.get("href") if tag in ("link", "base") else None]
        self.addresses += [address for address in named if address]


def one_file(client: FlaskClient, asked: str = f"{AT}&lang=en") -> str:
    answer = client.get(f"/offline.html?{asked}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_it_can_be_sent_and_names_nothing_to_be_fetched(public_client: FlaskClient, lang: str) -> None:
    page = one_file(public_client, f"{AT}&lang={lang}")
    assert len(page.encode()) <= LARGEST
    fetched = Fetched()
    fetched.feed(page)
    assert fetched.addresses
    assert all(address.startswith("data:") for address in fetched.addresses)
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert len(style) == 1
    assert "url(" not in style[0]
    assert "@import" not in style[0]
    assert page.count("</script>") == 6  # three of data, libraries, modules, the composed one


def test_it_says_who_may_have_it(client: FlaskClient, public_client: FlaskClient) -> None:
    assert EXACT in one_file(client)
    answer = public_client.get(f"/offline.html?{AT}&lang=ar")
    assert EXACT not in answer.get_data(as_text=True)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ninewa-2017-04-04-ar.html"'


def test_its_policy_is_in_the_file_itself(public_client: FlaskClient) -> None:
    """Whatever stands in it, from a disk it may ask for nothing."""
    page = one_file(public_client)
    policy = page.split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0]
    assert policy.startswith("default-src &#39;none&#39;")
    assert "connect-src" not in policy
    assert "http" not in policy
    assert "unsafe" not in policy


def test_layers_that_are_not_asked_for_are_not_in_it(public_client: FlaskClient) -> None:
    page = one_file(public_client, f"{AT}&lang=en&layers=communities")
    assert '"sites"' not in page.split('id="map-data">')[1].split("</script>")[0]
    assert "Rabia" in page
    assert "Hammam al-Alil 1" not in page


def test_links_lead_where_people_open_the_map_or_nowhere(public_app: Flask) -> None:
    page = one_file(public_app.test_client())
    links = set(re.findall(r'<a href="([^"]+)"', page))
    assert any("/sites/haj-ali?" in link for link in links)
    assert all(link.startswith(("http://", "https://")) for link in links)


def test_a_phone_reads_the_way_to_the_living_map_from_it(public_client: FlaskClient) -> None:
    page = one_file(public_client, f"{AT}&lang=en&bbox=42.8,35.6,44.1,36.9")
    address = page.split('<section class="offline-live">')[1].split("<a href=")[1].split('"')[1].replace("&amp;", "&")
    assert {"at=2017-04-04", "lang=en", "bbox=42.8,35.6,44.1,36.9"} == set(address.split("?")[1].split("&"))
    assert str(qr_code(address, "The address of the living map")) in page


def test_each_layer_has_its_table(public_client: FlaskClient) -> None:
    page = one_file(public_client)
    assert page.count("<details") == sum(len(layer.tables) for layer in LAYERS if layer.may_be_seen_by("public"))
    sites = page.split("<tbody>")[1].split("</tbody>")[0]
    assert re.findall(r'<td class="num"><bdi>(\d+)</bdi></td><th scope="row">', sites)[:3] == ["1", "2", "3"]
